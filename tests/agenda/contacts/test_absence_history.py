"""What the history tells of an absence does not outlive the absence, and names nobody."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from agenda.contacts.models import Absence
from agenda.contacts.rota import ABSENCE_ACTIONS, note_absence, purge_absences, undo_absence
from cms.accounts.models import User

pytestmark = pytest.mark.postgres


def _history() -> list[ModelLogEntry]:
    return list(ModelLogEntry.objects.filter(action__in=ABSENCE_ACTIONS).order_by("pk"))


def _away(person: User) -> Absence:
    now = timezone.now()
    day = timezone.localdate(now) + timedelta(days=3)
    return note_absence(person=person, start_date=day, end_date=day, replaced_by=None, by=person, now=now)


def test_the_history_says_neither_who_is_away_nor_when(moderator: User) -> None:
    absence = _away(moderator)
    undo_absence(absence=absence, by=None, now=timezone.now())
    told = _history()
    assert [line.action for line in told] == list(ABSENCE_ACTIONS)
    for line in told:
        assert line.content_type.model_class() is Absence
        assert moderator.last_name not in line.label
        assert str(absence.start_date) not in f"{line.label} {line.data}"


def test_the_history_goes_three_months_later(moderator: User) -> None:
    absence = _away(moderator)
    purge_absences(now=timezone.now() + timedelta(days=91))
    assert len(_history()) == 1
    purge_absences(now=timezone.now() + timedelta(days=96))
    assert _history() == []
    assert not Absence.objects.filter(pk=absence.pk).exists()
