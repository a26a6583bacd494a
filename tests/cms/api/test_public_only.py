"""Only what everybody may see leaves: no draft, no private space, no tombstone, no trace of who works here."""

import json

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from agenda.catalogue.models import Entry
from agenda.places.models import PlacePage
from cms.accounts.models import User
from cms.structures.models import StructurePage
from tests.cast import draft_event, draft_news, publish_event
from tests.cms.api.conftest import Ask, names, publish_news, publish_place, titles

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
LISTS = ("events", "news", "places", "structures")


def test_a_draft_leaves_nowhere(ask: Ask, structure_a: StructurePage, partner_a: User) -> None:
    draft_event(structure_a, title="Brouillon", by=partner_a)
    draft_news(structure_a, title="Brouillon", by=partner_a)
    said = json.dumps([ask(what) for what in LISTS], ensure_ascii=False)
    assert "Brouillon" not in said


def test_a_change_that_waits_for_approval_does_not_show(ask: Ask, structure_a: StructurePage) -> None:
    news = publish_news(structure_a, title="Avant")
    news.title = "Après"
    news.save_revision()
    assert titles(ask("news")) == ["Avant"]


def test_a_private_or_unpublished_space_takes_all_of_it_back(
    ask: Ask, structure_a: StructurePage, structure_b: StructurePage
) -> None:
    for owner in (structure_a, structure_b):
        publish_event(owner, title="Visible")
        publish_news(owner, title="Visible")
        publish_place(owner, "Visible")
    PageViewRestriction.objects.create(page=Page.objects.get(pk=structure_a.pk), restriction_type="login")
    StructurePage.objects.get(pk=structure_b.pk).unpublish()
    assert [ask(what)["items"] for what in LISTS] == [[], [], [], []]
    ask("events", status=404, structure=structure_a.pk)


def test_a_withdrawn_event_answers_410_with_a_sentence(ask: Ask, structure_a: StructurePage) -> None:
    event = publish_event(structure_a)
    code = Entry.objects.get(page=event).code
    assert ask(f"events/{code.upper()}")["code"] == code
    event.unpublish()
    assert ask(f"events/{code}", status=410)["detail"]


def test_the_register_is_no_partner(ask: Ask, structure_a: StructurePage) -> None:
    register = StructurePage.objects.get(is_register=True)
    publish_place(register, "France Services", commune=structure_a.commune)
    [place] = ask("places")["items"]
    assert place["structure"] is None
    assert names(ask("structures")["items"]) == ["Association Le Fil"]
    ask(f"structures/{register.pk}", status=404)
    assert "is_register" not in json.dumps(ask("structures"))


def test_nobody_who_works_here_is_named(
    ask: Ask, client: Client, structure_a: StructurePage, partner_a: User, moderator: User
) -> None:
    publish_event(structure_a, by=partner_a)
    publish_news(structure_a, by=partner_a)
    publish_place(structure_a, "Lieu", owner=partner_a)
    said = json.dumps([ask(what) for what in (*LISTS, "issues", "brand")], ensure_ascii=False)
    for person in (partner_a, moderator):
        for secret in (person.email, person.first_name, person.last_name):
            assert secret not in said


def test_one_item_says_the_same_alone_as_in_its_list(ask: Ask, structure_a: StructurePage) -> None:
    publish_event(structure_a)
    publish_news(structure_a)
    publish_place(structure_a, "Lieu")
    for what, key in (("events", "code"), ("news", "id"), ("places", "code"), ("structures", "id")):
        [item] = ask(what)["items"]
        assert ask(f"{what}/{item[key]}") == item


def test_texts_leave_as_safe_html_with_whole_links_and_as_plain_text(ask: Ask, structure_a: StructurePage) -> None:
    body = (
        f'<p onclick="x()">Voir <a linktype="page" id="{structure_a.pk}">Le Fil</a> et '
        '<a href="javascript:alert(1)">ceci</a>.<script>alert(1)</script></p><ul><li>un</li></ul>'
    )
    publish_news(structure_a, body=body)
    [news] = ask("news")["items"]
    own = ask(f"structures/{structure_a.pk}")["url"]
    assert f'<a href="{own}"' in news["body_html"]
    assert own.startswith("http://localhost:8000/")
    assert not any(evil in news["body_html"] for evil in ("script", "onclick"))
    assert news["body_text"].startswith(f"Voir Le Fil ({own})")
    assert news["body_text"].endswith("- un")


def test_addresses_are_the_permanent_ones(ask: Ask, client: Client, structure_a: StructurePage) -> None:
    place = publish_place(structure_a, "Lieu")
    publish_event(structure_a, place=PlacePage.objects.get(pk=place.pk))
    [event], [told] = ask("events")["items"], ask("places")["items"]
    assert event["url"] == f"http://localhost:8000/e/{event['code']}"
    assert told["url"] == f"http://localhost:8000/l/{told['code']}" == event["place"]["url"]
    assert client.get(f"/e/{event['code']}").status_code in {200, 301, 302}
