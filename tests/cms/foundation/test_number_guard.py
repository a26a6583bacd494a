"""A number that no database holds names no page: 404 for everybody, never an error of the server."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter

from cms.accounts.models import User

HUGE = "9" * 40


def addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    """Yield each address of ours that takes a whole number, with a huge one in it."""
    for pattern in patterns:
        route = getattr(pattern.pattern, "_route", None)
        if route is None:
            continue
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, before + route)
        elif any(isinstance(converter, IntConverter) for converter in pattern.pattern.converters.values()):
            filled = before + route
            for name, converter in pattern.pattern.converters.items():
                kind = "int" if isinstance(converter, IntConverter) else None
                value = HUGE if kind else "x"
                start = (
                    filled.index(":" + name + ">") if ":" + name + ">" in filled else filled.index("<" + name + ">") - 1
                )
                left = filled.rindex("<", 0, start + 1) if "<" in filled[: start + 1] else start + 1
                filled = filled[:left] + value + filled[filled.index(">", left) + 1 :]
            yield "/" + filled


@pytest.mark.django_db
def test_no_address_fails_on_a_huge_number(client_of: Callable[[User], Client], moderator: User) -> None:
    client = client_of(moderator)
    client.raise_request_exception = False
    found = [one for one in addresses(get_resolver().url_patterns) if not one.startswith(("/api/", "/admin/"))]
    assert len(found) > 40
    wrong = {}
    for address in found:
        for ask in (client.get, client.post):
            status = ask(address).status_code
            if status not in {403, 404, 405}:
                wrong[address] = status
    assert wrong == {}
