"""The form for a shared password stands before what has one, and before nothing else."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from cms.accounts.models import User
from cms.structures.models import StructurePage
from tests.cast import draft_event, next_week

pytestmark = pytest.mark.django_db


def _form(restriction: PageViewRestriction, page_id: int) -> str:
    return reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, page_id])


def _restricted(page: StructurePage, kind: str, password: str = "") -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, restriction_type=kind, password=password)


def test_a_page_below_a_password_asks_for_it(client: Client, structure_a: StructurePage) -> None:
    form = _form(_restricted(structure_a, PageViewRestriction.PASSWORD, "sésame"), structure_a.pk)
    assert client.get(form).status_code == 200
    assert client.post(form, {"password": "sésame", "return_url": "/"}).status_code == 302


def test_another_restriction_has_no_form(client: Client, structure_a: StructurePage) -> None:
    for kind in (PageViewRestriction.GROUPS, PageViewRestriction.LOGIN):
        assert client.get(_form(_restricted(structure_a, kind), structure_a.pk)).status_code == 404


def test_a_page_elsewhere_and_a_draft_cannot_be_called_up_by_their_number(
    client: Client, structure_a: StructurePage, structure_b: StructurePage, partner_a: User
) -> None:
    restriction = _restricted(structure_a, PageViewRestriction.PASSWORD, "sésame")
    draft = draft_event(structure_a, title="Secret", start=next_week(), by=partner_a)
    for page_id in (structure_b.pk, draft.pk, 987654321):
        for answer in (client.get(_form(restriction, page_id)), client.post(_form(restriction, page_id))):
            assert answer.status_code == 404


def test_documents_of_a_collection_ask_only_for_a_password_that_it_has(client: Client) -> None:
    collection = Collection.get_first_root_node().add_child(instance=Collection(name="Actes"))
    for kind, status in (("groups", 404), ("login", 404), ("password", 200)):
        restriction = CollectionViewRestriction.objects.create(
            collection=collection, restriction_type=kind, password="sésame"
        )
        assert (
            client.get(reverse("wagtaildocs_authenticate_with_password", args=[restriction.pk])).status_code == status
        )
