"""A report as text for people and as JSON for programs; the words are translated by who shows them."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from agenda.linting.lint import Finding, Report
from agenda.linting.rules import Hit, Severity, _

Translate = Callable[[str], str]

SHOWN = 5
LONGEST = 80
HEADINGS = {
    Severity.ERROR: _("Errors: readers lose something"),
    Severity.WARNING: _("Warnings: some readers may"),
    Severity.ADVICE: _("Advice"),
}
# Control characters would reach the terminal; marks of direction would turn the line around.
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffd]")


def shown(text: str) -> str:
    """Return what came from the feed fit to be shown: one line, short, no control characters."""
    plain = _UNSHOWN.sub("·", text[: LONGEST + 1]).strip()
    return f"{plain[:LONGEST]}…" if len(plain) > LONGEST else plain


def sentence(finding: Finding, hit: Hit, translate: Translate) -> str:
    """Return what is wrong at one place."""
    return translate(finding.rule.what) % {"value": shown(hit.value), "other": shown(hit.other)}


def remedy(finding: Finding, translate: Translate) -> str:
    """Return what to do; it is filled like the sentence, so that a percent sign is written the same way."""
    return translate(finding.rule.remedy) % {}


def to_json(report: Report, *, source: str, translate: Translate) -> dict[str, Any]:
    """Return the report as `manage.py lint_feed --json` prints it."""
    return {
        "source": source,
        "octets": report.octets,
        "lines": report.lines,
        "events": report.events,
        "errors": len(report.of(Severity.ERROR)),
        "warnings": len(report.of(Severity.WARNING)),
        "advice": len(report.of(Severity.ADVICE)),
        "findings": [_finding(one, translate) for one in report.findings],
    }


def _finding(finding: Finding, translate: Translate) -> dict[str, Any]:
    rule = finding.rule
    return {
        "code": rule.code,
        "rule": rule.number or None,
        "severity": rule.severity.value,
        "remedy": remedy(finding, translate),
        "breaks": list(rule.breaks),
        "sources": list(rule.sources),
        "places": [{"line": hit.line or None, "what": sentence(finding, hit, translate)} for hit in finding.hits],
        "more": finding.more,
    }


def to_text(report: Report, *, source: str, translate: Translate) -> Iterator[str]:
    """Yield the lines of the report: what was read, findings by severity, and the sum."""
    size = {"octets": report.octets, "lines": report.lines, "events": report.events}
    yield _UNSHOWN.sub("·", source)
    yield translate(_("%(octets)d octets, %(lines)d lines, %(events)d events")) % size
    for severity, heading in HEADINGS.items():
        findings = report.of(severity)
        if findings:
            yield ""
            yield translate(heading)
        for finding in findings:
            yield from _paragraph(finding, translate)
    yield ""
    if not report.findings:
        yield translate(_("Nothing to mend."))
        return
    counts = {severity.value: len(report.of(severity)) for severity in Severity}
    yield translate(_("Rules broken: errors %(error)d, warnings %(warning)d, advice %(advice)d")) % counts


def _paragraph(finding: Finding, translate: Translate) -> Iterator[str]:
    """Yield one rule's findings: equal sentences once, with all their lines."""
    rule = finding.rule
    yield ""
    number = translate(_("rule %d")) % rule.number if rule.number else "RFC 5545"
    yield f"  {rule.code} ({number})"
    places: dict[str, list[int]] = {}
    for hit in finding.hits:
        places.setdefault(sentence(finding, hit, translate), []).append(hit.line)
    for text, lines in list(places.items())[:SHOWN]:
        yield f"    {text}{_at(lines, translate)}"
    left = len(places) - SHOWN
    if finding.more or left > 0:
        yield "    " + translate(_("… and others like it"))
    yield f"    → {remedy(finding, translate)}"
    if rule.breaks:
        yield "    " + translate(_("May be misread by: %(programs)s")) % {"programs": ", ".join(rule.breaks)}
    if rule.sources:
        yield "    " + translate(_("Told in: %(sources)s")) % {"sources": ", ".join(rule.sources)}


def _at(lines: list[int], translate: Translate) -> str:
    """Return " (line 3, 7, 12 …)"; nothing for what is no line's fault."""
    numbers = [str(line) for line in lines if line]
    if not numbers:
        return ""
    listed = ", ".join(numbers[:SHOWN]) + (" …" if len(numbers) > SHOWN else "")
    # Not within the f-string: what collects the texts does not look into one.
    told = translate(_("line %s")) % listed
    return f" ({told})"
