"""The words in which an expectation is written: who is served what, and how an address's arguments are filled."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Roles = frozenset[str]

ANONYMOUS: Roles = frozenset({"anonymous"})
CONTRIBUTOR: Roles = frozenset({"contributor"})
EDITORS: Roles = frozenset({"editor", "referent"})
REFERENT: Roles = frozenset({"referent"})
MEMBERS = CONTRIBUTOR | EDITORS
RECEPTION: Roles = frozenset({"accueil"})
LIMITED: Roles = frozenset({"limited"})
TEAM: Roles = frozenset({"moderator", "administrator"})
ADMINISTRATOR: Roles = frozenset({"administrator"})
MODERATORS = LIMITED | TEAM
SIGNED_IN = MEMBERS | RECEPTION | MODERATORS
EVERYBODY = SIGNED_IN | ANONYMOUS
NOBODY: Roles = frozenset()


@dataclass(frozen=True)
class Rule:
    """What an address answers. A role that is not named is turned away: 404, or to the way in for a visitor.

    Attributes:
        own: who is served for an object of structure A, or where the address names no object.
        other: who is served for the same object of structure B.
        none: who is served for an object that does not exist.
        fill: how arguments are filled where `arguments.FILL` is wrong here: {"page_id": "event", "verb": "=open"}.
        path: the addresses themselves (parted by spaces), filled with `{names}` of the world, where they cannot be made
            from the name.
        queries: what to ask besides, looked at for leaks and errors only: "id={draft}", or a whole "/address/".
        may_leave: tables in which a POST of who is served may leave a row about B, or change one ("cms_joinrequest").
        may_say: marks that an address which is itself a key shows to whoever holds it, by where they stand.
        crashes: whether Wagtail's own view fails on a POST that no screen of its makes (rolled back; the traceback is
            named beside the rule).
        body: fields to POST, filled with `{names}` of the world: who is served must not be told 404 or 403 then.
        picks: whether a body that names nothing is told 404 or 403 even by who is served; only with a reason beside it.
    """

    own: Roles
    other: Roles
    none: Roles = NOBODY
    fill: Mapping[str, str] = field(default_factory=dict)
    path: str = ""
    queries: tuple[str, ...] = ()
    may_leave: frozenset[str] = frozenset()
    may_say: frozenset[str] = frozenset()
    crashes: bool = False
    body: Mapping[str, str] = field(default_factory=dict)
    picks: bool = False

    def served(self, side: str) -> Roles:
        """Return who is served for an object of "own", "other" or "none"."""
        return {"own": self.own, "other": self.other, "none": self.none}[side]


Rules = dict[str, Rule]


def _many(rule: Rule, names: str, options: dict[str, Any]) -> Rules:
    ready = replace(rule, **options)
    return dict.fromkeys(names.split(), ready)


def only(roles: Roles, names: str, **options: object) -> Rules:
    """Say that these addresses (names parted by spaces) serve these roles, whatever object is asked for."""
    return _many(Rule(own=roles, other=roles), names, options)


def of_structure(roles: Roles, names: str, *, others: Roles = TEAM, **options: object) -> Rules:
    """Say that these serve these roles of A for what is A's, and `others` for what is B's; the team for both."""
    return _many(Rule(own=roles | others, other=others), names, options)


def of_side(own: Roles, other: Roles, names: str, **options: object) -> Rules:
    """Say that these serve `own` for what is A's and `other` for what is B's, the team not of itself."""
    return _many(Rule(own=own, other=other), names, options)


def everybody(names: str, **options: object) -> Rules:
    """Say that these serve whoever asks, for published objects; for none, nobody."""
    return _many(Rule(own=EVERYBODY, other=EVERYBODY), names, options)


def nobody(names: str, **options: object) -> Rules:
    """Say that these serve nobody."""
    return _many(Rule(own=NOBODY, other=NOBODY), names, options)
