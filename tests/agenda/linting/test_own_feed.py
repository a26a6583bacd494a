"""Our own calendars, as they are served: clean, and expanded by a foreign engine to what was published."""

import ipaddress
import json
from datetime import date, timedelta
from io import StringIO

import icalendar
import pytest
import recurring_ical_events
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from agenda.events.actions import give_notice
from agenda.events.models import NoticeKind
from agenda.linting.exchange import Answer, probe
from agenda.linting.lint import Report, lint
from agenda.linting.rules import Severity
from cms.foundation.fetch import Fetcher
from cms.structures.models import StructurePage
from tests.agenda.conftest import MakeEvent, entry_of, once, weekly
from tests.agenda.linting.gold import GOLD, serialise

COMMUNE = "/flux/commune/58095.ics"


@pytest.fixture
def feed(client: Client, make_event: MakeEvent, structure: StructurePage) -> bytes:
    """A feed with all that the product writes: series with exceptions, remote, cancelled, full, long and odd texts."""
    now = timezone.now()
    monday = timezone.localdate() + timedelta(days=14 - timezone.localdate().weekday())
    week = timedelta(weeks=1)
    series = make_event(publish=True, title="Série", schedule=weekly(monday, 5, excluded=(monday + 2 * week,)))
    starts = sorted(entry_of(series).occurrences.values_list("starts_at", flat=True))
    give_notice(event=series, kind=NoticeKind.CANCELLED, original_start=starts[1], by=None, now=now)
    give_notice(
        event=series, kind=NoticeKind.MOVED, original_start=starts[2], new_start=starts[2] + timedelta(hours=3),
        new_end=starts[2] + timedelta(hours=4), by=None, now=now,
    )  # fmt: skip
    gone = make_event(publish=True, title="N’a pas lieu", schedule=once(f"{monday}T09:00", f"{monday}T10:30"))
    give_notice(event=gone, kind=NoticeKind.CANCELLED, by=None, now=now)
    make_event(
        publish=True, title='Éàç ; virgule, guillemet " 🎉 et très long ' + "mot\\ " * 20, body="<p>Un,<br>deux ;</p>",
        schedule=once(f"{monday}T18:00", f"{monday}T20:00"),
    )  # fmt: skip
    make_event(
        publish=True, title="En ligne", location="remote", address_commune=None, address_name="", address_street="",
        remote_link="https://visio.example.org/a", schedule=once(f"{monday + week}T18:00", f"{monday + week}T19:00"),
    )  # fmt: skip
    past = timezone.localdate() - timedelta(days=30)
    make_event(publish=True, title="Passé", schedule=once(f"{past}T09:00", f"{past}T10:00"))
    return client.get(COMMUNE).content


def looked_at(client: Client, octets: bytes) -> Report:
    """Return the report about our feed and about how we serve it."""

    def get(url: str, headers: object) -> Answer:
        path = url.removeprefix("https://agenda.example.org")
        given = client.get(path, headers=dict(headers))  # type: ignore[call-overload]
        return Answer(url, given.status_code, {name.lower(): value for name, value in given.items()}, given.content)

    exchange = probe(f"https://agenda.example.org{COMMUNE}", get, pause=lambda: None)
    assert not isinstance(exchange, Answer)
    assert exchange.first.body == octets
    return lint(octets, now=timezone.now(), exchange=exchange)


@pytest.mark.django_db
def test_our_own_feed_has_neither_errors_nor_warnings(client: Client, feed: bytes) -> None:
    report = looked_at(client, feed)
    found = {one.rule.code: one.hits[:3] for one in report.findings if one.rule.severity is not Severity.ADVICE}
    assert found == {}
    assert report.events >= 7


@pytest.mark.django_db
def test_our_own_feed_folds_before_an_escape(client: Client, feed: bytes) -> None:
    assert "fold-splits-escape" not in lint(feed, now=timezone.now()).codes


@pytest.mark.django_db
def test_an_empty_feed_of_ours_is_clean(client: Client, structure: StructurePage) -> None:
    octets = client.get(COMMUNE).content
    assert looked_at(client, octets).codes == set()


EXPANDED = {"series": 12, "all-day": 7, "remote": 1, "cancelled": 1, "singles": 3}


@pytest.mark.once
@pytest.mark.parametrize("name", EXPANDED)
def test_a_foreign_engine_expands_the_calendars_without_fault(name: str) -> None:
    """Thirteen Tuesdays less one; two days and seven first days of a month less one."""
    calendar = icalendar.Calendar.from_ical(serialise(GOLD[name]))
    found = recurring_ical_events.of(calendar).between(date(2026, 9, 1), date(2027, 9, 1))
    assert len(found) == EXPANDED[name]


@pytest.mark.django_db(transaction=True)
def test_our_own_server_is_clean_over_the_network(live_server: LiveServer, structure: StructurePage) -> None:
    """Through the guarded fetch and a real socket: type, tags, dates, gzip, Google's importer, robots.txt."""
    out = StringIO()
    fetcher = Fetcher(allow_for_tests=[ipaddress.ip_network("127.0.0.1/32"), ipaddress.ip_network("::1/128")])
    address = live_server.url.replace("localhost", "127.0.0.1") + COMMUNE
    call_command("lint_feed", address, "--json", stdout=out, fetcher=fetcher)
    assert json.loads(out.getvalue())["findings"] == []
