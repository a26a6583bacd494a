"""Reminders before proposals close: one mail a person, once, whatever beat does."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from agenda.rhythm.months import stop_asking
from cms.accounts.models import User
from cms.structures.actions import add_partner, open_space
from cms.structures.models import StructureKind, StructurePage
from cms.structures.people import Membership, Role
from newsletter.issues.plans import MonthPlan
from newsletter.month.actions import extend_deadline
from newsletter.month.current import Month
from newsletter.month.mails import stop_token
from newsletter.month.models import Reminder, ReminderKind
from newsletter.month.people import Reader
from newsletter.month.reminders import kind_due, purge_reminders, remind_structures
from tests.cast import draft_event, publish_event, submit

pytestmark = pytest.mark.django_db
Before = Callable[[int], datetime]


@pytest.mark.parametrize(
    ("today", "kind"),
    [
        ("2026-11-11", None),  # Armistice: no working day, the mail leaves the day after
        ("2026-11-12", ReminderKind.WEEK),
        ("2026-11-13", ReminderKind.WEEK),
        ("2026-11-16", ReminderKind.WEEK),
        ("2026-11-17", ReminderKind.LAST),
        ("2026-11-19", ReminderKind.LAST),
        ("2026-11-20", None),
    ],
)
def test_a_week_before_then_two_days_before_then_nothing(today: str, kind: ReminderKind | None) -> None:
    assert kind_due(date.fromisoformat(today), date(2026, 11, 19)) is kind


def test_what_would_fall_on_a_weekend_leaves_on_the_working_day_before() -> None:
    tuesday = date(2026, 11, 24)  # two days before: a Sunday
    assert kind_due(date(2026, 11, 19), tuesday) is ReminderKind.WEEK
    assert kind_due(date(2026, 11, 20), tuesday) is ReminderKind.LAST


def test_over_the_end_of_a_leap_february_and_of_a_year() -> None:
    assert kind_due(date(2028, 2, 25), date(2028, 3, 3)) is ReminderKind.WEEK
    assert kind_due(date(2028, 3, 1), date(2028, 3, 3)) is ReminderKind.LAST
    assert kind_due(date(2026, 12, 31), date(2027, 1, 7)) is ReminderKind.WEEK


def test_one_mail_a_person_lists_all_their_structures_and_what_stands_there(
    structure_a: StructurePage, structure_b: StructurePage, partner_a: User, month: Month,
    days_before_close: Before, within: Callable[[int], datetime], mail_queue: type[Email],
) -> None:  # fmt: skip
    Membership.objects.create(structure=structure_b, user=partner_a, role=Role.EDITOR, since_at=timezone.now())
    publish_event(structure_a, title="Déjouer les arnaques", start=within(12), by=partner_a)
    mail_queue.objects.all().delete()
    assert remind_structures(now=days_before_close(7)) == 1
    mail = mail_queue.objects.get()
    assert mail.to == ["alice@example.org"]
    for words in (structure_a.title, structure_b.title, "- Déjouer les arnaques", "Rien pour l’instant", "/rappels/"):
        assert words in mail.message
    assert reverse("desk:letter", args=[structure_b.pk]) in mail.message
    # Two beats, and the days after: nothing again.
    assert [remind_structures(now=days_before_close(days)) for days in (7, 6, 5)] == [0, 0, 0]


def test_two_days_before_only_who_proposed_nothing_is_written_to(
    structure_a: StructurePage, structure_b: StructurePage, partner_a: User, partner_b: User, month: Month,
    days_before_close: Before, within: Callable[[int], datetime], mail_queue: type[Email],
) -> None:  # fmt: skip
    submit(draft_event(structure_a, title="Attend l’équipe", start=within(9), by=partner_a), by=partner_a)
    assert remind_structures(now=days_before_close(7)) == 2
    mail_queue.objects.all().delete()
    assert remind_structures(now=days_before_close(2)) == 1
    assert mail_queue.objects.get().to == ["bruno@example.org"]
    assert remind_structures(now=days_before_close(0)) == 0


def test_a_beat_that_slept_sends_what_it_missed_but_never_both(
    structure_a: StructurePage, partner_a: User, month: Month, days_before_close: Before, mail_queue: type[Email]
) -> None:
    assert remind_structures(now=days_before_close(1)) == 1
    assert Reminder.objects.get().kind == ReminderKind.LAST
    assert remind_structures(now=days_before_close(0)) == 0
    assert remind_structures(now=days_before_close(-1)) == 0


def test_changed_days_write_to_nobody_twice(
    structure_a: StructurePage, partner_a: User, month: Month, days_before_close: Before, mail_queue: type[Email]
) -> None:
    assert remind_structures(now=days_before_close(7)) == 1
    later = {name: getattr(month.dates, name) + timedelta(days=4) for name in ("close", "compose", "review", "send")}
    MonthPlan.objects.filter(period=month.period.key).update(**{f"{name}_on": day for name, day in later.items()})
    assert remind_structures(now=days_before_close(3)) == 0
    assert remind_structures(now=days_before_close(-3)) == 1  # one day before the new close
    assert Reminder.objects.filter(kind=ReminderKind.LAST).count() == 1


def test_a_structure_with_a_longer_deadline_is_reminded_before_its_own(
    structure_a: StructurePage, partner_a: User, moderator: User, month: Month, days_before_close: Before,
    mail_queue: type[Email],
) -> None:  # fmt: skip
    now = days_before_close(20)
    extend_deadline(structure=structure_a, period=month.period, until=month.dates.send, by=moderator, now=now)
    first = days_before_close(0)
    due = kind_due(timezone.localdate(first), month.dates.send)
    assert due is not ReminderKind.LAST
    assert remind_structures(now=first) == (1 if due else 0)
    assert remind_structures(now=days_before_close(-7)) == 1
    assert Reminder.objects.filter(kind=ReminderKind.LAST).count() == 1


def test_who_wants_no_reminders_gets_none_and_the_link_needs_no_sign_in(
    structure_a: StructurePage, partner_a: User, month: Month, days_before_close: Before, mail_queue: type[Email],
    client: Client,
) -> None:  # fmt: skip
    address = reverse("newsletter:reminders", args=[stop_token(Reader(partner_a.email, partner_a))])
    assert "Ne plus recevoir les rappels" in client.get(address).content.decode()
    assert remind_structures(now=days_before_close(7)) == 1
    client.post(address, {"rappels": "non"})
    client.post(address, {"rappels": "non"})
    assert "C’est noté" in client.get(address).content.decode()
    assert remind_structures(now=days_before_close(2)) == 0
    client.post(address, {"rappels": "oui"})
    assert remind_structures(now=days_before_close(2)) == 1
    assert client.get(reverse("newsletter:reminders", args=["aucun"])).status_code == 404


def test_a_structure_that_wants_no_monthly_question_and_a_closed_one_are_left_alone(
    structure_a: StructurePage, structure_b: StructurePage, partner_a: User, month: Month, days_before_close: Before,
    mail_queue: type[Email],
) -> None:  # fmt: skip
    stop_asking(structure=structure_a, by=partner_a, now=timezone.now())
    structure_b.space.archived_at = timezone.now()
    structure_b.space.save()
    assert remind_structures(now=days_before_close(7)) == 0


def test_without_people_the_structures_mailbox_is_written_to_once(
    structure_b: StructurePage, month: Month, days_before_close: Before, mail_queue: type[Email]
) -> None:
    assert remind_structures(now=days_before_close(7)) == 1
    assert mail_queue.objects.get().to == ["mediatheque@example.org"]
    assert remind_structures(now=days_before_close(6)) == 0


def test_a_run_that_has_nothing_left_asks_a_fixed_number_of_queries(
    structure_a: StructurePage, partner_a: User, month: Month, days_before_close: Before, mail_queue: type[Email]
) -> None:
    def queries() -> int:
        remind_structures(now=days_before_close(7))
        with CaptureQueriesContext(
            connection,
        ) as caught:
            remind_structures(now=days_before_close(7))
        return len(caught)

    few = queries()
    for number in range(8):
        made = open_space(
            name=f"Structure {number}", kind=StructureKind.ASSOCIATION, commune=structure_a.commune, by=None,
            now=timezone.now(),
        )  # fmt: skip
        add_partner(
            structure=made, email=f"p{number}@example.org", first_name="P", last_name="N", now=timezone.now(),
            role=Role.EDITOR,
        )  # fmt: skip
    assert queries() == few


def test_who_was_reminded_is_forgotten_after_thirteen_months(
    structure_a: StructurePage, partner_a: User, month: Month, days_before_close: Before, mail_queue: type[Email]
) -> None:
    remind_structures(now=days_before_close(7))
    assert purge_reminders(now=days_before_close(7) + timedelta(days=399)) == 0
    assert purge_reminders(now=days_before_close(7) + timedelta(days=401)) == 1
