"""Runs every check over a feed and keeps what it finds, each rule's findings bounded."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from agenda.linting.checks import caching, identity, octets, public, series, server, structure, text, times, zones
from agenda.linting.exchange import Exchange
from agenda.linting.feed import read_feed
from agenda.linting.rules import REGISTER, Hit, Rule, Severity

# The checks enter themselves when their modules are read; findings are told in this order.
CHECKS = (octets, text, structure, zones, times, series, identity, public, server, caching)
_ORDER = [module.__name__ for module in CHECKS]
MOST_HITS = 100


@dataclass(frozen=True)
class Finding:
    """One rule and where it is broken, at most MOST_HITS times; `more` says that there were others."""

    rule: Rule
    hits: tuple[Hit, ...]
    more: bool


@dataclass(frozen=True)
class Report:
    """What was read and what was found, in the order of CHECKS."""

    octets: int
    lines: int
    events: int
    findings: tuple[Finding, ...]

    @property
    def codes(self) -> set[str]:
        """The codes of the rules that are broken."""
        return {finding.rule.code for finding in self.findings}

    def of(self, severity: Severity) -> list[Finding]:
        """Return the findings of one severity."""
        return [finding for finding in self.findings if finding.rule.severity is severity]


def lint(octets: bytes, *, now: datetime, exchange: Exchange | None = None, without: Collection[str] = ()) -> Report:
    """Return what the checks find in a feed; `without` names rules that are left out.

    Raises:
        Unreadable: it is too large, or no calendar at all.
    """
    feed = read_feed(octets, now=now, exchange=exchange)
    findings = []
    for rule in sorted(REGISTER.values(), key=lambda one: _ORDER.index(one.check.__module__)):
        if rule.code in without:
            continue
        hits = tuple(islice(rule.check(feed), MOST_HITS + 1))
        if hits:
            findings.append(Finding(rule, hits[:MOST_HITS], len(hits) > MOST_HITS))
    return Report(len(octets), len(feed.physical), len(feed.events), tuple(findings))
