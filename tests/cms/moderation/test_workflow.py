"""The road through Wagtail's own views: submit, back, resubmit, approve; scheduled, edited and cancelled pages."""

import time
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from post_office.mail import send_queued
from wagtail.models import WorkflowState

from agenda.catalogue.sweep import find_drift
from agenda.events.actions import give_notice
from agenda.events.models import EventPage
from cms.accounts.models import User
from cms.structures.models import StructurePage
from tests.cast import approve, draft_event, publish_event, submit
from tests.html_forms import fields_of
from tests.plugins.services import MailCatcher

ClientOf = Callable[[User], Client]


def edit(client: Client, page: EventPage, *, button: str = "", **changes: Any) -> None:
    """Change fields in Wagtail's editor as a person does, and press a button."""
    path = f"/admin/pages/{page.pk}/edit/"
    data = fields_of(client.get(path).content.decode(), "page-edit-form") | changes
    if button:
        data[button] = "1"
    answer = client.post(path, data)
    assert answer.status_code == 302, "the form was refused"


def decide(client: Client, page: EventPage, action: str, comment: str = "") -> None:
    """Decide in Wagtail's admin."""
    state = EventPage.objects.get(pk=page.pk).current_workflow_task_state
    path = f"/admin/pages/workflow/action/{page.pk}/{action}/{state.pk}/"
    assert client.post(path, {"comment": comment}).status_code in {200, 302}


def subject(message: EmailMessage) -> str:
    """Return the subject; Python leaves the space of a folded header in front of it."""
    return str(message["Subject"]).strip()


def now(page: EventPage) -> EventPage:
    return EventPage.objects.get(pk=page.pk)


def test_submit_send_back_resubmit_approve_with_a_mail_at_each_step(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage, mailcatcher: MailCatcher
) -> None:
    page = draft_event(structure_a, title="L’atelier & moi", by=partner_a)
    a, team = client_of(partner_a), client_of(moderator)

    edit(a, page, button="action-submit", summary="Première version.")
    send_queued(processes=1)
    assert not mailcatcher.to(moderator.email), "the morning's digest tells"
    assert f"/equipe/relire/{page.pk}/" in team.get("/equipe/").content.decode()

    decide(team, page, "reject", "Précisez à qui cela s’adresse & quand.")
    send_queued(processes=1)
    (back,) = mailcatcher.to(partner_a.email)
    assert subject(back) == "À compléter\u00a0: L’atelier & moi"
    assert "Précisez à qui cela s’adresse & quand." in back.get_content()
    assert f"http://localhost:8000/mon-espace/evenements/{page.pk}/" in back.get_content(), "the right form"
    assert now(page).current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES

    edit(a, page, button="action-submit", summary="Deuxième version.", audience="Pour les débutants")
    assert now(page).current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
    decide(team, page, "approve")
    assert (now(page).live, now(page).summary) == (True, "Deuxième version.")
    send_queued(processes=1)
    published = mailcatcher.to(partner_a.email)[-1]
    assert subject(published) == "Publié\u00a0: L’atelier & moi"
    assert f"http://localhost:8000/e/{now(page).entry.code}" in published.get_content()
    for message in mailcatcher.messages:
        text = message.get_content()
        assert "&amp;" not in text
        assert "workflow" not in text.lower()
    assert len(find_drift(thorough=True)) == 0


def test_a_partner_who_submits_lands_on_the_desk(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    page = draft_event(structure_a, title="Bientôt relu", by=partner_a)
    a = client_of(partner_a)
    data = fields_of(a.get(f"/admin/pages/{page.pk}/edit/").content.decode(), "page-edit-form")
    answer = a.post(f"/admin/pages/{page.pk}/edit/", {**data, "action-submit": "1"}, follow=True)
    assert answer.redirect_chain == [("/mon-espace/", 302)]
    assert "Bientôt relu" in answer.content.decode()


def test_an_event_is_created_and_submitted_in_one_go(
    client_of: ClientOf, partner_a: User, moderator: User, structure_a: StructurePage
) -> None:
    a = client_of(partner_a)
    path = f"/admin/pages/add/agenda/eventpage/{structure_a.pk}/"
    html = a.get(path).content.decode()
    assert html.index('name="action-submit"') < html.rindex("action-save")
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    data = fields_of(html, "page-edit-form") | {
        "title": "Tout neuf", "slug": "tout-neuf", "summary": "Une phrase.", "schedule-way": "days",
        "schedule-0-date": day, "schedule-0-start": "14:00", "schedule-0-end": "16:00", "location": "remote",
        "remote_phone": "03 53 01 00 01", "action-submit": "1",
    }  # fmt: skip
    assert a.post(path, data).headers["Location"] == "/mon-espace/"
    page = EventPage.objects.get(title="Tout neuf")
    assert not page.live
    approve(page, by=moderator)
    assert now(page).entry.remote


def test_while_a_page_waits_its_author_cannot_change_it_but_can_announce(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    page = publish_event(structure_a, by=partner_a)
    a = client_of(partner_a)
    edit(a, page, button="action-submit", summary="En attente.")
    a.post(f"/admin/pages/{page.pk}/edit/", {"title": "Passé en force"})
    assert now(page).get_latest_revision_as_object().title == page.title
    a.post(f"/mon-espace/evenements/{page.pk}/prevenir/full/", {"sentence": ""})
    assert now(page).entry.status == "full"


def test_later_edits_of_a_live_page_wait_for_a_new_approval(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    page = draft_event(structure_a, summary="Version une.", by=partner_a)
    submit(page, by=partner_a)
    approve(page, by=moderator)
    a = client_of(partner_a)
    edit(a, page, summary="Version deux.")
    assert (now(page).summary, now(page).entry.summary) == ("Version une.", "Version une.")
    assert "Une modification est commencée" in a.get("/mon-espace/").content.decode()
    edit(a, page, button="action-submit", summary="Version trois.")
    assert now(page).entry.summary == "Version une."
    approve(page, by=moderator)
    assert now(page).entry.summary == "Version trois."
    assert len(find_drift(thorough=True)) == 0


def test_a_draft_approved_after_a_cancellation_leaves_the_event_cancelled(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    page = publish_event(structure_a, by=partner_a)
    a, team = client_of(partner_a), client_of(moderator)
    edit(a, page, button="action-submit", summary="Texte écrit avant l’annulation.")
    a.post(f"/mon-espace/evenements/{page.pk}/prevenir/cancelled/", {"sentence": "Salle inondée."})
    assert now(page).entry.status == "cancelled"
    decide(team, page, "approve")
    entry = now(page).entry
    assert (entry.status, entry.summary) == ("cancelled", "Texte écrit avant l’annulation.")
    assert [o.state for o in entry.occurrences.all()] == ["cancelled"]
    assert len(find_drift(thorough=True)) == 0


def test_a_scheduled_page_appears_at_its_hour_and_not_before(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage, mailcatcher: MailCatcher
) -> None:
    page = draft_event(structure_a, title="Surprise", by=partner_a, go_live_at=timezone.now() + timedelta(seconds=4))
    submit(page, by=partner_a)
    approve(page, by=moderator)
    assert not now(page).live
    assert not hasattr(now(page), "entry")
    assert "paraîtra" in client_of(partner_a).get("/mon-espace/").content.decode()
    send_queued(processes=1)
    assert subject(mailcatcher.to(partner_a.email)[-1]) == "Relu, publication prévue\u00a0: Surprise"
    time.sleep(max((page.go_live_at - timezone.now()).total_seconds(), 0) + 0.1)
    call_command("publish_scheduled")
    assert now(page).live
    assert now(page).entry.state == "public"
    assert len(find_drift(thorough=True)) == 0


def test_a_moderator_who_corrects_a_typo_approves_once(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    page = draft_event(structure_a, summary="Une fôte.", by=partner_a)
    submit(page, by=partner_a)
    team = client_of(moderator)
    path = f"/admin/pages/{page.pk}/edit/"
    data = fields_of(team.get(path).content.decode(), "page-edit-form")
    team.post(path, {**data, "summary": "Une faute.", "action-workflow-action": "1", "workflow-action-name": "approve"})
    assert (now(page).live, now(page).summary) == (True, "Une faute.")


def test_a_notice_survives_any_number_of_publications(
    moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    page = publish_event(structure_a, by=partner_a)
    give_notice(event=page, kind="full", by=partner_a, now=timezone.now())
    for text in ("Un.", "Deux."):
        draft = now(page).get_latest_revision_as_object()
        draft.summary = text
        draft.save_revision(user=partner_a)
        submit(page, by=partner_a)
        approve(page, by=moderator)
        assert (now(page).entry.status, now(page).entry.summary) == ("full", text)
