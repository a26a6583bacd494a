"""Structures are asked once: about the next month from the 20th, about who came the morning after, after a silence."""

from datetime import UTC, date, datetime, timedelta

import pytest
from post_office.models import Email

from agenda.events.actions import give_notice
from agenda.events.models import NoticeKind
from agenda.rhythm.attendance import answer_attendance, ask_attendance
from agenda.rhythm.models import Attendance, MonthAnswer, MonthQuestion, Nudge
from agenda.rhythm.months import ask_month, proposed_events, stop_asking
from agenda.rhythm.silence import KEEP, nudge_silent, purge_rhythm, silent_structures
from cms.accounts.models import User
from cms.structures.models import StructurePage
from cms.structures.people import Space
from tests.cast import publish_event

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NOW = datetime(2026, 10, 20, 7, 0, tzinfo=UTC)  # a Tuesday, nine o'clock in Paris


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_a_structure_is_asked_once_from_the_twentieth(
    structure_a: StructurePage, structure_b: StructurePage, partner_a: User, partner_b: User, mail_queue: type[Email]
) -> None:
    publish_event(structure_a, title="Permanence", start=at("2026-10-13T14:00"), by=partner_a)
    mail_queue.objects.all().delete()
    assert ask_month(now=NOW - timedelta(days=1)) == []
    assert ask_month(now=NOW + timedelta(days=4)) == []  # a Saturday
    assert [question.structure_id for question in ask_month(now=NOW)] == [structure_a.pk]
    assert ask_month(now=NOW + timedelta(hours=1)) == []
    mail = mail_queue.objects.get()
    assert mail.to == [partner_a.email]
    assert "mardi 10\N{NO-BREAK SPACE}novembre" in mail.message
    assert "Permanence" in mail.message
    assert "/mois/" in mail.message


def test_each_person_gets_a_link_of_their_own_and_who_said_no_gets_none(
    structure_a: StructurePage, partner_a: User, mail_queue: type[Email]
) -> None:
    from tests.cast import make_partner

    other = make_partner(structure_a, "zoe@example.org", "Zoé", "Petit")
    publish_event(structure_a, start=at("2026-10-13T14:00"), by=partner_a)
    mail_queue.objects.all().delete()
    ask_month(now=NOW)
    mails = {mail.to[0]: mail.message for mail in mail_queue.objects.all()}
    assert set(mails) == {partner_a.email, other.email}
    links = {text[text.index("/mois/") :].split()[0] for text in mails.values()}
    assert len(links) == 2
    stop_asking(structure=structure_a, by=partner_a, now=NOW)
    MonthQuestion.objects.all().delete()
    assert ask_month(now=NOW) == []


def test_nothing_possible_is_noted_without_a_mail(
    structure_a: StructurePage, partner_a: User, mail_queue: type[Email]
) -> None:
    publish_event(structure_a, start=at("2026-09-29T14:00"), by=partner_a)
    mail_queue.objects.all().delete()
    assert ask_month(now=datetime(2026, 9, 22, 7, 0, tzinfo=UTC)) == []
    assert MonthQuestion.objects.get().answer == MonthAnswer.NOTHING
    assert mail_queue.objects.count() == 0


def test_an_archived_space_is_asked_nothing(
    structure_a: StructurePage, partner_a: User, mail_queue: type[Email]
) -> None:
    publish_event(structure_a, start=at("2026-10-13T14:00"), by=partner_a)
    Space.objects.filter(structure=structure_a).update(archived_at=NOW)
    mail_queue.objects.all().delete()
    assert ask_month(now=NOW) == []
    assert ask_attendance(now=NOW) == 0
    assert mail_queue.objects.count() == 0


def test_what_was_called_off_whole_is_not_proposed(structure_a: StructurePage, partner_a: User) -> None:
    event = publish_event(structure_a, start=at("2026-10-13T14:00"), by=partner_a)
    assert len(proposed_events(structure_a, date(2026, 11, 1))) == 1
    give_notice(event=event, kind=NoticeKind.CANCELLED, by=partner_a, now=NOW - timedelta(days=10))
    assert proposed_events(structure_a, date(2026, 11, 1)) == []


def test_sittings_of_the_last_days_are_asked_about_in_one_mail(
    structure_a: StructurePage, partner_a: User, mail_queue: type[Email]
) -> None:
    publish_event(structure_a, title="Lundi", start=at("2026-10-19T14:00"), by=partner_a)
    publish_event(structure_a, title="Samedi", start=at("2026-10-17T10:00"), by=partner_a)
    publish_event(structure_a, title="Ce matin", start=at("2026-10-20T08:00"), by=partner_a)
    publish_event(structure_a, title="Il y a longtemps", start=at("2026-10-01T08:00"), by=partner_a)
    off = publish_event(structure_a, title="Annulé", start=at("2026-10-18T08:00"), by=partner_a)
    give_notice(event=off, kind=NoticeKind.CANCELLED, by=partner_a, now=NOW - timedelta(days=3))
    mail_queue.objects.all().delete()
    assert ask_attendance(now=NOW) == 2
    assert ask_attendance(now=NOW + timedelta(minutes=10)) == 0
    mail = mail_queue.objects.get()
    assert "Lundi" in mail.message
    assert "Samedi" in mail.message
    assert "Annulé" not in mail.message
    assert "Ce matin" not in mail.message


def test_nobody_is_asked_on_a_sunday_or_a_public_holiday(structure_a: StructurePage, partner_a: User) -> None:
    publish_event(structure_a, start=at("2026-11-10T14:00"), by=partner_a)
    assert ask_attendance(now=datetime(2026, 11, 11, 7, 40, tzinfo=UTC)) == 0
    assert ask_attendance(now=datetime(2026, 11, 12, 7, 40, tzinfo=UTC)) == 1


def test_a_number_is_of_the_structure_itself(
    structure_a: StructurePage, structure_b: StructurePage, partner_a: User, partner_b: User
) -> None:
    publish_event(structure_a, start=at("2026-10-19T14:00"), by=partner_a)
    ask_attendance(now=NOW)
    row = Attendance.objects.get()
    assert answer_attendance(structure=structure_b, people={row.pk: 9}, by=partner_b, now=NOW) == []
    answer_attendance(structure=structure_a, people={row.pk: 0}, by=partner_a, now=NOW)
    row.refresh_from_db()
    assert (row.people, row.answered_by) == (0, partner_a)


def test_a_silent_structure_hears_one_friendly_word(
    structure_a: StructurePage, structure_b: StructurePage, partner_a: User, partner_b: User, mail_queue: type[Email]
) -> None:
    later = datetime.now(tz=UTC) + timedelta(days=70)
    start = (later + timedelta(days=3)).replace(tzinfo=None, hour=10, minute=0, second=0, microsecond=0)
    publish_event(structure_b, start=start, by=partner_b)
    mail_queue.objects.all().delete()
    assert silent_structures(later - timedelta(days=20)) == []
    assert nudge_silent(now=later) == 1
    assert nudge_silent(now=later) == 0
    assert nudge_silent(now=later + timedelta(days=70)) == 1  # the other one, whose event is over
    assert [row.structure_id for row in Nudge.objects.order_by("pk")] == [structure_a.pk, structure_b.pk]
    assert {mail.to[0] for mail in mail_queue.objects.all()} == {partner_a.email, partner_b.email}
    assert "deux mois" in mail_queue.objects.first().message


def test_old_questions_are_forgotten_and_numbers_lose_their_author(structure_a: StructurePage, partner_a: User) -> None:
    publish_event(structure_a, start=at("2026-10-19T14:00"), by=partner_a)
    ask_attendance(now=NOW)
    answer_attendance(structure=structure_a, people={Attendance.objects.get().pk: 7}, by=partner_a, now=NOW)
    MonthQuestion.objects.create(structure=structure_a, month=date(2026, 11, 1), asked_at=NOW)
    assert purge_rhythm(now=NOW + KEEP / 2) == 0
    assert purge_rhythm(now=NOW + KEEP * 1.01) == 1
    kept = Attendance.objects.get()
    assert kept.people == 7
    assert kept.answered_by is None
