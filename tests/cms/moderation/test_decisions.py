"""Approve, send back, resubmit: on the desk and in Wagtail's admin, with two moderators at once."""

import re
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, WorkflowState

from agenda.events.models import EventPage
from cms.accounts.models import User
from cms.moderation.actions import AlreadyDecided, ChangedMeanwhile, ReasonMissing, approve_page, send_back_page
from cms.moderation.models import Decision
from cms.structures.actions import Platform
from cms.structures.models import StructurePage
from tests.cast import draft_event, publish_event, submit

ClientOf = Callable[[User], Client]


@pytest.fixture
def waiting(structure_a: StructurePage, partner_a: User) -> EventPage:
    """An event of structure A that waits for the team."""
    page = draft_event(structure_a, title="À relire", by=partner_a)
    submit(page, by=partner_a)
    return EventPage.objects.get(pk=page.pk)


def revision_in(html: str) -> dict[str, str]:
    found = re.search(r'name="revision" value="(\d+)"', html)
    assert found
    return {"revision": found[1]}


def test_the_desk_shows_what_the_public_would_read_and_publishes_it(
    client_of: ClientOf, moderator: User, waiting: EventPage
) -> None:
    team = client_of(moderator)
    html = team.get(f"/equipe/relire/{waiting.pk}/").content.decode()
    for words in (
        "À relire",
        "Salle des fêtes",
        "58000 Nevers",
        "Deux heures en petit groupe",
        "Gratuit",
        "Alice Martin",
    ):
        assert words in html
    assert team.get(f"/equipe/relire/{waiting.pk}/publier/").status_code == 405
    assert team.post(f"/equipe/relire/{waiting.pk}/publier/", revision_in(html)).status_code == 302
    page = EventPage.objects.get(pk=waiting.pk)
    assert page.live
    assert page.entry.state == "public"
    assert page.current_workflow_state is None


def test_a_page_goes_back_with_a_reason_only(client_of: ClientOf, moderator: User, waiting: EventPage) -> None:
    team = client_of(moderator)
    path = f"/equipe/relire/{waiting.pk}/"
    sent = revision_in(team.get(path).content.decode())
    answer = team.post(f"{path}renvoyer/", {**sent, "sentence": "   "})
    assert answer.status_code == 422
    assert "À corriger avant" in answer.content.decode()
    assert waiting.current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
    team.post(f"{path}renvoyer/", {**sent, "sentence": "Il manque l’adresse."})
    state = EventPage.objects.get(pk=waiting.pk).current_workflow_state
    assert state.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert state.current_task_state.comment == "Il manque l’adresse."


def test_the_second_of_two_moderators_is_told_and_changes_nothing(
    client_of: ClientOf, moderator: User, second_moderator: User, waiting: EventPage
) -> None:
    first, second = client_of(moderator), client_of(second_moderator)
    path = f"/equipe/relire/{waiting.pk}/"
    sent = revision_in(second.get(path).content.decode())
    first.post(f"{path}publier/", revision_in(first.get(path).content.decode()))
    told = second.post(f"{path}renvoyer/", {**sent, "sentence": "Trop court."}, follow=True).content.decode()
    assert "Camille Roy" in told
    page = EventPage.objects.get(pk=waiting.pk)
    assert page.live
    assert page.current_workflow_state is None


def test_a_page_that_changed_since_it_was_read_is_not_published(
    client_of: ClientOf, moderator: User, waiting: EventPage
) -> None:
    team = client_of(moderator)
    path = f"/equipe/relire/{waiting.pk}/"
    sent = revision_in(team.get(path).content.decode())
    draft = waiting.get_latest_revision_as_object()
    draft.summary = "Autre chose."
    draft.save_revision()
    team.post(f"{path}publier/", sent)
    assert not EventPage.objects.get(pk=waiting.pk).live
    # What the moderator then reads, one approval publishes: also after a correction of their own.
    team.post(f"{path}publier/", revision_in(team.get(path).content.decode()))
    page = EventPage.objects.get(pk=waiting.pk)
    assert (page.live, page.summary) == (True, "Autre chose.")


def test_changes_of_a_live_page_are_shown_old_and_new(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    page = publish_event(structure_a, summary="Ancienne phrase.", by=partner_a)
    draft = page.get_latest_revision_as_object()
    draft.summary, draft.seats = "Nouvelle phrase.", 8
    draft.save_revision(user=partner_a)
    submit(page, by=partner_a)
    html = client_of(moderator).get(f"/equipe/relire/{page.pk}/").content.decode()
    assert re.search(r"<del>Ancienne</del> phrase\.", html)
    assert re.search(r"<ins>Nouvelle</ins> phrase\.", html)
    assert html.count("<ins>") == 2
    assert EventPage.objects.get(pk=page.pk).summary == "Ancienne phrase."


def test_a_page_whose_dates_cannot_be_read_is_shown_and_says_so(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    page = draft_event(structure_a, by=partner_a)
    page.schedule = {"version": 1, "slots": []}
    page.save_revision(user=partner_a, clean=False)  # as a program without validation would
    submit(page, by=partner_a)
    assert (
        "Les dates ne peuvent pas être lues" in client_of(moderator).get(f"/equipe/relire/{page.pk}/").content.decode()
    )
    assert client_of(moderator).get("/equipe/").status_code == 200


def test_moderation_is_the_teams(client_of: ClientOf, partner_a: User, partner_b: User, waiting: EventPage) -> None:
    for user in (partner_a, partner_b):
        client = client_of(user)
        for path in ("", "publier/", "renvoyer/"):
            method = client.post if path else client.get
            answer = method(
                f"/equipe/relire/{waiting.pk}/{path}", {"revision": waiting.latest_revision_id, "sentence": "Non."}
            )
            assert answer.status_code == 404
    assert not EventPage.objects.get(pk=waiting.pk).live


def test_the_actions_refuse_what_makes_no_sense(moderator: User, partner_a: User, waiting: EventPage) -> None:
    row, latest = Page.objects.get(pk=waiting.pk), waiting.latest_revision_id
    with pytest.raises(PermissionDenied):
        approve_page(page=row, revision_id=latest, by=partner_a, now=timezone.now())
    with pytest.raises(ChangedMeanwhile):
        approve_page(page=row, revision_id=latest + 1, by=moderator, now=timezone.now())
    with pytest.raises(ReasonMissing):
        send_back_page(page=row, revision_id=latest, reason_code="", sentence=" ", by=moderator, now=timezone.now())
    approve_page(page=row, revision_id=latest, by=moderator, now=timezone.now())
    with pytest.raises(AlreadyDecided) as told:
        send_back_page(page=row, revision_id=latest, reason_code="", sentence="Non.", by=moderator, now=timezone.now())
    assert told.value.decision is not None
    assert told.value.decision.finished_by == moderator


def test_a_form_without_its_revision_is_refused(client_of: ClientOf, moderator: User, waiting: EventPage) -> None:
    for value in ("", "abc", "9" * 40):
        client_of(moderator).post(f"/equipe/relire/{waiting.pk}/publier/", {"revision": value})
        assert not EventPage.objects.get(pk=waiting.pk).live


def test_a_decision_about_the_home_page_in_the_admin_is_nobodys_of_the_structures(
    platform: Platform, moderator: User
) -> None:
    """The workflow holds for the whole tree, also for the page at its root: publishing it there must not fail."""
    home = platform.home
    home.save_revision(user=moderator)
    state = home.get_workflow().start(home, moderator)
    state.current_task_state.task.specific.on_action(state.current_task_state, moderator, "approve")
    assert not Decision.objects.exists()
