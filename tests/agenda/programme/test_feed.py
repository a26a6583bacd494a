"""The private feed: read by independent calendars, dead at once when taken away, told to nobody else."""

import logging
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

import icalendar
import pytest
import recurring_ical_events
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from agenda.programme.actions import remove_item
from agenda.programme.dates import ItemDate, parse_dates
from agenda.programme.feed import open_feed, renew_feed, revoke_feed, structure_behind, token_of
from agenda.programme.models import ProgrammeFeed, ProgrammeItem
from agenda.programme.pages import Audience
from cms.accounts.models import User
from cms.foundation.hidden_tokens import hide_tokens
from cms.structures.models import StructurePage
from cms.structures.people import Membership, Role, SpaceArchived
from cms.structures.spaces import archive_space, reopen_space
from tests.factories.programme import add_item, change_item, hours_on, in_days


def address_of(structure: StructurePage) -> str:
    """Return the address of the structure's feed, made if it has none."""
    token = token_of(open_feed(structure=structure, by=None, now=timezone.now()))
    assert token
    return reverse("programme:feed", args=[token])


def read(address: str) -> icalendar.Calendar:
    """Return the calendar behind an address."""
    answer = Client().get(address)
    assert answer.status_code == 200
    return icalendar.Calendar.from_ical(answer.content)


def events(address: str) -> dict[str, Any]:
    """Return the feed's events by their titles."""
    return {str(event["SUMMARY"]): event for event in read(address).events}


def test_the_feed_obeys_the_rules_of_calendar_clients(moderator: User, structure_a: StructurePage) -> None:
    add_item(
        moderator,
        hours_on(in_days(3)),
        text="Ordre du jour : le bilan ; la suite, etc.\nMerci.",
        link="https://x.example.org/v",
    )
    add_item(moderator, ItemDate.of_days(in_days(5), in_days(6)), title="Dépôt", kind="deadline")
    answer = Client().get(address_of(structure_a))
    body = answer.content
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert b"METHOD" not in body
    assert b"BEGIN:VTIMEZONE" in body
    calendar = icalendar.Calendar.from_ical(body)
    assert calendar["X-WR-CALNAME"] == "Calendrier du programme – Association Le Fil"
    by_title = {str(event["SUMMARY"]): event for event in calendar.events}
    deadline, committee = by_title["Dépôt"], by_title["Comité technique"]
    assert (deadline.decoded("DTSTART"), deadline.decoded("DTEND")) == (in_days(5), in_days(7))
    assert deadline["DTSTART"].params["VALUE"] == "DATE"
    assert committee["DTSTART"].params["TZID"] == "Europe/Paris"
    assert committee.decoded("DTSTART").time() == time(14)
    told = str(committee["DESCRIPTION"])
    assert "le bilan ; la suite, etc.\nMerci." in told
    assert "https://x.example.org/v" in told
    assert committee["CLASS"] == "PRIVATE"
    assert committee["SEQUENCE"] == 0


def test_an_independent_engine_finds_each_date_where_it_is(moderator: User, structure_a: StructurePage) -> None:
    # The two clock changes of 2027, an hour that the spring skips, whole days, several dates.
    spring, autumn = date(2027, 3, 28), date(2027, 10, 31)
    dates = [
        hours_on(spring, 9, 11), hours_on(autumn, 9, 11), ItemDate.of_hours(spring, time(1, 30), time(4)),
        ItemDate.of_days(spring - timedelta(days=1), spring), ItemDate.of_days(autumn, autumn),
    ]  # fmt: skip
    add_item(moderator, *dates)
    found = recurring_ical_events.of(read(address_of(structure_a))).between((2027, 3, 1), (2027, 11, 30))
    spans = [(event.decoded("DTSTART"), event.decoded("DTEND")) for event in found]
    whole = {span for span in spans if not isinstance(span[0], datetime)}
    assert whole == {(date(2027, 3, 27), date(2027, 3, 29)), (date(2027, 10, 31), date(2027, 11, 1))}
    hours = {tuple(end.astimezone(UTC) for end in span) for span in spans if isinstance(span[0], datetime)}
    at = lambda month, day, hour, minute=0: datetime(2027, month, day, hour, minute, tzinfo=UTC)  # noqa: E731
    assert hours == {
        (at(3, 28, 7), at(3, 28, 9)),
        (at(10, 31, 8), at(10, 31, 10)),
        (at(3, 28, 0, 30), at(3, 28, 2)),
    }


def test_equal_data_is_equal_bytes_and_304_and_a_change_is_another_tag(
    moderator: User, structure_a: StructurePage
) -> None:
    page, address = add_item(moderator), address_of(structure_a)
    first, second = Client().get(address), Client().get(address)
    assert (first.content, first["ETag"]) == (second.content, second["ETag"])
    known = {"If-None-Match": first["ETag"]}
    assert Client().get(address, headers=known).status_code == 304
    before = events(address)["Comité technique"]
    change_item(page, moderator, parse_dates(page.dates), where="Salle 2")
    changed = Client().get(address, headers=known)
    assert changed.status_code == 200
    after = events(address)["Comité technique"]
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert after.decoded("DTSTAMP") == after.decoded("LAST-MODIFIED")


def test_what_leaves_the_audience_leaves_the_feed(
    moderator: User, structure_a: StructurePage, structure_b: StructurePage
) -> None:
    page = add_item(moderator, audience=Audience.NAMED, structures=[structure_a, structure_b])
    address = address_of(structure_a)
    tag = Client().get(address)["ETag"]
    change_item(page, moderator, parse_dates(page.dates), audience=Audience.NAMED, structures=[structure_b])
    assert Client().get(address, headers={"If-None-Match": tag}).status_code == 200
    assert events(address) == {}
    assert list(events(address_of(structure_b))) == ["Comité technique"]


def test_a_cancelled_item_says_so_and_a_deleted_one_leaves_a_tombstone_for_a_while(
    moderator: User, structure_a: StructurePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = add_item(moderator, hours_on(in_days(300)), text="À ne pas dire")
    address = address_of(structure_a)
    change_item(page, moderator, parse_dates(page.dates), is_cancelled=True)
    (event,) = read(address).events
    assert (event["SUMMARY"], event["STATUS"]) == ("ANNULÉ – Comité technique", "CONFIRMED")
    uid = event["UID"]
    remove_item(page=page, by=moderator, now=timezone.now())
    (event,) = read(address).events
    assert (event["SUMMARY"], event["STATUS"], event["UID"]) == ("ANNULÉ – Comité technique", "CANCELLED", uid)
    assert event["SEQUENCE"] == 2
    assert "À ne pas dire" not in Client().get(address).content.decode()
    later = timezone.now() + timedelta(days=91)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert read(address).events == []


def test_a_feed_holds_what_concerns_its_structure_only(
    moderator: User, structure_a: StructurePage, structure_b: StructurePage
) -> None:
    add_item(moderator, title="Pour tous")
    add_item(moderator, title="Pour B", audience=Audience.NAMED, structures=[structure_b])
    assert set(events(address_of(structure_a))) == {"Pour tous"}
    assert set(events(address_of(structure_b))) == {"Pour tous", "Pour B"}


def test_wrong_renewed_revoked_and_archived_are_one_and_the_same_404(
    moderator: User, structure_a: StructurePage
) -> None:
    add_item(moderator)
    address = address_of(structure_a)
    renew_feed(structure=structure_a, by=moderator, now=timezone.now())
    renewed = Client().get(address)
    address = address_of(structure_a)
    revoke_feed(structure=structure_a, by=moderator, now=timezone.now())
    revoked = Client().get(address)
    address = address_of(structure_a)
    archive_space(structure=structure_a, by=moderator, now=timezone.now())
    archived = Client().get(address)
    wrong = [Client().get(f"/programme/{token}.ics") for token in ("a", "a" * 43, "é" * 43, "a" * 4000, "é")]
    for answer in (renewed, revoked, archived, *wrong):
        assert answer.status_code == 404
        assert "n’est pas valable, ou ne l’est plus" in answer.content.decode()
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cache-Control"] == "private, no-cache"
        assert "a" * 43 not in answer.content.decode()
    assert renewed.content == revoked.content == archived.content == wrong[1].content
    with pytest.raises(SpaceArchived):
        open_feed(structure=structure_a, by=moderator, now=timezone.now())
    reopen_space(structure=structure_a, by=moderator, now=timezone.now())
    assert Client().get(address).status_code == 200


def test_a_referent_or_the_team_makes_the_address_and_nobody_else(
    moderator: User, structure_a: StructurePage, partner_a: User, partner_b: User
) -> None:
    for person in (partner_a, partner_b):  # an editor of A, an editor of B
        with pytest.raises(PermissionDenied):
            open_feed(structure=structure_a, by=person, now=timezone.now())
    Membership.objects.filter(user=partner_a).update(role=Role.REFERENT)
    first = open_feed(structure=structure_a, by=partner_a, now=timezone.now())
    assert open_feed(structure=structure_a, by=moderator, now=timezone.now()).token_hash == first.token_hash
    Membership.objects.filter(user=partner_b).update(role=Role.REFERENT)
    with pytest.raises(PermissionDenied):
        renew_feed(structure=structure_a, by=partner_b, now=timezone.now())


def test_the_database_does_not_hold_the_token_and_a_new_key_leaves_addresses_alive(
    structure_a: StructurePage, settings: Settings
) -> None:
    feed = open_feed(structure=structure_a, by=None, now=timezone.now())
    token = token_of(feed)
    assert token
    assert token not in {feed.nonce, feed.token_hash}
    former, settings.SECRET_KEY = settings.SECRET_KEY, "une autre clé, longue et inconnue de tous les calendriers"
    assert structure_behind(token) == structure_a
    assert token_of(feed) is None
    settings.SECRET_KEY_FALLBACKS = [former]
    assert token_of(ProgrammeFeed.objects.get()) == token


def test_get_changes_no_row_and_asks_as_many_queries_whatever_the_number(
    moderator: User, structure_a: StructurePage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = address_of(structure_a)
    client = Client()
    add_item(moderator)
    with django_assert_num_queries(3) as asked:
        small = client.get(address)
    for number in range(12):
        add_item(moderator, hours_on(in_days(2 + number)), hours_on(in_days(40 + number)), title=f"Comité {number}")
    with django_assert_num_queries(3):
        tag = client.get(address)["ETag"]
    with django_assert_num_queries(2):
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    with django_assert_num_queries(1):
        structure_behind("a" * 43)
    assert small["ETag"] != tag
    assert all(query["sql"].startswith("SELECT") for query in asked.captured_queries)


def test_the_token_stands_in_no_log(
    structure_a: StructurePage, caplog: pytest.LogCaptureFixture, client_of: Callable[[User], Client]
) -> None:
    from cms.foundation.hidden_tokens import HideTokens

    handler = next(one for one in logging.getLogger().handlers if any(isinstance(f, HideTokens) for f in one.filters))
    lines: list[str] = []
    handler.stream = type("Lines", (), {"write": lines.append, "flush": lambda _self: None})()
    address = address_of(structure_a)
    revoke_feed(structure=structure_a, by=None, now=timezone.now())
    logging.getLogger("django.request").propagate = True
    assert Client().get(address).status_code == 404
    assert any("/programme/…" in line for line in lines), lines
    token = urlsplit(address).path.removeprefix("/programme/").removesuffix(".ics")
    assert not any(token in line for line in lines)
    assert hide_tokens(f'"GET {address} HTTP/1.1" 200') == '"GET /programme/….ics HTTP/1.1" 200'


def test_no_item_has_a_date_of_another(moderator: User) -> None:
    one, other = add_item(moderator), add_item(moderator)
    assert set(ProgrammeItem.objects.get(page=one).dates.values_list("uid")).isdisjoint(
        ProgrammeItem.objects.get(page=other).dates.values_list("uid")
    )
