"""A place that is shut for some days: announced at once, once, and taken back; what is then said of it."""

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from wagtail.models import PageLogEntry

from agenda.places.closures import ClosureRefused, close_place, closure_in_french, next_closure, reopen_place
from agenda.places.hours import state_at
from agenda.places.models import PlacePage
from agenda.places.opening import opening_in_french, place_state
from agenda.places.records import PlaceClosure

PARIS = ZoneInfo("Europe/Paris")
OFFICE = "Mo-Fr 09:00-12:00,14:00-17:00"
Make = Callable[..., PlacePage]


def at(local: str) -> datetime:
    """Return an aware instant in Paris."""
    return datetime.fromisoformat(local).replace(tzinfo=PARIS)


def plain(text: str) -> str:
    """Return the text with ordinary spaces."""
    return text.replace("\u00a0", " ")


def shut(place: PlacePage, start: date, end: date, now: datetime, sentence: str = "") -> PlaceClosure:
    """Announce a closure, nobody's."""
    return close_place(place=place, start_date=start, end_date=end, sentence=sentence, by=None, now=now)


@pytest.mark.parametrize(
    ("days", "local", "said"),
    [
        (("2026-08-03", "2026-08-17"), "2026-08-05 10:00", "fermé jusqu’au 17 août, rouvre le mardi 18 à 9 h"),
        (("2026-08-03", "2026-08-17"), "2026-08-17 10:00", "fermé aujourd’hui, rouvre demain à 9 h"),
        (("2026-08-03", "2026-08-17"), "2026-08-02 10:00", "fermé, ouvre le mardi 18 août à 9 h"),
        (("2026-08-03", "2026-08-17"), "2026-08-18 10:00", "ouvert maintenant, jusqu’à 12 h"),
        (("2026-07-20", "2026-07-31"), "2026-07-21 10:00", "fermé jusqu’au 31 juillet, rouvre le lundi 3 août à 9 h"),
        (
            ("2026-12-24", "2027-01-03"), "2026-12-27 10:00",
            "fermé jusqu’au 3 janvier 2027, rouvre le lundi 4 à 9 h",
        ),
        (("2026-11-25", "2026-11-25"), "2026-11-24 18:00", "fermé, ouvre jeudi à 9 h"),
    ],
)  # fmt: skip
def test_a_closure_is_told_with_the_day_it_ends_and_the_hour_it_reopens(
    make_place: Make, days: tuple[str, str], local: str, said: str
) -> None:
    place = make_place("Médiathèque", hours=OFFICE)
    start, end = map(date.fromisoformat, days)
    shut(place, start, end, at(f"{days[0]} 00:00") - timedelta(days=1))
    assert plain(opening_in_french(place, at(local))) == said


def test_a_closure_counts_without_known_hours_and_ends_without_a_promise(make_place: Make, now: datetime) -> None:
    place = make_place("Point d’accueil", hours='"sur rendez-vous"')
    assert place_state(place, now) is None
    shut(place, date(2026, 11, 23), date(2026, 11, 27), now)
    assert plain(opening_in_french(place, now)) == "fermé jusqu’au 27 novembre"


def test_two_closures_that_touch_are_one_for_whoever_waits(make_place: Make, now: datetime) -> None:
    place = make_place("Médiathèque", hours=OFFICE)
    shut(place, date(2026, 11, 23), date(2026, 11, 24), now)
    shut(place, date(2026, 11, 25), date(2026, 11, 26), now)
    assert plain(opening_in_french(place, now)) == "fermé jusqu’au 26 novembre, rouvre vendredi à 9 h".replace(
        "vendredi", "le vendredi 27"
    )


def test_a_closure_from_tomorrow_ends_tonight_s_opening_at_midnight(make_place: Make, now: datetime) -> None:
    place = make_place("Café", hours="Mo-Su 20:00-02:00")
    shut(place, date(2026, 11, 24), date(2026, 11, 24), now)
    state = place_state(place, at("2026-11-23 21:00"))
    assert state is not None
    assert (state.open, state.until) == (True, at("2026-11-24 00:00"))


def test_a_closure_is_announced_once_and_taken_back_once(make_place: Make, now: datetime) -> None:
    place = make_place("Médiathèque", hours=OFFICE)
    first = shut(place, date(2026, 11, 23), date(2026, 11, 27), now, "Travaux")
    assert shut(place, date(2026, 11, 23), date(2026, 11, 27), now, " Travaux ") == first
    assert next_closure(place, date(2026, 11, 24)) == first
    reopen_place(closure=first, by=None, now=now)
    reopen_place(closure=PlaceClosure.objects.get(), by=None, now=now + timedelta(days=1))
    assert PlaceClosure.objects.get().undone_at == now
    assert next_closure(place, date(2026, 11, 24)) is None
    assert plain(opening_in_french(place, now)) == "ouvert maintenant, jusqu’à 12 h"
    actions = PageLogEntry.objects.filter(page_id=place.pk, action__contains="place").values_list("action", flat=True)
    assert sorted(actions) == ["agenda.reopen_place", "agenda.shut_place"]


@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-12-02", "2026-12-01"), ("2026-11-01", "2026-11-22"), ("2026-12-01", "2027-12-03")],
    ids=["backwards", "over", "longer than a year"],
)
def test_closures_without_meaning_are_refused(make_place: Make, now: datetime, start: str, end: str) -> None:
    place = make_place("Médiathèque")
    with pytest.raises(ClosureRefused):
        shut(place, date.fromisoformat(start), date.fromisoformat(end), now)
    assert not PlaceClosure.objects.exists()


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-12-01", "2026-12-01", "le mardi 1er décembre"),
        ("2026-12-01", "2026-12-05", "du 1er au 5 décembre"),
        ("2026-11-30", "2026-12-05", "du 30 novembre au 5 décembre"),
        ("2026-12-24", "2027-01-03", "du 24 décembre 2026 au 3 janvier 2027"),
        ("2027-02-08", "2027-02-12", "du 8 au 12 février 2027"),
    ],
)
def test_the_days_of_a_closure_are_told_shortly(start: str, end: str, said: str) -> None:
    closure = PlaceClosure(start_date=date.fromisoformat(start), end_date=date.fromisoformat(end))
    assert plain(closure_in_french(closure, date(2026, 11, 23))) == said


def test_a_list_of_places_reads_closures_and_stops_in_a_fixed_number_of_queries(
    make_place: Make, now: datetime, django_assert_num_queries: Callable
) -> None:
    for number in range(4):
        shut(make_place(f"Lieu {number}", hours=OFFICE), date(2026, 11, 23), date(2026, 11, 24), now)
    with django_assert_num_queries(3):  # no place has a stop, so no commune of a stop is read
        said = [opening_in_french(place, now) for place in PlacePage.objects.published().with_opening()]
        assert all("fermé" in one for one in said)


@pytest.mark.once
def test_the_public_holidays_are_those_of_the_official_table(shared_data: Path) -> None:
    table = shared_data / "holidays" / "jours_feries_metropole.csv"
    official = {
        date.fromisoformat(row["date"])
        for row in csv.DictReader(table.read_text(encoding="utf-8").splitlines())
        if 2020 <= int(row["date"][:4]) <= 2028
    }
    assert date(2027, 3, 29) in official  # Easter Monday
    for day in sorted(official | {day + timedelta(days=n) for day in official for n in (-1, 1)}):
        state = state_at("Mo-Su 09:00-12:00", datetime.combine(day, time(10), PARIS))
        assert state is not None
        assert state.open is (day not in official), day


def test_a_holiday_says_why_the_door_is_closed(make_place: Make) -> None:
    place = make_place("Mairie", hours=OFFICE)
    assert plain(opening_in_french(place, at("2027-03-29 10:00"))) == (
        "fermé aujourd’hui, jour férié, ouvre demain à 9 h"
    )
    # A Sunday in May that is none of its days is merely closed.
    assert plain(opening_in_french(place, at("2027-05-16 10:00"))) == "fermé, ouvre mardi à 9 h"


@pytest.mark.once
@pytest.mark.parametrize(
    ("instant", "is_open", "change"),
    [
        # The night of the last Sunday of March has no 2:30; of October, two of them.
        ("2027-03-28T00:30Z", True, "2027-03-28T03:00Z"),
        ("2027-10-31T00:30Z", True, "2027-10-31T04:00Z"),
        ("2027-03-27T08:00Z", True, "2027-03-27T11:00Z"),
        ("2027-03-28T07:30Z", True, "2027-03-28T10:00Z"),
    ],
)
def test_hours_are_those_of_the_clock_on_the_wall_when_it_changes(instant: str, is_open: bool, change: str) -> None:
    state = state_at("Mo-Su 09:00-12:00,22:00-05:00", datetime.fromisoformat(instant))
    assert state is not None
    assert state.open is is_open
    assert state.until is not None
    assert state.until.astimezone(UTC) == datetime.fromisoformat(change)


@pytest.mark.once
def test_hours_are_told_in_the_installation_s_own_zone(settings: object) -> None:
    settings.TIME_ZONE = "Indian/Reunion"
    state = state_at(OFFICE, datetime(2026, 11, 23, 5, 30, tzinfo=UTC))
    assert state is not None
    assert state.open
    assert state.until == datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Indian/Reunion"))
