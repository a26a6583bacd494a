"""The calendars: right for a foreign reader, equal byte for byte, cheap when nothing changed."""

import gzip
import time
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import recurring_ical_events
from django.core.cache import caches
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from agenda.catalogue.ical import render_calendar
from agenda.catalogue.models import Entry
from agenda.events.actions import give_notice
from agenda.events.models import NoticeKind
from agenda.feeds.window import window
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.agenda.conftest import MakeEvent, entry_of, once, weekly

pytestmark = pytest.mark.django_db

COMMUNE = "/flux/commune/58095.ics"


@pytest.fixture
def monday() -> date:
    """A coming Monday, so that the tests do not age."""
    today = timezone.localdate()
    return today + timedelta(days=14 - today.weekday())


def found(body: bytes, start: date) -> list[tuple[str, str]]:
    """Return (local start, title) of a year of occurrences, as an independent reader expands them."""
    calendar = icalendar.Calendar.from_ical(body)
    events = recurring_ical_events.of(calendar).between(start, start + timedelta(days=365))
    return sorted((f"{event['DTSTART'].dt:%Y-%m-%d %H:%M}", str(event["SUMMARY"])) for event in events)


def test_a_foreign_reader_finds_exactly_our_occurrences(
    client: Client, make_event: MakeEvent, monday: date, now: datetime
) -> None:
    week = timedelta(weeks=1)
    series = make_event(publish=True, title="Série", schedule=weekly(monday, 5, excluded=(monday + 2 * week,)))
    make_event(publish=True, title="Une fois", schedule=once(f"{monday}T09:00", f"{monday}T10:30"))
    starts = sorted(entry_of(series).occurrences.values_list("starts_at", flat=True))
    give_notice(event=series, kind=NoticeKind.CANCELLED, original_start=starts[1], by=None, now=now)
    give_notice(
        event=series, kind=NoticeKind.MOVED, original_start=starts[2], new_start=starts[2] + timedelta(hours=3),
        new_end=starts[2] + timedelta(hours=4), by=None, now=now,
    )  # fmt: skip
    assert found(client.get(COMMUNE).content, monday) == sorted([
        (f"{monday} 09:00", "Une fois"),
        (f"{monday} 14:00", "Série"),
        (f"{monday + week} 14:00", "ANNULÉ – Série"),
        (f"{monday + 3 * week} 17:00", "Série"),
        (f"{monday + 4 * week} 14:00", "Série"),
    ])  # fmt: skip


def test_the_joined_feed_equals_the_class_rendering_all_entries_at_once(
    client: Client, make_event: MakeEvent, monday: date, now: datetime
) -> None:
    make_event(publish=True, schedule=weekly(monday, 4), title='Éàç ; virgule, guillemet " et très long ' + "mot " * 40)
    cancelled = make_event(publish=True, schedule=once(f"{monday}T09:00", f"{monday}T10:00"), body="<p>Un<br>deux</p>")
    give_notice(event=cancelled, kind=NoticeKind.CANCELLED, by=None, now=now)
    body = client.get("/flux/agenda.ics").content
    name = str(icalendar.Calendar.from_ical(body)["NAME"])
    assert body == render_calendar(title=name, description=name, entries=Entry.objects.public().order_by("pk"))


def test_lines_are_folded_at_75_octets_and_end_in_crlf(client: Client, make_event: MakeEvent, monday: date) -> None:
    make_event(publish=True, schedule=weekly(monday, 4), summary="é" * 200)
    body = client.get(COMMUNE).content
    assert body.count(b"\n") == body.count(b"\r\n")
    assert max(map(len, body.split(b"\r\n"))) <= 75
    for line in body.split(b"\r\n"):
        line.decode()
    assert b"METHOD:" not in body
    assert b"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in body


def test_bytes_and_tag_stay_while_nothing_changes_and_move_with_a_change(
    client: Client, make_event: MakeEvent, monday: date, now: datetime
) -> None:
    event = make_event(publish=True, schedule=weekly(monday, 4))
    first = client.get(COMMUNE)
    caches["feeds"].clear()
    second = client.get(COMMUNE)
    assert (first.content, first["ETag"]) == (second.content, second["ETag"])
    assert not first["ETag"].startswith("W/")
    give_notice(event=event, kind=NoticeKind.CANCELLED, by=None, now=now)
    third = client.get(COMMUNE, headers={"If-None-Match": first["ETag"]})
    assert third.status_code == 200
    assert third["ETag"] != first["ETag"]
    event.delete()
    fourth = client.get(COMMUNE, headers={"If-None-Match": third["ETag"], "If-Modified-Since": third["Last-Modified"]})
    assert fourth.status_code == 200
    assert b"BEGIN:VEVENT" not in fourth.content


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_an_unchanged_feed_is_a_304_in_one_query(
    client: Client, make_event: MakeEvent, monday: date, form: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_event(publish=True, schedule=weekly(monday, 4))
    tag = client.get(COMMUNE)["ETag"]
    with django_assert_num_queries(1):
        response = client.get(COMMUNE, headers={"If-None-Match": form.format(tag)})
    assert response.status_code == 304
    assert response.content == b""
    assert response["ETag"] == tag


def test_if_modified_since_is_honoured(client: Client, make_event: MakeEvent, monday: date) -> None:
    make_event(publish=True, schedule=weekly(monday, 4))
    stamp = client.get(COMMUNE)["Last-Modified"]
    assert client.get(COMMUNE, headers={"If-Modified-Since": stamp}).status_code == 304
    assert client.get(COMMUNE, headers={"If-Modified-Since": "Thu, 01 Jan 2015 00:00:00 GMT"}).status_code == 200
    assert client.get(COMMUNE, headers={"If-Modified-Since": "yesterday"}).status_code == 200


def test_an_event_that_leaves_the_calendar_is_news_by_date_too(
    client: Client, make_event: MakeEvent, monday: date
) -> None:
    event = make_event(publish=True, schedule=weekly(monday, 4))
    before = client.get(COMMUNE + "?rayon=0")
    time.sleep(1.1)  # dates in headers are whole seconds
    event.address_commune_id = "58055"
    event.save_revision().publish()
    after = client.get(COMMUNE + "?rayon=0", headers={"If-Modified-Since": before["Last-Modified"]})
    assert after.status_code == 200
    assert b"BEGIN:VEVENT" not in after.content
    assert after["Last-Modified"] != before["Last-Modified"]


@pytest.mark.parametrize(
    ("header", "zipped"), [("gzip", True), ("br, gzip;q=0.5", True), ("gzip;q=0", False), ("", False)]
)
def test_gzip_only_for_who_takes_it(
    client: Client, make_event: MakeEvent, monday: date, header: str, zipped: bool
) -> None:
    make_event(publish=True, schedule=weekly(monday, 4))
    response = client.get(COMMUNE, headers={"Accept-Encoding": header})
    assert (response.get("Content-Encoding") == "gzip") is zipped


def test_gzip_is_stable_and_its_tag_is_known_again(client: Client, make_event: MakeEvent, monday: date) -> None:
    make_event(publish=True, schedule=weekly(monday, 4))
    plain = client.get(COMMUNE)
    zipped = client.get(COMMUNE, headers={"Accept-Encoding": "gzip"})
    again = client.get(COMMUNE, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(zipped.content) == plain.content
    assert zipped.content == again.content
    assert zipped["ETag"] == f'{plain["ETag"][:-1]}-gzip"'
    assert client.get(COMMUNE, headers={"If-None-Match": zipped["ETag"]}).status_code == 304
    assert plain["Vary"] == zipped["Vary"] == "Accept-Encoding"


def test_around_means_fifteen_kilometres_unless_told(client: Client, make_event: MakeEvent, monday: date) -> None:
    near = Commune.objects.get(pk="58055")
    make_event(publish=True, title="À côté", address_commune=near, schedule=weekly(monday, 2))
    assert "À côté" in client.get(COMMUNE).content.decode()
    assert "À côté" not in client.get(COMMUNE + "?rayon=5").content.decode()


def test_structure_epci_and_theme_feeds_hold_their_own(
    client: Client, make_event: MakeEvent, structure: StructurePage, other_structure: StructurePage, monday: date
) -> None:
    make_event(publish=True, title="Le nôtre", schedule=weekly(monday, 2))
    make_event(publish=True, title="Le leur", parent=other_structure, themes=["securite"], schedule=weekly(monday, 2))
    own = client.get(f"/flux/structure/{structure.pk}.ics").content.decode()
    assert ("Le nôtre" in own, "Le leur" in own) == (True, False)
    epci = client.get("/flux/epci/200068088.ics").content.decode()
    assert ("Le nôtre" in epci, "Le leur" in epci) == (True, True)
    theme = client.get("/flux/agenda.ics?theme=securite").content.decode()
    assert ("Le nôtre" in theme, "Le leur" in theme) == (False, True)


@pytest.mark.parametrize(
    "address",
    [
        "/flux/commune/58999.ics",
        "/flux/epci/999999999.ics",
        "/flux/structure/999999.ics",
        "/flux/structure/99999999999999999999999.ics",
        "/flux/agenda.ics?theme=jardinage",
        "/flux/commune/58095.ics?rayon=12",
    ],
)
def test_an_unknown_address_is_a_404_with_a_sentence(client: Client, commune: Commune, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404


def test_a_commune_without_events_has_an_empty_but_valid_calendar(client: Client, commune: Commune) -> None:
    calendar = icalendar.Calendar.from_ical(client.get(COMMUNE).content)
    assert calendar.events == []


def test_the_window_turns_at_local_midnight() -> None:
    before = window(datetime(2026, 12, 1, 22, 59, tzinfo=UTC))
    after = window(datetime(2026, 12, 1, 23, 0, tzinfo=UTC))
    assert (before[2], after[2]) == (date(2026, 12, 1), date(2026, 12, 2))


def test_what_ended_more_than_180_days_ago_is_left_out(client: Client, make_event: MakeEvent) -> None:
    today = timezone.localdate()
    for title, days in (("Vieux", 182), ("Récent", 178)):
        day = today - timedelta(days=days)
        make_event(publish=True, title=title, schedule=once(f"{day}T09:00", f"{day}T10:00"))
    body = client.get(COMMUNE).content.decode()
    assert ("Vieux" in body, "Récent" in body) == (False, True)


@pytest.mark.postgres
def test_queries_do_not_depend_on_the_number_of_entries(
    client: Client, make_event: MakeEvent, monday: date, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(3):
        make_event(publish=True, title=f"n° {n}", schedule=weekly(monday, 2))
    with django_assert_num_queries(4):  # aggregate, last change, the commune's name, the stored texts
        client.get(COMMUNE)
    for n in range(3, 12):
        make_event(publish=True, title=f"n° {n}", schedule=weekly(monday, 2))
    with django_assert_num_queries(4):
        client.get(COMMUNE)


def test_the_calendar_says_where_to_register_as_the_page_does(
    client: Client, make_event: MakeEvent, monday: date
) -> None:
    event = make_event(
        publish=True, schedule=once(f"{monday}T09:00", f"{monday}T10:00"), registration_required=True,
        registration_phone="", registration_email="", registration_link="",
    )  # fmt: skip
    assert "Inscription nécessaire, auprès de la structure" in client.get(event.url).content.decode()
    entries = icalendar.Calendar.from_ical(client.get(COMMUNE).content).walk("VEVENT")
    assert ["Inscription : auprès de la structure" in str(entry["DESCRIPTION"]) for entry in entries] == [True]
