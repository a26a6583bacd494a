"""Asks one address as one role, rolls back what it wrote, and says what came of it."""

import traceback
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from django.core.cache import caches
from django.db import transaction
from django.test import Client

from tests.isolation.files import put_back
from tests.isolation.mails import TABLE as MAILS
from tests.isolation.mails import leaks_by_mail
from tests.isolation.marks import marks_in, plain_bytes
from tests.isolation.rules import MEMBERS, TEAM
from tests.isolation.state import digest, rows_about, tables, tables_written
from tests.isolation.world import World

# Where a visitor is sent to sign in, and where Wagtail and the desk send who may not.
WAY_IN = ("/connexion/", "/admin/login/", "/_util/login/")
FIRST_SCREENS = frozenset({"/admin/", "/mon-espace/"})
OUTSIDE_B = MEMBERS | {"anonymous", "accueil", "limited"}


@dataclass
class Answer:
    """What one request gave."""

    status: int
    outcome: str
    body: bytes
    leaks: set[str] = field(default_factory=set)
    harm: list[str] = field(default_factory=list)
    # The last line of ours and the error, when the view failed.
    why: str = ""


def outcome_of(response: Any) -> str:
    """Name an answer: open, hidden, refused, method, way-in, away or error."""
    status = response.status_code
    if status >= 500:
        return "error"
    named = {401: "refused", 403: "refused", 404: "hidden", 405: "method"}
    if status in named:
        return named[status]
    if 300 <= status < 400:
        path = urlsplit(response.headers.get("Location", "")).path
        if path.startswith(WAY_IN):
            return "way-in"
        if path in FIRST_SCREENS:
            return "away"
    return "open"


class Undo(Exception):
    """Rolls a request back."""


def ask(world: World, role: str, method: str, path: str, body: Any = None, *, ajax: bool = False) -> Answer:
    """Make one request and undo it; for people outside B, look for B's marks and for changes of B's rows."""
    client: Client = world.clients[role]
    cookies = SimpleCookie({name: morsel.value for name, morsel in client.cookies.items()})
    answers: list[Answer] = []
    headers = {"x-requested-with": "XMLHttpRequest"} if ajax else {}
    try:
        with transaction.atomic():
            with tables_written() as written:
                response = (
                    client.generic(method, path, headers=headers)
                    if body is None
                    else client.post(path, body, headers=headers)
                )
                said = plain_bytes(response)
            answer = Answer(response.status_code, outcome_of(response), said, why=_why(response))
            asked = f"{path} {body or ''}"
            if MAILS in written:
                answer.leaks |= leaks_by_mail(world.known.get(MAILS, frozenset()), asked=asked)
            if role in OUTSIDE_B:
                answer.leaks |= marks_in(said, asked=asked)
                if method not in {"GET", "HEAD"} and response.status_code < 400:
                    # What a write says, it says on the next screen.
                    answer.leaks |= _said_next(client, response)
                answer.harm = _harm(world, written)
            answers.append(answer)
            raise Undo  # noqa: TRY301 - leaving the transaction is the point
    except Undo:
        pass
    client.cookies = cookies
    if method not in {"GET", "HEAD"}:
        gone = put_back(world.files)
        answers[0].harm += gone if role in OUTSIDE_B else []
    return answers[0]


def _why(response: Any) -> str:
    """Return the error of a view that failed, and where it was."""
    caught = getattr(response, "exc_info", None)
    if not caught:
        return ""
    last = traceback.extract_tb(caught[2])[-1]
    return f"{caught[0].__name__}: {caught[1]} ({last.filename.rpartition('site-packages/')[2]}:{last.lineno})"


def _said_next(client: Client, response: Any) -> set[str]:
    where = response.headers.get("Location", "")
    if not where.startswith("/"):
        return set()
    return marks_in(plain_bytes(client.get(where)), asked=where)


def _harm(world: World, written: set[str]) -> list[str]:
    found: list[str] = []
    for table in sorted(written & set(tables())):
        if world.theirs.get(table):
            now, before = digest(table, world.theirs), world.before[table]
            found += [f"{table} {pk} changed" for pk in before if now.get(pk) != before[pk]]
        found += rows_about(table, world.known, world.theirs)
    return found


def forget_caches() -> None:
    """Start a request as if it were the first one."""
    for name in ("default",):
        caches[name].clear()


def is_team(role: str) -> bool:
    """Tell whether nothing is kept from the role."""
    return role in TEAM
