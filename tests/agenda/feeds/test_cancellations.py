"""What is called off, in each of the three ways; what was withdrawn, to readers that merge."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from agenda.catalogue.models import Entry
from agenda.events.actions import give_notice
from agenda.events.models import EventPage, NoticeKind
from tests.agenda.conftest import MakeEvent, entry_of, weekly

pytestmark = pytest.mark.django_db

FEED = "/flux/commune/58095.ics"
STATUS, HIDE = f"{FEED}?annules=status", f"{FEED}?annules=cacher"
Read = Callable[[str], list[Any]]


@pytest.fixture
def monday() -> date:
    """A coming Monday, so that the tests do not age."""
    today = timezone.localdate()
    return today + timedelta(days=14 - today.weekday())


@pytest.fixture
def read(client: Client) -> Read:
    """Return the VEVENTs of a calendar."""
    return lambda address: icalendar.Calendar.from_ical(client.get(address).content).walk("VEVENT")


@pytest.fixture
def event(make_event: MakeEvent, monday: date) -> EventPage:
    """A series of five, published."""
    return make_event(publish=True, title="Série", schedule=weekly(monday, 5))


def starts_of(event: EventPage) -> list[datetime]:
    return sorted(entry_of(event).occurrences.values_list("original_start", flat=True))


def told(events: list[Any]) -> list[tuple[str, str]]:
    return [(str(one["SUMMARY"]), str(one["STATUS"])) for one in events]


def test_a_cancelled_sitting_in_three_ways(event: EventPage, read: Read, now: datetime) -> None:
    give_notice(event=event, kind=NoticeKind.CANCELLED, original_start=starts_of(event)[1], by=None, now=now)
    assert told(read(FEED)) == [("Série", "CONFIRMED"), ("ANNULÉ – Série", "CONFIRMED")]
    assert told(read(STATUS)) == [("Série", "CONFIRMED"), ("ANNULÉ – Série", "CANCELLED")]
    (hidden,) = read(HIDE)
    assert (str(hidden["SUMMARY"]), hidden["EXDATE"].dts[0].dt) == ("Série", starts_of(event)[1])


def test_a_stopped_series_in_three_ways(event: EventPage, read: Read, now: datetime) -> None:
    third = starts_of(event)[2]
    give_notice(event=event, kind=NoticeKind.STOPPED, original_start=third, by=None, now=now)
    assert told(read(FEED)) == [("Série", "CONFIRMED"), *[("ANNULÉ – Série", "CONFIRMED")] * 3]
    assert told(read(STATUS)) == [("Série", "CONFIRMED"), *[("ANNULÉ – Série", "CANCELLED")] * 3]
    (hidden,) = read(HIDE)
    assert hidden["RRULE"]["UNTIL"] == [starts_of(event)[1]]


def test_an_event_called_off_whole_is_hidden_whole(event: EventPage, read: Read, now: datetime) -> None:
    give_notice(event=event, kind=NoticeKind.CANCELLED, by=None, now=now)
    assert (told(read(STATUS)), read(HIDE)) == ([("ANNULÉ – Série", "CANCELLED")], [])
    assert told(read(FEED)) == [("ANNULÉ – Série", "CONFIRMED")]


def test_what_a_way_does_not_change_is_not_kept_twice(event: EventPage, now: datetime) -> None:
    entry = entry_of(event)
    assert (entry.ical_status, entry.ical_hidden) == (None, None)
    give_notice(event=event, kind=NoticeKind.FULL, by=None, now=now)
    assert entry_of(event).ical_status is None
    give_notice(event=event, kind=NoticeKind.CANCELLED, by=None, now=now)
    assert None not in {entry_of(event).ical_status, entry_of(event).ical_hidden}


def test_each_way_has_its_tag_and_its_304(client: Client, event: EventPage) -> None:
    tags = {address: client.get(address)["ETag"] for address in (FEED, STATUS, HIDE)}
    assert len(set(tags.values())) == 3
    for address, tag in tags.items():
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(STATUS, headers={"If-None-Match": tags[FEED]}).status_code == 200
    assert client.get(f"{FEED}?annules=prefix")["ETag"] == tags[FEED]


def test_an_unknown_way_is_a_404_that_names_the_ways(client: Client, event: EventPage) -> None:
    response = client.get(f"{FEED}?annules=barrer")
    assert response.status_code == 404
    assert "prefix, status, cacher" in response.content.decode()


def test_a_withdrawn_event_is_a_tombstone_without_a_word_of_it(client: Client, event: EventPage, read: Read) -> None:
    before = entry_of(event)
    tag = client.get(STATUS)["ETag"]
    event.unpublish()
    response = client.get(STATUS, headers={"If-None-Match": tag})
    assert response.status_code == 200
    (stone,) = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert (str(stone["UID"]), str(stone["STATUS"])) == (str(before.uid), "CANCELLED")
    assert int(stone["SEQUENCE"]) == before.sequence + 1
    text = response.content.decode().replace("\r\n ", "")
    for word in ("Série", "petit groupe", "Salle des fêtes", "Association du pont", before.code, "1 rue du Pont"):
        assert word not in text, word
    assert set(stone) <= {
        "UID", "SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "STATUS", "TRANSP",
        "CLASS", "RRULE", "EXDATE",
    }  # fmt: skip
    assert (read(FEED), read(HIDE)) == ([], [])


def test_a_deleted_event_is_a_tombstone_too(event: EventPage, read: Read) -> None:
    uid = str(entry_of(event).uid)
    event.delete()
    assert [(str(one["UID"]), str(one["STATUS"])) for one in read(STATUS)] == [(uid, "CANCELLED")]


@pytest.mark.parametrize(("days", "stays"), [(29, True), (32, False)])
def test_a_tombstone_stands_thirty_days(event: EventPage, read: Read, days: int, stays: bool) -> None:
    event.unpublish()
    Entry.objects.update(changed_at=timezone.now() - timedelta(days=days))
    assert bool(read(STATUS)) is stays


def test_an_event_that_returns_is_itself_again(event: EventPage, read: Read) -> None:
    before = entry_of(event)
    event.unpublish()
    event.get_latest_revision().publish()
    after = entry_of(event)
    assert (after.uid, after.code, after.uids) == (before.uid, before.code, before.uids)
    assert after.sequence > before.sequence
    (again,) = read(STATUS)
    assert (str(again["UID"]), str(again["STATUS"])) == (str(before.uid), "CONFIRMED")
    assert int(again["SEQUENCE"]) > before.sequence + 1


@pytest.mark.postgres
@pytest.mark.parametrize("address", [STATUS, HIDE])
def test_queries_do_not_depend_on_what_is_called_off_or_withdrawn(
    client: Client,
    make_event: MakeEvent,
    monday: date,
    now: datetime,
    address: str,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for more in (2, 6):
        for n in range(more):
            gone = make_event(publish=True, title=f"n° {more} {n}", schedule=weekly(monday, 2))
            off = make_event(publish=True, title=f"n° {more} {n}", schedule=weekly(monday, 2))
            give_notice(event=off, kind=NoticeKind.CANCELLED, by=None, now=now)
            gone.unpublish()
        with django_assert_num_queries(4):  # as without: aggregate, last change, the commune's name, the texts
            client.get(address)
