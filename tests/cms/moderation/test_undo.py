"""Taking a decision back: what was public before is public again, notices stay, and the page waits as before."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from agenda.catalogue.sweep import find_drift
from agenda.events.actions import give_notice
from agenda.events.models import EventPage
from cms.accounts.models import User
from cms.moderation.actions import AlreadyDecided, NotTrusted, approve_page, publish_trusted, send_back_page
from cms.moderation.models import Decision, DecisionKind, Look, Waiting
from cms.moderation.undo import NotUndoable, undo_decision
from cms.structures.models import StructurePage
from cms.structures.people import Space
from tests.cast import approve, draft_event, publish_event, send_back, submit

ClientOf = Callable[[User], Client]


def now_of(page: Page) -> EventPage:
    return EventPage.objects.get(pk=page.pk)


def take_back(by: User, sentence: str = "") -> None:
    undo_decision(decision=Decision.objects.latest("pk"), by=by, now=timezone.now(), sentence=sentence)


def changed(page: EventPage, by: User, **values: Any) -> None:
    draft = now_of(page).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision(user=by)


def test_a_first_publication_taken_back_waits_again(
    moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    page = draft_event(structure_a, by=partner_a)
    submit(page, by=partner_a)
    sent = Waiting.objects.get().sent_at
    approve(page, by=moderator)
    assert not Waiting.objects.exists()
    take_back(moderator)
    assert not now_of(page).live
    assert now_of(page).entry.state == "withdrawn"
    assert Waiting.objects.get().sent_at == sent
    approve(page, by=moderator)
    assert now_of(page).live
    assert len(find_drift(thorough=True)) == 0


def test_a_change_taken_back_leaves_the_version_before_and_its_notices(
    moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    page = publish_event(structure_a, summary="Avant.", by=partner_a)
    give_notice(event=page, kind="full", by=partner_a, now=timezone.now())
    changed(page, partner_a, summary="Après.")
    submit(page, by=partner_a)
    approve(page, by=moderator)
    assert now_of(page).entry.summary == "Après."
    take_back(moderator)
    entry = now_of(page).entry
    assert (entry.summary, entry.status) == ("Avant.", "full")
    assert now_of(page).get_latest_revision_as_object().summary == "Après."
    assert Waiting.objects.get().is_live
    assert approve(page, by=moderator).summary == "Après."
    assert len(find_drift(thorough=True)) == 0


def test_a_scheduled_approval_is_taken_back(moderator: User, partner_a: User, structure_a: StructurePage) -> None:
    page = draft_event(structure_a, by=partner_a, go_live_at=timezone.now() + timedelta(days=2))
    submit(page, by=partner_a)
    approve(page, by=moderator)
    assert now_of(page).latest_revision.approved_go_live_at
    take_back(moderator)
    assert now_of(page).latest_revision.approved_go_live_at is None
    assert Waiting.objects.get().page_id == page.pk


def test_a_sending_back_taken_back_waits_again_until_the_author_goes_on(
    moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    page = draft_event(structure_a, by=partner_a)
    submit(page, by=partner_a)
    send_back(page, by=moderator)
    take_back(moderator)
    assert Waiting.objects.get().page_id == page.pk
    send_back(page, by=moderator)
    changed(page, partner_a, summary="Corrigé.")
    with pytest.raises(NotUndoable):
        take_back(moderator)


def test_only_the_last_decision_can_be_taken_back_and_only_once(
    moderator: User, second_moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    page = draft_event(structure_a, by=partner_a)
    submit(page, by=partner_a)
    approve(page, by=moderator)
    first = Decision.objects.get()
    changed(page, partner_a, summary="Deux.")
    submit(page, by=partner_a)
    approve(page, by=second_moderator)
    with pytest.raises(NotUndoable):
        undo_decision(decision=first, by=moderator, now=timezone.now())
    take_back(moderator)
    with pytest.raises(NotUndoable):
        take_back(second_moderator)


def test_a_newer_version_that_waits_goes_on_waiting(
    moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    page = publish_event(structure_a, summary="Un.", by=partner_a)
    changed(page, partner_a, summary="Deux.")
    submit(page, by=partner_a)
    approve(page, by=moderator)
    changed(page, partner_a, summary="Trois.")
    submit(page, by=partner_a)
    take_back(moderator)
    assert now_of(page).summary == "Un."
    assert Waiting.objects.count() == 1
    assert approve(page, by=moderator).summary == "Trois."


def test_a_decision_in_wagtails_admin_is_kept_and_undone_like_ours(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    page = publish_event(structure_a, summary="Avant.", by=partner_a)
    changed(page, partner_a, summary="Après.")
    submit(page, by=partner_a)
    state = now_of(page).current_workflow_task_state
    client_of(moderator).post(f"/admin/pages/workflow/action/{page.pk}/approve/{state.pk}/", {"comment": ""})
    decision = Decision.objects.get()
    assert (decision.kind, decision.by, now_of(page).summary) == (DecisionKind.APPROVED, moderator, "Après.")
    take_back(moderator)
    assert now_of(page).summary == "Avant."


def test_trusted_structures_publish_at_once_and_are_looked_at(
    moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    page = draft_event(structure_a, by=partner_a)
    with pytest.raises(NotTrusted):
        publish_trusted(page=page, by=partner_a, now=timezone.now())
    Space.objects.filter(structure=structure_a).update(trusted_at=timezone.now())
    for _twice in range(2):
        publish_trusted(page=now_of(page), by=partner_a, now=timezone.now())
    assert now_of(page).live
    assert (Look.objects.count(), Decision.objects.count()) == (1, 1)
    take_back(moderator, "Pas encore.")
    assert not now_of(page).live
    assert not Look.objects.exists()


@pytest.mark.postgres(only=True)
@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_the_same_time_one_counts(
    moderator: User, second_moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    page = draft_event(structure_a, by=partner_a)
    submit(page, by=partner_a)
    row = Page.objects.get(pk=page.pk)

    def decide(verb: int) -> str:
        try:
            if verb:
                approve_page(page=row, revision_id=row.latest_revision_id, by=moderator, now=timezone.now())
            else:
                send_back_page(
                    page=row, revision_id=row.latest_revision_id, reason_code="off_topic", sentence="",
                    by=second_moderator, now=timezone.now(),
                )  # fmt: skip
        except AlreadyDecided:
            return "told"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, (0, 1))) == ["done", "told"]
    assert Decision.objects.count() == 1
