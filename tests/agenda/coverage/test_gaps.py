"""What counts as a workshop of a month, and which communes come first."""

from datetime import UTC, datetime, timedelta

import pytest

from agenda.calls.models import Call, CallOutcome
from agenda.catalogue.actions import withdraw_entry
from agenda.catalogue.models import Entry, EntryStatus, Occurrence, OccurrenceState
from agenda.coverage.drawing import draw_atlas
from agenda.coverage.gaps import CommuneGap, Reach, gaps_of_months, month_gaps
from agenda.coverage.months import Month, months_from, months_of_year, months_offered
from agenda.events.models import EventKind
from cms.territories.models import Commune
from tests.cast import make_communes
from tests.factories.entries import bulk_entries

pytestmark = pytest.mark.django_db

NOVEMBER = Month(2026, 11)
NOON = datetime(2026, 11, 10, 11, tzinfo=UTC)


@pytest.fixture
def known() -> dict[str, Commune]:
    """Five communes of the département and Sancerre across the border."""
    return make_communes()


def hold(commune: Commune, at: datetime = NOON) -> Entry:
    """Publish one sitting; `at` replaces the hour that the factory gives."""
    entry = bulk_entries(1, [commune], first_day=at, sittings=1, ical=False)[0]
    entry.occurrences.update(starts_at=at, ends_at=at + timedelta(hours=2))
    return entry


def metres(month: Month = NOVEMBER) -> dict[str, int | None]:
    """Return {name: metres} of a month."""
    return {gap.name: gap.metres for gap in month_gaps(month).communes}


def test_a_month_without_any_sitting_is_no_desert_but_unknown(known: dict[str, Commune]) -> None:
    gaps = month_gaps(NOVEMBER)
    assert {gap.reach for gap in gaps.communes} == {Reach.BEYOND}
    assert gaps.is_empty
    assert gaps.percent_within_15_km is None
    assert (gaps.shares, gaps.gaps, gaps.gap_population) == ([], [], 0)
    assert len(gaps.communes) == 5
    assert gaps.serve_first() == []
    Call.objects.create(commune=known["Beaugy"], outcome=CallOutcome.UNANSWERED, at=NOON)
    assert [gap.name for gap in month_gaps(NOVEMBER).serve_first()] == ["Beaugy"]
    atlas = draw_atlas(gaps.communes)
    assert atlas
    assert (atlas.groups(gaps), len(atlas.blank(gaps))) == ([], 5)


def test_without_a_territory_there_is_no_map() -> None:
    gaps = month_gaps(NOVEMBER)
    assert gaps.communes == ()
    assert gaps.percent_within_15_km is None


def test_a_sitting_serves_its_commune_and_those_around(known: dict[str, Commune]) -> None:
    hold(known["Nevers"])
    found = metres()
    assert found["Nevers"] == 0
    assert found["Varennes-Vauzelles"] == pytest.approx(5300, abs=200)
    assert found["Clamecy"] is None
    gaps = {gap.name: gap for gap in month_gaps(NOVEMBER).communes}
    assert gaps["Varennes-Vauzelles"].nearest == "Nevers"
    assert gaps["Varennes-Vauzelles"].reach is Reach.MIDDLE
    assert set(metres(Month(2026, 12)).values()) == {None}


def test_a_workshop_across_the_border_counts_and_the_neighbour_is_not_on_the_map(known: dict[str, Commune]) -> None:
    near = Commune.objects.get(name="Sancerre")
    hold(near)
    found = metres()
    assert "Sancerre" not in found
    # 40 km away from Nevers: beyond the table of distances.
    assert found["Nevers"] is None
    near.nearby.create(origin=known["Nevers"], metres=29_000)
    assert metres()["Nevers"] == 29_000


@pytest.mark.parametrize("state", [OccurrenceState.CANCELLED, OccurrenceState.POSTPONED])
def test_what_is_called_off_does_not_count(known: dict[str, Commune], state: OccurrenceState) -> None:
    hold(known["Nevers"]).occurrences.update(state=state)
    assert metres()["Nevers"] is None


def test_an_event_cancelled_as_a_whole_does_not_count_and_a_full_one_does(known: dict[str, Commune]) -> None:
    hold(known["Nevers"])
    Entry.objects.update(status=EntryStatus.CANCELLED)
    assert metres()["Nevers"] is None
    Entry.objects.update(status=EntryStatus.FULL)
    Occurrence.objects.update(state=OccurrenceState.FULL)
    assert metres()["Nevers"] == 0


def test_remote_events_and_meetings_do_not_count(known: dict[str, Commune]) -> None:
    hold(known["Nevers"])
    Entry.objects.update(remote=True)
    assert metres()["Nevers"] is None
    Entry.objects.update(remote=False, kind=EventKind.MEETING)
    assert metres()["Nevers"] is None
    Entry.objects.update(kind=EventKind.DROP_IN)
    assert metres()["Nevers"] == 0


def test_an_entry_withdrawn_after_its_sitting_still_counts_for_it(known: dict[str, Commune]) -> None:
    withdraw_entry(entry=hold(known["Nevers"]), now=NOON + timedelta(days=40))
    withdraw_entry(entry=hold(known["Clamecy"]), now=NOON - timedelta(days=1))
    found = metres()
    assert found["Nevers"] == 0
    assert found["Clamecy"] is None


def test_a_moved_sitting_counts_in_the_month_it_takes_place_in(known: dict[str, Commune]) -> None:
    entry = hold(known["Nevers"])
    later = NOON + timedelta(days=30)
    entry.occurrences.update(state=OccurrenceState.MOVED, starts_at=later, ends_at=later + timedelta(hours=2))
    assert metres()["Nevers"] is None
    assert metres(Month(2026, 12))["Nevers"] == 0


def test_months_begin_at_local_midnight_on_both_sides_of_the_clock_changes(known: dict[str, Commune]) -> None:
    assert Month(2026, 3).start == datetime(2026, 2, 28, 23, tzinfo=UTC)
    assert Month(2026, 3).end == datetime(2026, 3, 31, 22, tzinfo=UTC)
    assert Month(2026, 10).end == datetime(2026, 10, 31, 23, tzinfo=UTC)
    # 23:30 on 31 March and 00:00 on 1 April, both UTC+2.
    hold(known["Nevers"], datetime(2026, 3, 31, 21, 30, tzinfo=UTC))
    hold(known["Clamecy"], datetime(2026, 3, 31, 22, 0, tzinfo=UTC))
    march, april = gaps_of_months([Month(2026, 3), Month(2026, 4)])
    assert [gap.name for gap in march.communes if gap.metres == 0] == ["Nevers"]
    assert [gap.name for gap in april.communes if gap.metres == 0] == ["Clamecy"]


def test_calls_without_an_answer_are_counted_where_they_came_from(known: dict[str, Commune]) -> None:
    hold(known["Nevers"])
    for outcome, at in (
        (CallOutcome.UNANSWERED, NOON), (CallOutcome.UNANSWERED, NOON), (CallOutcome.ANSWERED, NOON),
        (CallOutcome.UNANSWERED, NOVEMBER.end),
    ):  # fmt: skip
        Call.objects.create(commune=known["Beaugy"], outcome=outcome, at=at)
    gaps = month_gaps(NOVEMBER)
    assert {gap.name: gap.unanswered for gap in gaps.communes if gap.unanswered} == {"Beaugy": 2}
    assert (gaps.unanswered, gaps.unanswered_communes) == (2, 1)
    # Both Beaugy and the larger Clamecy are beyond 30 km: somebody called from Beaugy.
    assert [gap.name for gap in gaps.worst_first()][:2] == ["Beaugy", "Clamecy"]


@pytest.mark.parametrize(
    ("metres", "reach"),
    [
        (0, Reach.HERE), (1, Reach.NEAR), (4_999, Reach.NEAR), (5_000, Reach.MIDDLE), (14_999, Reach.MIDDLE),
        (15_000, Reach.FAR), (30_000, Reach.FAR), (None, Reach.BEYOND),
    ],
)  # fmt: skip
def test_each_distance_has_one_class(metres: int | None, reach: Reach) -> None:
    assert Reach.of(metres) is reach


def test_months_are_read_strictly_and_offered_as_far_as_there_are_sittings(known: dict[str, Commune]) -> None:
    now = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)  # December already, local time
    assert Month.of(now) == Month(2026, 12)
    assert [str(month) for month in months_offered(now)] == [f"2026-{number:02d}" for number in range(6, 13)]
    hold(known["Nevers"], datetime(2027, 2, 3, 9, tzinfo=UTC))
    assert months_offered(now)[-1] == Month(2027, 2)
    assert Month.read("2027-01", near=NOVEMBER).name == "janvier 2027"
    for text in ("", "2026", "2026-13", "2026-1", "2026/11", "٢٠٢٦-11", "9999-01", "0000-01", "2026-11-01", "20a6-11"):
        with pytest.raises(ValueError):  # noqa: PT011
            Month.read(text, near=NOVEMBER)
    assert months_from(NOVEMBER, 3) == [NOVEMBER, Month(2026, 12), Month(2027, 1)]
    assert len(months_of_year(2026)) == 12


def test_only_what_is_at_fifteen_kilometres_or_more_is_to_be_served_first(known: dict[str, Commune]) -> None:
    hold(known["Nevers"])
    gaps = month_gaps(NOVEMBER)
    assert {gap.name for gap in gaps.serve_first()} == {"Clamecy", "Beaugy"}
    assert all(gap.reach.is_gap for gap in gaps.serve_first())


@pytest.mark.parametrize(("metres", "text"), [(15_000, "15,0"), (15_349, "15,3"), (19_960, "19,9"), (None, "")])
def test_a_gap_is_told_with_one_decimal(metres: int | None, text: str) -> None:
    assert CommuneGap("58001", "A", "", 10, None, None, metres, "", 0).km_text == text


def test_rings_go_around_a_commune_and_the_main_town_of_each_epci_is_named(known: dict[str, Commune]) -> None:
    hold(known["Clamecy"])
    Call.objects.create(commune=known["Nevers"], outcome=CallOutcome.UNANSWERED, at=NOON)
    gaps = month_gaps(NOVEMBER)
    atlas = draw_atlas(gaps.communes)
    assert atlas
    dot = atlas.dots(gaps)[0]
    assert dot.radius > atlas.radius
    assert (dot.count_x - dot.x) ** 2 + (dot.count_y - dot.y) ** 2 > atlas.radius**2
    names = [label.name for label in atlas.labels(gaps)]
    assert names[:2] == ["Nevers", "Clamecy"]
    assert "Varennes-Vauzelles" not in names
