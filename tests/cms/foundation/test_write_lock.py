"""Signing in hashes a password: nobody else's writing may wait for that."""

from typing import Any

import pytest
from django.contrib.auth.signals import user_login_failed
from django.db import connection
from django.test import Client
from wagtail.signals import page_published

from cms.accounts.models import User
from cms.structures.models import StructurePage
from tests.cast import draft_event

pytestmark = pytest.mark.django_db(transaction=True)


def test_signing_in_holds_no_transaction_and_publishing_does(
    client: Client, structure_a: StructurePage, moderator: User
) -> None:
    seen: dict[str, bool] = {}

    def failed(**_kwargs: Any) -> None:
        seen["signing in"] = connection.in_atomic_block

    def published(**_kwargs: Any) -> None:
        seen["publishing"] = connection.in_atomic_block

    user_login_failed.connect(failed)
    page_published.connect(published)
    try:
        client.post("/connexion/mot-de-passe/", {"username": "personne", "password": "au hasard"})
        page = draft_event(structure_a)
        client.force_login(moderator)
        client.post(f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}")
    finally:
        user_login_failed.disconnect(failed)
        page_published.disconnect(published)
    assert seen == {"signing in": False, "publishing": True}
