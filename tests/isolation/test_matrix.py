"""Every address × role × own, other and no object × read and write, with the expected answer; no mark of B anywhere.

`make isolation` runs it. ISOLATION=reads asks with GET only. The count is of requests, not of these tests.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.isolation.addresses import Address, every_address
from tests.isolation.arguments import NotFilled, filled
from tests.isolation.asking import Answer, ask
from tests.isolation.bodies import changed, fields_for, pointed_at
from tests.isolation.conftest import COUNTS
from tests.isolation.expected import EXPECTED, ROOMS
from tests.isolation.rules import EVERYBODY, TEAM, Rule
from tests.isolation.world import World

SHARDS = 24
# A file to which failures are added as they are found.
SAY_AT_ONCE = os.environ.get("ISOLATION_FAILURES", "")
# The beginning of the names to ask: "desk:".
ONLY = os.environ.get("ISOLATION_ONLY", "")
READS_ONLY = os.environ.get("ISOLATION") == "reads"
WHERE = f"tests/isolation/expected/ ({', '.join(sorted(ROOMS))})"
SERVED = frozenset({"open", "away", "method"})
TURNED_AWAY = frozenset({"hidden", "refused", "way-in", "method", "away"})
# What lists and exports understand; the word stands beside each mark.
SEARCH = "q=castagnette&search=castagnette&query=castagnette&term=castagnette"
EXPORTS = ("export=csv", "export=xlsx")
# Methods that no form uses; HEAD says what GET says, without the body.
UNUSUAL = ("HEAD", "PUT", "PATCH", "DELETE")
# Pages to read, which answer whatever the method is.
DOCUMENTATION = frozenset({"api:docs", "api:api-root", "api:openapi-json"})

pytestmark = [pytest.mark.isolation, pytest.mark.django_db]


@dataclass
class Count:
    """What passed, and a sentence for each request that did not."""

    passed: int = 0
    failed: list[str] = field(default_factory=list)

    def note(self, cell: str, trouble: str) -> None:
        """Count one request."""
        if trouble:
            self.failed.append(f"{cell}: {trouble}")
            if SAY_AT_ONCE:
                with Path(SAY_AT_ONCE).open("a") as out:
                    out.write(f"{cell}: {trouble}\n")
        else:
            self.passed += 1


def _harm(rule: Rule, answer: Answer, world: World, *, served: bool = False) -> str:
    leaks = sorted(mark for mark in answer.leaks if world.marks.where.get(mark) not in rule.may_say)
    if leaks:
        return "says " + ", ".join(f"{mark} ({world.marks.where.get(mark, '?')})" for mark in leaks)
    allowed = rule.may_leave if served else frozenset()
    harm = [one for one in answer.harm if re.split(r"[ .]", one)[0] not in allowed]
    return f"changes what is B's: {', '.join(harm[:4])}" if harm else ""


def _trouble(rule: Rule, *, served: bool, answer: Answer, world: World, read: bool = False, picks: bool = False) -> str:
    """Return what is wrong with an answer; "" when nothing is. `picks`: who is served may be told 404 nevertheless."""
    hurt = _harm(rule, answer, world, served=served)
    if hurt:
        return hurt
    if answer.outcome == "error":
        return "" if rule.crashes and served and not read else f"fails with {answer.status}: {answer.why}"
    if not served:
        return "" if answer.outcome in TURNED_AWAY else f"answers {answer.status} to who is to be turned away"
    fine = answer.outcome in SERVED or (picks and answer.outcome in {"hidden", "refused", "way-in"})
    return "" if fine else f"answers {answer.status} ({answer.outcome}) to who is to be served"


def _one(world: World, count: Count, address: Address, rule: Rule, side: str, path: str) -> None:
    served = rule.served(side)
    seen: dict[str, Answer] = {}
    for role in sorted(EVERYBODY):
        seen[role] = answer = ask(world, role, "GET", path)
        cell = f"{address.name} {side} GET {path} as {role}"
        count.note(cell, _trouble(rule, served=role in served, answer=answer, world=world, read=True))
    if READS_ONLY:
        return
    for role, body, kind in _writes(world, rule, seen, side, path):
        answer = ask(world, role, "POST", path, body)
        # An empty body names nothing where the rule has another; one that points at B's is refused, and rightly.
        picks = rule.picks or kind == "pointing at B's" or (kind == "empty" and bool(rule.body))
        trouble = _trouble(rule, served=role in served, answer=answer, world=world, picks=picks)
        count.note(f"{address.name} {side} POST {path} as {role} ({kind})", trouble)
    for method in UNUSUAL:
        for role in ("referent", "anonymous"):
            answer = ask(world, role, method, path)
            if method == "HEAD":
                trouble = _unlike(seen[role], answer) or _harm(rule, answer, world)
            else:
                trouble = _unusual(address, rule, answer, world, served=role in served)
            count.note(f"{address.name} {side} {method} {path} as {role}", trouble)


def _unlike(read: Answer, head: Answer) -> str:
    """Say how HEAD differs from GET; a view may refuse it."""
    same = head.outcome in {read.outcome, "method"}
    return "" if same else f"answers {head.status} to HEAD and {read.status} to GET {head.why}"


def _unusual(address: Address, rule: Rule, answer: Answer, world: World, *, served: bool) -> str:
    """Say what is wrong with the answer to a method that nobody uses: harm, a leak, an error, or the API taking it."""
    if address.name.startswith("api:") and address.name not in DOCUMENTATION:
        served = False
    return _trouble(rule, served=served, answer=answer, world=world, picks=True)


def _writes(
    world: World, rule: Rule, seen: dict[str, Answer], side: str, path: str
) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield each role with an empty body and the rule's, and people outside the team with a plausible one too."""
    theirs = fields_for(seen["moderator"].body, path) if seen["moderator"].status == 200 else []
    names = world.names(side)
    for role in sorted(EVERYBODY):
        yield role, {}, "empty"
        if rule.body:
            yield role, {name: text.format(**names) for name, text in rule.body.items()}, "of the rule"
        if role in TEAM:
            continue
        mine = fields_for(seen[role].body, path) if seen[role].status == 200 else theirs
        if side == "other" and theirs:
            yield role, changed(theirs), "filled"
        elif side == "own" and mine:
            yield role, pointed_at(mine, world.other), "pointing at B's"


def _asked_besides(rule: Rule, path: str, names: dict[str, str], *, whole: bool) -> Iterator[str]:
    """Yield further addresses, looked at for leaks and errors only."""
    for query in rule.queries:
        more = query.format(**names)
        yield more if more.startswith("/") else f"{path}{'&' if '?' in path else '?'}{more.lstrip('?')}"
    if whole:
        yield f"{path}{'&' if '?' in path else '?'}{SEARCH}"
        if path.startswith(("/admin/reports", "/admin/abonnes", "/admin/envois", "/admin/consentements")):
            yield from (f"{path}?{export}" for export in EXPORTS)


def _besides(world: World, count: Count, address: Address, rule: Rule, path: str) -> None:
    for side in ("own", "other"):
        for more in _asked_besides(rule, path, world.names(side), whole=side == "own"):
            for role in sorted(EVERYBODY - TEAM):
                answer = ask(world, role, "GET", more)
                trouble = _harm(rule, answer, world) or answer.why
                count.note(f"{address.name} GET {more} as {role}", trouble)


def check(world: World, address: Address, count: Count) -> None:
    """Ask one address in every way."""
    rules = EXPECTED.get(address.name)
    if rules is None:
        count.note(address.name, f"has no expectation: say who is served ({address.route}) in a file of {WHERE}")
        return
    for rule in rules:
        _check_rule(world, address, rule, count)


def _names_something(address: Address, rule: Rule, side: str) -> bool:
    if "{" in rule.path or (address.arguments and not rule.path):
        return True
    return side == "other" and any("{" in text for text in rule.body.values())


def _check_rule(world: World, address: Address, rule: Rule, count: Count) -> None:
    for side in ("own", "other", "none"):
        if side != "own" and not _names_something(address, rule, side):
            continue
        try:
            paths = filled(address, rule, world.names(side))
        except NotFilled as why:
            # A converter takes no number that is too large: there is no such address then.
            if side != "none":
                count.note(f"{address.name} {side}", str(why))
            continue
        for path in paths:
            _one(world, count, address, rule, side, path)
            if side == "own":
                _besides(world, count, address, rule, path)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_address_serves_whom_it_should_and_nobody_else(shard: int, world: World, record_property: Any) -> None:
    count = Count()
    for address in every_address()[shard::SHARDS]:
        if not address.name.startswith(ONLY):
            continue
        check(world, address, count)
    record_property(COUNTS, (count.passed, len(count.failed)))
    assert not count.failed, "\n" + "\n".join(count.failed)
