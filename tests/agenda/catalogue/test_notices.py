"""Published truth is the published revision plus the notices (design §3.2)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from wagtail.images import get_image_model

from agenda.catalogue.models import EntryStatus, OccurrenceState
from agenda.catalogue.sweep import find_drift
from agenda.catalogue.vevents import vevents_of
from agenda.events.actions import NoticeRefused, copy_event, give_notice, undo_notice
from agenda.events.models import EventPage, NoticeKind
from tests.agenda.conftest import MakeEvent, entry_of, once

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

SECOND = datetime(2026, 12, 8, 13, tzinfo=UTC)  # 14:00 in Paris


def states(event: EventPage) -> list[str]:
    return [occurrence.state for occurrence in entry_of(event).occurrences.all()]


def test_one_sitting_is_cancelled_and_the_others_stand(make_event: MakeEvent, now: datetime) -> None:
    event = make_event(publish=True)
    give_notice(
        event=event, kind=NoticeKind.CANCELLED, original_start=SECOND, sentence="Animateur malade.", by=None, now=now
    )
    assert states(event) == ["scheduled", "cancelled", "scheduled", "scheduled", "scheduled"]
    assert entry_of(event).status == EntryStatus.SCHEDULED
    assert entry_of(event).occurrences.get(original_start=SECOND).note == "Animateur malade."


def test_a_moved_sitting_keeps_the_name_of_its_first_hour(make_event: MakeEvent, now: datetime) -> None:
    event = make_event(publish=True)
    later = SECOND + timedelta(days=1)
    give_notice(
        event=event, kind=NoticeKind.MOVED, original_start=SECOND, new_start=later, new_end=later + timedelta(hours=2),
        by=None, now=now,
    )  # fmt: skip
    moved = entry_of(event).occurrences.get(original_start=SECOND)
    assert (moved.starts_at, moved.state) == (later, OccurrenceState.MOVED)


def test_a_draft_approved_after_a_cancellation_leaves_it_cancelled(make_event: MakeEvent, now: datetime) -> None:
    event = make_event(publish=True)
    event.title = "Nouveau titre"
    draft = event.save_revision()
    give_notice(event=event, kind=NoticeKind.CANCELLED, by=None, now=now)
    draft.publish()
    entry = entry_of(event)
    assert (entry.title, entry.status) == ("Nouveau titre", EntryStatus.CANCELLED)


def test_undoing_a_notice_restores_what_stood_before(make_event: MakeEvent, now: datetime) -> None:
    event = make_event(publish=True)
    before = entry_of(event).description
    notice = give_notice(event=event, kind=NoticeKind.CANCELLED, by=None, now=now)
    assert set(states(event)) == {"cancelled"}
    undo_notice(notice=notice, by=None, now=now)
    assert entry_of(event).description == before


def test_a_later_notice_wins(make_event: MakeEvent, now: datetime) -> None:
    event = make_event(publish=True, schedule=once("2026-12-08T14:00", "2026-12-08T16:00"))
    give_notice(event=event, kind=NoticeKind.FULL, by=None, now=now)
    assert entry_of(event).status == EntryStatus.FULL
    give_notice(event=event, kind=NoticeKind.CANCELLED, by=None, now=now + timedelta(hours=1))
    assert entry_of(event).status == EntryStatus.CANCELLED


def test_a_notice_about_the_only_sitting_is_about_the_event(make_event: MakeEvent, now: datetime) -> None:
    event = make_event(publish=True, schedule=once("2026-12-08T14:00", "2026-12-08T16:00"))
    give_notice(event=event, kind=NoticeKind.CANCELLED, sentence="Salle fermée.", by=None, now=now)
    entry = entry_of(event)
    assert (entry.status, entry.description["status_sentence"]) == (EntryStatus.CANCELLED, "Salle fermée.")


@pytest.mark.parametrize(
    "given",
    [
        {"kind": NoticeKind.CANCELLED, "original_start": SECOND + timedelta(minutes=1)},
        {"kind": NoticeKind.MOVED, "original_start": SECOND},
        {"kind": NoticeKind.MOVED, "original_start": SECOND, "new_start": SECOND, "new_end": SECOND},
        {"kind": NoticeKind.SENTENCE},
    ],
)
def test_a_notice_that_makes_no_sense_is_refused_and_changes_nothing(
    make_event: MakeEvent, now: datetime, given: dict[str, object]
) -> None:
    event = make_event(publish=True)
    before = entry_of(event).change_no
    with pytest.raises(NoticeRefused):
        give_notice(event=event, by=None, now=now, **given)
    assert entry_of(event).change_no == before
    assert not event.notices.exists()


def test_no_notice_about_a_draft(make_event: MakeEvent, now: datetime) -> None:
    with pytest.raises(NoticeRefused):
        give_notice(event=make_event(), kind=NoticeKind.CANCELLED, by=None, now=now)


def test_copying_moves_the_dates_and_leaves_the_notices_behind(make_event: MakeEvent, now: datetime) -> None:
    event = make_event(publish=True, newsletter_proposed=True)
    give_notice(event=event, kind=NoticeKind.CANCELLED, by=None, now=now)
    copy = copy_event(event=event, schedule=event.parsed_schedule.shifted_to(date(2027, 2, 2)), by=None)
    stored = EventPage.objects.get(pk=copy.pk)
    for version in (stored, stored.get_latest_revision_as_object()):
        assert version.parsed_schedule.occurrences()[0].start.isoformat() == "2027-02-02T14:00:00"
        assert not version.live
        assert not version.newsletter_proposed
    assert not stored.notices.exists()
    stored.save_revision().publish()
    assert entry_of(stored).status == EntryStatus.SCHEDULED
    assert len(find_drift(thorough=True)) == 0


def test_the_hour_that_the_spring_change_skips_still_has_an_end_after_its_start(make_event: MakeEvent) -> None:
    event = make_event(publish=True, schedule=once("2027-03-28T02:30", "2027-03-28T03:15"))
    occurrence = entry_of(event).occurrences.get()
    assert occurrence.duration == timedelta(minutes=45)


def test_a_series_keeps_its_hour_across_the_autumn_change(make_event: MakeEvent) -> None:
    schedule = {
        "version": 1,
        "rule": {"frequency": "weekly", "from": "2027-10-26", "until": "2027-11-09", "start": "14:00", "end": "16:00"},
    }
    event = make_event(publish=True, schedule=schedule)
    assert [item["start"][11:] for item in entry_of(event).description["occurrences"]] == [
        "14:00:00+02:00", "14:00:00+01:00", "14:00:00+01:00",
    ]  # fmt: skip


def new_hour(event: EventPage, **schedule: object) -> None:
    event = EventPage.objects.get(pk=event.pk)
    event.schedule = event.schedule | schedule
    event.save_revision().publish()


def test_a_new_hour_does_not_bring_a_cancelled_event_back(make_event: MakeEvent, now: datetime) -> None:
    event = make_event(publish=True, schedule=once("2026-12-08T14:00", "2026-12-08T16:00"))
    give_notice(event=event, kind=NoticeKind.CANCELLED, sentence="Salle fermée.", by=None, now=now)
    new_hour(event, slots=[{"start": "2026-12-09T15:00", "end": "2026-12-09T17:00"}])
    assert (entry_of(event).status, states(event)) == (EntryStatus.CANCELLED, ["cancelled"])


def test_a_new_hour_of_a_series_keeps_its_cancelled_sitting_cancelled(make_event: MakeEvent, now: datetime) -> None:
    event = make_event(publish=True)
    give_notice(event=event, kind=NoticeKind.CANCELLED, original_start=SECOND, by=None, now=now)
    rule = event.schedule["rules"][0]
    hours = [{"start": "14:30", "end": "16:30"}]
    new_hour(event, rules=[rule | {"days": [one | {"hours": hours} for one in rule["days"]]}])
    assert states(event) == ["scheduled", "cancelled", "scheduled", "scheduled", "scheduled"]


def test_postponed_to_a_known_date_people_are_to_come_then(make_event: MakeEvent, now: datetime) -> None:
    event = make_event(publish=True)
    later = SECOND + timedelta(days=30)
    give_notice(
        event=event, kind=NoticeKind.POSTPONED, original_start=SECOND, new_start=later,
        new_end=later + timedelta(hours=2), by=None, now=now,
    )  # fmt: skip
    occurrence = entry_of(event).occurrences.get(original_start=SECOND)
    assert (occurrence.starts_at, occurrence.state, occurrence.is_off) == (later, OccurrenceState.MOVED, False)


def test_a_lost_picture_does_not_forbid_to_cancel(make_event: MakeEvent, now: datetime) -> None:
    image = get_image_model().objects.create(title="Perdue", file="original_images/perdue.png", width=10, height=10)
    event = make_event(publish=True, image=image, image_alt="Une salle", image_rights=True)
    give_notice(event=event, kind=NoticeKind.CANCELLED, by=None, now=now)
    entry = entry_of(event)
    assert (entry.status, entry.description["image"]) == (EntryStatus.CANCELLED, None)


def test_the_first_date_keeps_its_uid_when_an_earlier_one_joins_it(make_event: MakeEvent) -> None:
    event = make_event(publish=True, schedule=once("2026-12-10T14:00", "2026-12-10T16:00"))
    earlier = {"start": "2026-12-09T14:00", "end": "2026-12-09T16:00"}
    new_hour(event, slots=[earlier, {"start": "2026-12-10T14:00", "end": "2026-12-10T16:00"}])
    entry = entry_of(event)
    uids = {f"{vevent.start:%d}": vevent.uid for vevent in vevents_of(entry)}
    assert uids["10"] == str(entry.uid)
    assert uids["09"] != uids["10"]


@pytest.mark.parametrize("sentence", ["Animateur malade.", ""])
def test_full_ends_a_cancellation_of_the_same_date_and_never_stands_over_it(
    make_event: MakeEvent, now: datetime, sentence: str
) -> None:
    event = make_event(publish=True)
    cancelled = give_notice(
        event=event, kind=NoticeKind.CANCELLED, original_start=SECOND, sentence=sentence, by=None, now=now
    )
    give_notice(event=event, kind=NoticeKind.FULL, original_start=SECOND, by=None, now=now + timedelta(hours=1))
    cancelled.refresh_from_db()
    assert cancelled.undone_at == now + timedelta(hours=1)
    occurrence = entry_of(event).occurrences.get(original_start=SECOND)
    assert (occurrence.state, occurrence.note) == (OccurrenceState.FULL, "")
    assert len(find_drift(thorough=True)) == 0


def test_all_full_leaves_a_cancelled_date_cancelled_with_its_reason(make_event: MakeEvent, now: datetime) -> None:
    event = make_event(publish=True)
    give_notice(
        event=event, kind=NoticeKind.CANCELLED, original_start=SECOND, sentence="Animateur malade.", by=None, now=now
    )
    give_notice(event=event, kind=NoticeKind.FULL, by=None, now=now + timedelta(hours=1))
    assert states(event) == ["full", "cancelled", "full", "full", "full"]
    assert entry_of(event).occurrences.get(original_start=SECOND).note == "Animateur malade."


def test_full_keeps_the_new_hour_and_its_reason(make_event: MakeEvent, now: datetime) -> None:
    event = make_event(publish=True)
    later = SECOND + timedelta(days=1)
    give_notice(
        event=event, kind=NoticeKind.MOVED, original_start=SECOND, new_start=later, new_end=later + timedelta(hours=2),
        sentence="La salle est prise.", by=None, now=now,
    )  # fmt: skip
    give_notice(event=event, kind=NoticeKind.FULL, original_start=SECOND, by=None, now=now + timedelta(hours=1))
    occurrence = entry_of(event).occurrences.get(original_start=SECOND)
    assert (occurrence.starts_at, occurrence.state) == (later, OccurrenceState.FULL)
    assert occurrence.note == "La salle est prise."


def test_an_information_stands_beside_the_reason_of_a_cancellation(make_event: MakeEvent, now: datetime) -> None:
    event = make_event(publish=True)
    give_notice(event=event, kind=NoticeKind.CANCELLED, sentence="Salle inondée.", by=None, now=now)
    give_notice(event=event, kind=NoticeKind.SENTENCE, sentence="Appelez-nous.", by=None, now=now + timedelta(hours=1))
    entry = entry_of(event)
    told = entry.description["status_sentence"]
    assert (entry.status, told) == (EntryStatus.CANCELLED, "Salle inondée. Appelez-nous.")


def test_one_date_of_a_cancelled_event_is_not_announced_as_full(make_event: MakeEvent, now: datetime) -> None:
    event = make_event(publish=True)
    give_notice(event=event, kind=NoticeKind.CANCELLED, by=None, now=now)
    with pytest.raises(NoticeRefused):
        give_notice(event=event, kind=NoticeKind.FULL, original_start=SECOND, by=None, now=now)
    assert set(states(event)) == {"cancelled"}


def stop(event: EventPage, start: datetime, now: datetime, sentence: str = "") -> None:
    give_notice(event=event, kind=NoticeKind.STOPPED, original_start=start, sentence=sentence, by=None, now=now)


def test_a_series_stopped_from_a_date_is_cancelled_from_that_date_on(make_event: MakeEvent, now: datetime) -> None:
    event = make_event(publish=True)
    stop(event, SECOND + timedelta(weeks=1), now, "L’animateur s’en va.")
    assert states(event) == ["scheduled", "scheduled", "cancelled", "cancelled", "cancelled"]
    assert entry_of(event).status == EntryStatus.SCHEDULED
    assert entry_of(event).occurrences.last().note == "L’animateur s’en va."
    undo_notice(notice=event.notices.get(), by=None, now=now)
    assert set(states(event)) == {"scheduled"}


def test_a_stopped_series_is_not_contradicted_after_its_stop_nor_by_a_new_hour(
    make_event: MakeEvent, now: datetime
) -> None:
    event = make_event(publish=True)
    stop(event, SECOND, now)
    with pytest.raises(NoticeRefused, match="arrête avant"):
        give_notice(event=event, kind=NoticeKind.FULL, original_start=SECOND + timedelta(weeks=1), by=None, now=now)
    give_notice(event=event, kind=NoticeKind.FULL, original_start=SECOND - timedelta(weeks=1), by=None, now=now)
    rule = event.schedule["rules"][0]
    hours = [{"start": "14:30", "end": "16:30"}]
    new_hour(event, rules=[rule | {"days": [one | {"hours": hours} for one in rule["days"]]}])
    assert states(event) == ["full", "cancelled", "cancelled", "cancelled", "cancelled"]


def test_stopping_needs_a_date_and_of_two_sittings_a_day_the_first_may_stay(
    make_event: MakeEvent, now: datetime
) -> None:
    event = make_event(
        publish=True,
        schedule={
            "version": 2,
            "slots": [
                {"start": f"2026-12-{day}T{hour}:00", "end": f"2026-12-{day}T{hour + 1}:00"}
                for day in ("08", "15") for hour in (10, 14)
            ],
        },
    )  # fmt: skip
    with pytest.raises(NoticeRefused, match="à partir de quelle date"):
        give_notice(event=event, kind=NoticeKind.STOPPED, by=None, now=now)
    stop(event, SECOND, now)
    assert states(event) == ["scheduled", "cancelled", "cancelled", "cancelled"]


def test_a_cycle_is_full_as_a_whole(make_event: MakeEvent, now: datetime) -> None:
    event = make_event(publish=True, is_cycle=True)
    give_notice(event=event, kind=NoticeKind.FULL, original_start=SECOND, by=None, now=now)
    assert (entry_of(event).status, set(states(event))) == (EntryStatus.FULL, {"full"})


def test_each_sitting_has_its_seats_and_is_full_by_itself(make_event: MakeEvent, now: datetime) -> None:
    event = make_event(publish=True, seats=8)
    give_notice(event=event, kind=NoticeKind.FULL, original_start=SECOND, by=None, now=now)
    rows = entry_of(event).occurrences.values_list("seats", "state")
    assert list(rows) == [(8, "scheduled"), (8, "full"), (8, "scheduled"), (8, "scheduled"), (8, "scheduled")]
