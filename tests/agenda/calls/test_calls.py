"""A call leaves commune, need, outcome and hour; one press leaves one call; nobody stands in it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from agenda.calls.actions import UNDO_WITHIN, CallRefused, new_number, note_call, undo_call
from agenda.calls.models import Call, CallOutcome
from agenda.calls.queries import counts, counts_by_commune, unanswered_by_commune
from cms.territories.models import Commune


@pytest.mark.postgres
def test_a_button_pressed_twice_notes_one_call_and_the_first_outcome_stands(communes: dict[str, Commune]) -> None:
    number, now = new_number(), timezone.now()
    for outcome in (CallOutcome.ANSWERED, CallOutcome.UNANSWERED):
        note_call(commune=communes["Nevers"], need="demarches", outcome=outcome, now=now, number=number)
    assert Call.objects.get().outcome == CallOutcome.ANSWERED
    # Rows without a number of their own still find free keys afterwards.
    note_call(commune=None, need="", outcome=CallOutcome.REFERRED, now=now)
    note_call(commune=None, need="", outcome=CallOutcome.REFERRED, now=now)
    assert Call.objects.count() == 3


def test_a_call_holds_no_person() -> None:
    assert {field.name for field in Call._meta.get_fields()} == {"id", "commune", "need", "outcome", "at"}


@pytest.mark.parametrize(("need", "outcome"), [("rien", "answered"), ("demarches", "parti"), ("", "")])
def test_what_does_not_exist_is_refused(db: None, need: str, outcome: str) -> None:
    with pytest.raises(CallRefused):
        note_call(commune=None, need=need, outcome=outcome, now=timezone.now())
    assert not Call.objects.exists()


def test_a_call_is_taken_back_soon_and_never_later(db: None) -> None:
    now = timezone.now()
    call = note_call(commune=None, need="", outcome="answered", now=now)
    with pytest.raises(CallRefused):
        undo_call(number=call.pk, now=now + UNDO_WITHIN + timedelta(minutes=1))
    assert undo_call(number=call.pk, now=now) is not None
    assert undo_call(number=call.pk, now=now) is None
    assert not Call.objects.exists()


@pytest.mark.postgres
def test_calls_are_counted_by_outcome_need_and_commune_in_one_query_each(
    communes: dict[str, Commune], django_assert_num_queries: Any
) -> None:
    now = timezone.now()
    start, end = now - timedelta(days=1), now + timedelta(days=1)
    nevers, clamecy = communes["Nevers"], communes["Clamecy"]
    for commune, need, outcome in (
        (nevers, "demarches", "unanswered"), (nevers, "demarches", "answered"), (nevers, "", "unanswered"),
        (clamecy, "acces", "answered"), (None, "", "unanswered"),
    ):  # fmt: skip
        note_call(commune=commune, need=need, outcome=outcome, now=now)
    note_call(commune=nevers, need="", outcome="unanswered", now=now - timedelta(days=2))
    with django_assert_num_queries(1):
        found = counts(start=start, end=end)
    assert found.total == 5
    assert found.outcomes == {"unanswered": 3, "answered": 2}
    assert found.needs == {"": 2, "demarches": 2, "acces": 1}
    with django_assert_num_queries(1):
        assert unanswered_by_commune(start=start, end=end) == {nevers.pk: 2}
    rows = [(row["commune_id"], row["calls"], row["unanswered"]) for row in counts_by_commune(start=start, end=end)]
    assert rows[0] == (nevers.pk, 3, 2)
    assert {row[0] for row in rows} == {nevers.pk, clamecy.pk, None}
