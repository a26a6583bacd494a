"""Nothing that everybody reads says a word of the programme: pages, search, feeds, API, open data, sitemap, letter."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from agenda.catalogue.models import Entry
from agenda.programme.pages import Audience, ProgrammeIndexPage, ProgrammePage
from cms.accounts.models import User
from cms.isolation.scope import nameable_pages
from cms.opendata.package import build_package
from cms.structures.models import StructurePage
from newsletter.issues.actions import compose_period
from newsletter.issues.period import period_at
from tests.cast import publish_event
from tests.factories.programme import add_item

ClientOf = Callable[[User], Client]
WORD = "castagnette"


@pytest.fixture
def item(moderator: User, structure_a: StructurePage) -> ProgrammePage:
    """An item for all structures, whose every text holds the word; and a public event beside it."""
    publish_event(structure_a, title="Atelier public")
    add_item(
        moderator, title=f"Fiche {WORD}", where=WORD, text=WORD, kind="action", link=f"https://x.example.org/{WORD}"
    )
    return add_item(
        moderator, title=f"Comité {WORD}", where=WORD, text=WORD, audience=Audience.NAMED, structures=[structure_a]
    )


def outlets(structure: StructurePage) -> list[str]:
    """Return the addresses that everybody may ask."""
    commune = structure.commune_id
    names = """
        pages:agenda pages:structures pages:news pages:places pages:sitemap pages:robots pages:who_to_call feeds:all
        opendata:home newsletter:archive
    """
    return [
        "/",
        *(reverse(name) for name in names.split()),
        structure.url,
        f"{reverse('pages:search')}?q={WORD}",
        f"{reverse('pages:agenda')}?q={WORD}",
        reverse("pages:commune", args=[commune]),
        reverse("pages:commune_month", args=[commune]),
        reverse("pages:commune_texts", args=[commune]),
        reverse("pages:embed_who_to_call", args=[commune]),
        reverse("pages:structure_month", args=[structure.pk]),
        reverse("feeds:structure", args=[structure.pk]),
        reverse("feeds:commune", args=[commune]),
        *(f"/api/v1/{name}" for name in ("events", "news", "places", "structures", "issues", "brand", "openapi.json")),
        f"/api/v1/events?q={WORD}",
    ]


def test_no_outlet_says_a_word_of_it(item: ProgrammePage, structure_a: StructurePage) -> None:
    said = {}
    for address in outlets(StructurePage.objects.get(pk=structure_a.pk)):
        answer = Client().get(address)
        assert answer.status_code in {200, 404}, address
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        said[address] = body.decode().replace(f"?q={WORD}", "").replace(f'value="{WORD}"', "")
    assert not [address for address, body in said.items() if f"Comité {WORD}" in body or f"Fiche {WORD}" in body]
    assert not [address for address, body in said.items() if "/programme/" in body or "calendrier-du-programme" in body]
    assert "Atelier public" in said[reverse("feeds:all")]
    assert not Entry.objects.filter(title__contains=WORD).exists()


def test_the_letter_and_the_open_data_are_composed_without_it(item: ProgrammePage) -> None:
    now = timezone.now()
    issue = compose_period(period=period_at(now, 20), by=None, now=now)
    assert WORD not in json.dumps(list(issue.content.raw_data), default=str)
    package = build_package(now=now)
    assert not [name for name, body in package.files.items() if WORD.encode() in body]
    assert b"Atelier public" in package.files["evenements.geojson"]


def test_its_pages_are_served_to_nobody_at_no_address(
    item: ProgrammePage, moderator: User, partner_a: User, client_of: ClientOf
) -> None:
    index = ProgrammeIndexPage.objects.get()
    for page in (index, item):
        assert page.get_url() is None
        path = "/" + page.url_path.split("/", 2)[2]
        for client in (Client(), client_of(partner_a), client_of(moderator)):
            answer = client.get(path)
            assert answer.status_code == 404, path
            assert WORD not in answer.content.decode()
    assert not Page.objects.live().public().filter(pk__in=[index.pk, item.pk]).exists()


def test_the_editor_offers_it_to_no_partner(
    item: ProgrammePage, moderator: User, partner_a: User, client_of: ClientOf
) -> None:
    index = ProgrammeIndexPage.objects.get()
    mine = set(nameable_pages(partner_a).values_list("pk", flat=True))
    assert not mine & {index.pk, item.pk}
    assert {index.pk, item.pk} <= set(nameable_pages(moderator).values_list("pk", flat=True))
    client = client_of(partner_a)
    for address in (
        f"{reverse('wagtailadmin_choose_page_search')}?q={WORD}",
        reverse("wagtailadmin_choose_page"),
        f"{reverse('wagtailadmin_pages:search')}?q={WORD}",
        reverse("wagtailadmin_explore_root"),
    ):
        answer = client.get(address, follow=True)
        assert f"Comité {WORD}" not in answer.content.decode(), address
        # The name of the type stands in the filter of types; the page itself, and the way to it, nowhere.
        assert f"/admin/pages/{index.pk}/" not in answer.content.decode(), address
    for name in ("edit", "delete", "view_draft", "unpublish", "history"):
        assert client.get(reverse(f"wagtailadmin_pages:{name}", args=[item.pk])).status_code == 404
    assert client.get(reverse("wagtailadmin_explore", args=[index.pk])).status_code == 404
    assert client_of(moderator).get(reverse("wagtailadmin_explore", args=[index.pk])).status_code == 200
