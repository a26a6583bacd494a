"""A trusted structure that sends a page from Wagtail's editor: public at once, looked at afterwards, never waiting."""

from collections.abc import Callable

from django.test import Client
from django.utils import timezone
from post_office.models import Email

from agenda.events.models import EventPage
from cms.accounts.models import User
from cms.moderation.models import Decision, DecisionKind, Look, LookKind, Waiting
from cms.moderation.undo import undo_decision
from cms.structures.models import StructurePage
from cms.structures.spaces import distrust_space, trust_space
from tests.cast import draft_event, next_week, send_back, submit
from tests.cms.moderation.test_workflow import edit

ClientOf = Callable[[User], Client]


def test_what_a_trusted_structure_sends_from_wagtails_editor_is_public_at_once(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage, mail_queue: type[Email]
) -> None:
    trust_space(structure=structure_a, by=moderator, now=timezone.now())
    mail_queue.objects.all().delete()
    # It starts before the next digest would help: whoever waits would have the team woken.
    page = draft_event(structure_a, start=next_week(days=1), by=partner_a)
    edit(client_of(partner_a), page, button="action-submit", summary="Première version.")
    shown = EventPage.objects.get(pk=page.pk)
    assert shown.live
    assert shown.summary == "Première version."
    assert shown.current_workflow_state is None
    assert not Waiting.objects.exists()
    decision = Decision.objects.get()
    assert (decision.kind, decision.by, decision.previous_live) == (DecisionKind.TRUSTED, partner_a, None)
    assert decision.revision_id == shown.live_revision_id
    assert Look.objects.get(kind=LookKind.TRUSTED).reference == shown.live_revision_id
    assert not mail_queue.objects.exists()

    edit(client_of(partner_a), page, button="action-submit", summary="Deuxième version.")
    assert EventPage.objects.get(pk=page.pk).summary == "Deuxième version."
    assert Decision.objects.latest("pk").previous_live_id == decision.revision_id
    assert Look.objects.count() == 2


def test_what_came_back_before_the_trust_is_public_when_sent_again(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    page = draft_event(structure_a, by=partner_a)
    submit(page, by=partner_a)
    send_back(page, by=moderator)
    trust_space(structure=structure_a, by=moderator, now=timezone.now())
    edit(client_of(partner_a), page, button="action-submit", summary="Corrigé.")
    shown = EventPage.objects.get(pk=page.pk)
    assert shown.live
    assert shown.current_workflow_state is None
    assert Decision.objects.latest("pk").kind == DecisionKind.TRUSTED


def test_after_the_trust_ends_it_waits_again(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    trust_space(structure=structure_a, by=moderator, now=timezone.now())
    distrust_space(structure=structure_a, by=moderator, now=timezone.now())
    page = draft_event(structure_a, by=partner_a)
    edit(client_of(partner_a), page, button="action-submit", summary="Première version.")
    assert not EventPage.objects.get(pk=page.pk).live
    assert Waiting.objects.get().page_id == page.pk


def test_the_team_takes_such_a_publication_back(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    trust_space(structure=structure_a, by=moderator, now=timezone.now())
    page = draft_event(structure_a, by=partner_a)
    edit(client_of(partner_a), page, button="action-submit", summary="Première version.")
    undo_decision(decision=Decision.objects.get(), by=moderator, now=timezone.now(), sentence="Trop tôt.")
    assert not EventPage.objects.get(pk=page.pk).live
    assert not Waiting.objects.exists()
    assert not Look.objects.exists()
