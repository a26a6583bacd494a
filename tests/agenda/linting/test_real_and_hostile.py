"""Anybody's calendar is read to the end: real ones, hostile ones, random ones; and what others saw in them is found."""

import csv
import random
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest

from agenda.linting.lint import MOST_HITS, Report, lint
from agenda.linting.reading import MAX_DEPTH, MAX_LINES, MAX_OCTETS, NotACalendar, TooLarge, Unreadable
from agenda.linting.rules import Severity
from tests.agenda.linting.gold import GOLD, NOW, serialise

pytestmark = pytest.mark.once

HOSTILE_SECONDS = 5
REAL_SECONDS = 1


def rows(shared_data: Path, kind: str) -> Iterator[tuple[dict[str, str], bytes]]:
    """Yield the manifest's rows with the file's octets."""
    folder = shared_data / "ical"
    with (folder / f"{kind}.tsv").open() as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row, (folder / kind / row["file"]).read_bytes()


def looked_at(octets: bytes) -> tuple[Report | None, float]:
    """Return the report, None for what is no calendar, and the processor's seconds."""
    start = time.process_time()
    try:
        return lint(octets, now=NOW), time.process_time() - start
    except Unreadable:
        return None, time.process_time() - start


# What a hostile file was written to show.
SHOWN = {
    "rrule-secondly-infinite.ics": "too-many-dates",
    "rrule-count-huge.ics": "too-many-dates",
    "rrule-never-matches-secondly.ics": "too-many-dates",
    "rrule-all-byparts.ics": "too-many-dates",
    "rrule-until-naive.ics": "until-not-utc",
    "rrule-until-before-dtstart.ics": "until-before-start",
    "rdate-50000.ics": "too-many-dates",
    "recurrence-id-duplicate.ics": "override-twice",
    "date-31-february.ics": "bad-date",
    "date-month-13.ics": "bad-date",
    "date-hour-25.ics": "bad-date",
    "date-year-0000.ics": "bad-date",
    "date-value-date-missing.ics": "value-date-missing",
    "duration-negative.ics": "bad-duration",
    "duration-weeks-and-days.ics": "bad-duration",
    "no-dtstart.ics": "no-dtstart",
    "tz-windows-quoted.ics": "zone-undeclared",
    "tz-customized.ics": "zone-not-iana",
    "tz-unknown.ics": "zone-undeclared",
    "tz-mozilla-prefix.ics": "zone-undeclared",
    "tz-x-wr-timezone.ics": "floating-time",
    "tz-utc-recurring-x-wr.ics": "rule-on-utc",
    "tz-abbrev.ics": "zone-undeclared",
    "enc-utf8-bom.ics": "bom",
    "enc-windows-1252.ics": "not-utf8",
    "enc-latin1-charset-param.ics": "old-parameter",
    "enc-invalid-utf8.ics": "not-utf8",
    "enc-fold-inside-multibyte.ics": "fold-splits-character",
    "enc-control-chars.ics": "control-character",
    "nl-cr-only.ics": "not-crlf",
    "nl-double.ics": "not-crlf",
    "nl-blank-lines.ics": "empty-line",
    "line-unfolded-long.ics": "line-too-long",
    "line-trailing-spaces.ics": "trailing-blank",
    "truncated.ics": "not-closed",
    "no-end-vcalendar.ics": "not-closed",
    "mismatched-end.ics": "stray-end",
    "uid-duplicate.ics": "uid-shared",
    "status-cancelled.ics": "cancelled-unsaid",
    "class-confidential-attendees.ics": "attendee",
    "geo-bad.ics": "geo",
    "nested-components.ics": "alarm",
    "summary-empty.ics": "no-summary",
}
NO_CALENDAR = {"binary-noise.ics", "zip-instead.ics", "xml-billion-laughs.ics"}


def test_hostile_calendars_neither_hang_nor_crash_and_show_their_fault(shared_data: Path) -> None:
    refused, seen = set(), 0
    for row, octets in rows(shared_data, "hostile"):
        report, seconds = looked_at(octets)
        seen += 1
        assert seconds < HOSTILE_SECONDS, row["file"]
        if report is None:
            refused.add(row["file"])
        elif row["file"] in SHOWN:
            assert SHOWN[row["file"]] in report.codes, row["file"]
    assert seen >= 53
    assert refused == NO_CALENDAR


def test_real_calendars_are_read_in_less_than_a_second_each(shared_data: Path) -> None:
    seen = 0
    for row, octets in rows(shared_data, "real"):
        report, seconds = looked_at(octets)
        seen += 1
        assert seconds < REAL_SECONDS, row["file"]
        assert (report is None) is (b"BEGIN:VCALENDAR" not in octets.upper()), row["file"]
    assert seen >= 258


# What the corpus's own manifest says about a file, found by other means, and the rules that say it here. It calls
# 32 October a floating time.
FLAGS = {
    "bom": {"bom"}, "lf": {"not-crlf"}, "mixed-eol": {"not-crlf"}, "non-utf8": {"not-utf8"}, "VALARM": {"alarm"},
    "ATTENDEE": {"attendee"}, "FLOATING": {"floating-time", "bad-date"},
}  # fmt: skip


def test_what_the_corpus_says_of_its_files_is_found(shared_data: Path) -> None:
    missed = []
    for row, octets in rows(shared_data, "real"):
        report, _seconds = looked_at(octets)
        if report and report.events:
            wanted = (flag for flag in row["flags"].split() if flag in FLAGS)
            missed += [(row["file"], flag) for flag in wanted if not FLAGS[flag] & report.codes]
    assert missed == []


def _count(row: dict[str, str]) -> int | None:
    """Return the number of events on which all engines of the manifest agree."""
    return int(row["vevents"]) if row["agree"] == "all" and row["vevents"].isascii() else None


def test_as_many_events_are_seen_as_four_engines_see(shared_data: Path) -> None:
    differing = []
    for row, octets in rows(shared_data, "real"):
        report, _seconds = looked_at(octets)
        if report and _count(row) is not None and report.events != _count(row):
            differing.append((row["file"], _count(row), report.events))
    assert differing == []


def _refuses(octets: bytes) -> bool:
    """Tell whether icalendar, an engine that forgives much, cannot read a calendar or a value in it."""
    try:
        calendar: Any = icalendar.Calendar.from_ical(octets)
    except (ValueError, KeyError, IndexError):
        return True
    return any(part.errors for part in calendar.walk("VEVENT"))


@pytest.mark.filterwarnings("ignore::Warning:icalendar")
@pytest.mark.filterwarnings("ignore:.*globally unique TZID")
@pytest.mark.parametrize("kind", ["real", "hostile"])
def test_what_icalendar_cannot_read_is_an_error(shared_data: Path, kind: str) -> None:
    refused, missed = 0, []
    for row, octets in rows(shared_data, kind):
        report, _seconds = looked_at(octets)
        # It takes icalendar a quarter of a minute to read the largest one.
        if report and len(octets) < 1_000_000 and _refuses(octets):
            refused += 1
            if not report.of(Severity.ERROR):
                missed.append(row["file"])
    assert missed == []
    assert refused


def test_random_faults_never_crash() -> None:
    chance = random.Random(20261130)
    pieces = [
        b"\r\n",
        b"\n",
        b"\r",
        b" ",
        b":",
        b";",
        b",",
        b"\\",
        b'"',
        b"=",
        b"\x00",
        b"\xff",
        b"BEGIN:",
        b"END:",
        b"9" * 30,
    ]
    for _turn in range(400):
        octets = bytearray(serialise(GOLD["everything"]))
        for _fault in range(chance.randint(1, 8)):
            at = chance.randrange(len(octets))
            octets[at : at + chance.choice([0, 1, 5, 40])] = chance.choice(pieces)
        try:
            report = lint(bytes(octets), now=NOW)
        except NotACalendar:
            continue
        assert report.lines


def test_what_is_larger_than_any_feed_is_refused_at_once() -> None:
    whole = serialise(GOLD["singles"])
    nested = b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * MAX_DEPTH
    for octets in (whole + b"x" * MAX_OCTETS, whole + b"\n" * (MAX_LINES + 1), nested):
        with pytest.raises(TooLarge):
            lint(octets, now=NOW)


def test_findings_of_one_rule_are_bounded() -> None:
    octets = serialise(GOLD["singles"]).replace(b"VERSION:2.0\r\n", b"VERSION:2.0\r\n" + b"\r\n" * 5000)
    (finding,) = lint(octets, now=NOW).findings
    assert (finding.rule.code, len(finding.hits), finding.more) == ("empty-line", MOST_HITS, True)


def test_time_grows_with_the_size_and_no_faster() -> None:
    """Twenty thousand octets of what regular expressions dislike."""
    for piece in (b'"', b"\\", b";A=", b',""', b"RDATE:", b"BYDAY=", b" "):
        line = b"DTSTART;X=" + piece * 20_000 + b"\r\n"
        start = time.process_time()
        lint(serialise(GOLD["singles"]).replace(b"SUMMARY", line + b"SUMMARY", 1), now=NOW + timedelta())
        assert time.process_time() - start < 2, piece
