"""The screens about structures and people, in a real browser: nothing sideways, nothing that axe finds."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from cms.accounts.models import User
from cms.moderation.models import ModeratorScope
from cms.structures.joining import ask_to_join_structure
from cms.structures.models import StructurePage
from cms.structures.people import Membership
from cms.structures.spaces import trust_space
from tests.cast import make_user, publish_event
from tests.screens import overflow


@pytest.fixture
def paths(transactional_db: None, structure_a: StructurePage, partner_a: User, moderator: User) -> list[str]:
    """The screens, with something on each."""
    now, pk = timezone.now(), structure_a.pk
    trust_space(structure=structure_a, by=moderator, now=now)
    publish_event(structure_a)
    ask_to_join_structure(
        structure=structure_a, email="zoe@example.org", first_name="Zoé", last_name="Noir", message="Oui.", now=now
    )
    limited = make_user("lise@example.org", "Lise", "Mité")
    ModeratorScope.objects.create(user=limited, structure=structure_a)
    one = f"/equipe/structures/{pk}/"
    ends = ("", "renommer/", "archiver/", "confier/")
    people = ("", "ajouter/", f"{limited.pk}/perimetre/", f"{limited.pk}/retirer/limite/")
    return [
        "/equipe/structures/",
        "/equipe/structures/ouvrir/",
        *(one + end for end in ends),
        *(f"/equipe/personnes/{end}" for end in people),
        f"/mon-espace/equipe/?structure={pk}",
        f"/mon-espace/equipe/{Membership.objects.get(user=partner_a).pk}/",
        f"/structures/{pk}/rejoindre/",
    ]


@pytest.mark.once
def test_every_screen_fits_a_phone_and_axe_finds_nothing(
    paths: list[str], live_server: LiveServer, page: Page, moderator: User
) -> None:
    client = Client()
    client.force_login(moderator)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    found: list[str] = []
    for path in paths:
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            answer = page.goto(live_server.url + path)
            assert answer is not None
            assert answer.status == 200, path
            over = overflow(page)
            if over > 0:
                found.append(f"{path} at {width}: {over} px too wide")
            violations = Axe().run(page).response["violations"]
            found += [f"{path} at {width}: {item['id']} {item['nodes'][0]['html'][:200]}" for item in violations]
    assert found == []
