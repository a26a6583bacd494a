"""Whether an SPF record names an address, followed through its includes (RFC 7208); pure but for the look-ups given."""

import ipaddress
from collections.abc import Callable
from typing import Any

MOST_LOOKUPS = 10
Lookup = Callable[[str, str], list[Any]]


class TooManyLookups(Exception):
    """More than ten look-ups: receivers count the record as broken (§4.6.4)."""


def ending(record: str) -> str:
    """Return the last word on everybody else: "-all", "~all", "?all", "+all", "redirect", or "" for none."""
    for term in reversed(record.lower().split()):
        if term.endswith("all") and term.lstrip("+-~?") == "all":
            return term if term[0] in "+-~?" else "+all"
        if term.startswith("redirect="):
            return "-all"
    return ""


def names(lookup: Lookup, domain: str, address: str, budget: list[int] | None = None) -> bool:
    """Tell whether the record of `domain` lets `address` send; an empty address only counts the look-ups.

    Raises:
        TooManyLookups: the record needs more than ten.
    """
    budget = [MOST_LOOKUPS] if budget is None else budget
    found = [b"".join(record.strings).decode("utf-8", "replace") for record in lookup(domain, "TXT")]
    record = next((text for text in found if text.lower().split(" ")[0] == "v=spf1"), "")
    results = [_term(lookup, term, domain, address, budget) for term in record.lower().split()[1:]]
    return any(results)


def _term(lookup: Lookup, term: str, domain: str, address: str, budget: list[int]) -> bool:
    name, _colon, value = term.lstrip("+").partition("=" if term.startswith("redirect=") else ":")
    if name[:1] in {"-", "~", "?"}:
        return False
    if name in {"ip4", "ip6"}:
        return bool(address) and _within(address, value)
    plain, _slash, _length = name.partition("/")
    if plain in {"include", "redirect", "a", "mx", "exists", "ptr"}:
        budget[0] -= 1
        if budget[0] < 0:
            raise TooManyLookups
    if plain in {"include", "redirect"}:
        return names(lookup, value, address, budget)
    target = value.partition("/")[0] or domain
    if plain == "a":
        return address in _addresses(lookup, target, address)
    if plain == "mx":
        hosts = [str(record.exchange) for record in lookup(target, "MX")][:10]
        return any(address in _addresses(lookup, host, address) for host in hosts)
    return False


def _addresses(lookup: Lookup, name: str, address: str) -> set[str]:
    if not address:
        return set()
    return {record.address for record in lookup(name, "AAAA" if ":" in address else "A")}


def _within(address: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False
