"""Cuts a list into pages by position, not by number: rows that come or go meanwhile move nothing (keyset)."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from cms.api.errors import BadParameter

LARGEST_INTEGER = 2**63 - 1


@dataclass(frozen=True)
class Key:
    """One column of the order; together they are unique."""

    name: str
    kind: type
    descending: bool = False


@dataclass(frozen=True)
class Slice:
    """One page and the cursor of the next; "" when this is the last."""

    items: list[Any]
    cursor: str


def cut(queryset: QuerySet, keys: Sequence[Key], *, cursor: str, limit: int) -> Slice:
    """Return the `limit` rows that follow the cursor, in the order of the keys. One query.

    Raises:
        BadParameter: the cursor is none of ours.
    """
    if cursor:
        queryset = queryset.filter(_after(keys, decode(cursor, keys)))
    rows = list(queryset.order_by(*(f"{'-' * key.descending}{key.name}" for key in keys))[: limit + 1])
    more = len(rows) > limit
    return Slice(rows[:limit], encode(rows[limit - 1], keys) if more else "")


def _after(keys: Sequence[Key], values: list[Any]) -> Q:
    """Return the condition "further down the list than these values"."""
    condition, equal = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        condition |= equal & Q(**{f"{key.name}__{'lt' if key.descending else 'gt'}": value})
        equal &= Q(**{key.name: value})
    return condition


def encode(row: Any, keys: Sequence[Key]) -> str:
    """Return the position of a row as an opaque text."""
    values = [attrgetter(key.name.replace("__", "."))(row) for key in keys]
    text = json.dumps([value.isoformat() if isinstance(value, datetime) else value for value in values])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str, keys: Sequence[Key]) -> list[Any]:
    """Return the values that `encode` wrote; raise BadParameter for anything else."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = json.loads(base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True))
        if not isinstance(values, list) or len(values) != len(keys):
            raise BadParameter("cursor")
        return [_value(value, key) for value, key in zip(values, keys, strict=True)]
    except (binascii.Error, ValueError, RecursionError, OverflowError) as error:
        raise BadParameter("cursor") from error


def _value(value: Any, key: Key) -> Any:
    if key.kind is datetime and isinstance(value, str):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo and 1 < moment.year < 9999:
            return moment
    if key.kind is int and type(value) is int and abs(value) <= LARGEST_INTEGER:
        return value
    if key.kind is str and isinstance(value, str) and value.isprintable():
        return value
    raise BadParameter("cursor")


def next_link(request: HttpRequest, response: HttpResponse, page: Slice, **fixed: str) -> str | None:
    """Return the address of the next page and put it into the header `Link` (RFC 8288); None on the last page.

    `fixed` are parameters whose default depends on the moment and that must not move between two pages.
    """
    if not page.cursor:
        return None
    query = request.GET.copy()
    for name, value in {**fixed, "cursor": page.cursor}.items():
        query[name] = value
    link = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
    response["Link"] = f'<{link}>; rel="next"'
    return link
