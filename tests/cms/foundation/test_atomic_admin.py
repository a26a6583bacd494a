"""The admin's writes are atomic: what a failing receiver interrupts has not happened."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from wagtail.signals import page_published

from agenda.catalogue.models import Entry
from agenda.catalogue.sweep import find_drift
from agenda.events.models import EventPage
from cms.accounts.models import User
from cms.structures.models import StructurePage
from tests.cast import draft_event, submit
from tests.html_forms import fields_of

ClientOf = Callable[[User], Client]


@pytest.fixture
def failing_receiver() -> Iterator[None]:
    """A receiver of page_published that raises after all others."""

    def fail(**_kwargs: Any) -> None:
        raise RuntimeError("on purpose")

    page_published.connect(fail)
    yield
    page_published.disconnect(fail)


def test_a_receiver_that_fails_leaves_the_page_unpublished(
    client_of: ClientOf, moderator: User, structure_a: StructurePage, failing_receiver: None
) -> None:
    page = draft_event(structure_a)
    team = client_of(moderator)
    path = f"/admin/pages/{page.pk}/edit/"
    data = fields_of(team.get(path).content.decode(), "page-edit-form")
    with pytest.raises(RuntimeError, match="on purpose"):
        team.post(path, {**data, "summary": "Jamais vu.", "action-publish": "1"})
    again = EventPage.objects.get(pk=page.pk)
    assert not again.live
    assert again.latest_revision_id == page.latest_revision_id
    assert not Entry.objects.exists()
    assert len(find_drift(thorough=True)) == 0


def test_an_approval_that_fails_leaves_the_page_waiting(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage, failing_receiver: None
) -> None:
    page = draft_event(structure_a, by=partner_a)
    submit(page, by=partner_a)
    state = EventPage.objects.get(pk=page.pk).current_workflow_task_state
    team = client_of(moderator)
    for path, data in (
        (f"/admin/pages/workflow/action/{page.pk}/approve/{state.pk}/", {"comment": ""}),
        (f"/equipe/relire/{page.pk}/publier/", {"revision": str(page.latest_revision_id)}),
    ):
        with pytest.raises(RuntimeError, match="on purpose"):
            team.post(path, data)
        again = EventPage.objects.get(pk=page.pk)
        assert not again.live
        assert again.current_workflow_task_state.status == "in_progress"


def test_wagtails_own_test_pages_do_not_exist(client_of: ClientOf, moderator: User) -> None:
    team = client_of(moderator)
    assert team.get("/admin/failwhale/").status_code == 404
    assert team.get("/admin/test404/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("wagtailadmin_error_test")
