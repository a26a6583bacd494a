"""Every address that the project resolves, collected from the resolver: name, route and arguments."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """One pattern of the URL configuration."""

    # "namespace:name", or the route in brackets when the pattern has no name.
    name: str
    route: str
    arguments: tuple[str, ...]


def _walk(patterns: list[Any], spaces: tuple[str, ...], route: str, given: tuple[str, ...]) -> Iterator[Address]:
    for one in patterns:
        whole = route + str(one.pattern)
        arguments = given + tuple(one.pattern.regex.groupindex)
        if isinstance(one, URLResolver):
            inner = (*spaces, one.namespace) if one.namespace else spaces
            yield from _walk(one.url_patterns, inner, whole, arguments)
        else:
            yield Address(":".join([*spaces, one.name]) if one.name else f"({whole})", whole, arguments)


def every_address() -> list[Address]:
    """Return all patterns, in the order in which they are tried."""
    return list(_walk(get_resolver().url_patterns, (), "", ()))
