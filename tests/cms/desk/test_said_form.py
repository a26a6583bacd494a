"""The desk's light forms say what they ask, what is too long and what is missing; no line break enters a title."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from agenda.events.models import EventPage
from agenda.places.models import PlacePage
from cms.accounts.models import User
from cms.desk.closures import ClosureForm
from cms.desk.contacts_forms import LineClosureForm, LineForm
from cms.desk.forms import NoticeForm
from cms.desk.once import new_key
from cms.desk.people_forms import InviteForm, RoleForm
from cms.desk.said_form import SaidForm
from cms.news.models import NewsPage
from cms.structures.models import StructurePage
from tests.cast import next_week
from tests.journeys.klm import sign_in

ClientOf = Callable[[User], Client]

EVENT, NEWS, PLACE, STRUCTURE = (
    f"/mon-espace/{path}" for path in ("evenements/ajouter/", "actualites/ajouter/", "lieux/ajouter/", "structure/")
)
ALL = pytest.mark.parametrize("path", [EVENT, NEWS, PLACE, STRUCTURE])


def said(response: Any) -> str:
    """Return the page as people read it."""
    return unescape(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def event(**more: Any) -> dict[str, Any]:
    start = next_week()
    return {
        "once": new_key(), "action": "send", "title": "Atelier photo", "summary": "On trie ses photos.",
        "schedule-way": "days", "schedule-0-date": start.date().isoformat(), "schedule-0-start": "14:00",
        "schedule-0-end": "16:00", "where": "address", "address_name": "Salle des fêtes", "town": "Nevers",
        **more,
    }  # fmt: skip


@ALL
def test_no_answer_is_cut_in_silence_and_every_limit_is_said(
    path: str, client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    html = said(client_of(partner_a).get(path))
    assert "maxlength" not in re.sub(r"hours-.*?>", "", html)
    field = html[html.index('name="summary"') - 700 : html.index('name="summary"') + 300]
    assert "280 caractères au plus." in field
    assert 'aria-describedby="id_summary_helptext' in field
    assert 'id="id_summary_helptext"' in field


@ALL
def test_a_text_that_is_too_long_is_answered_by_how_much(
    path: str, client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    response = client_of(partner_a).post(path, {"summary": "é" * 320, "title": "Un titre", "action": "send"})
    assert "Trop long de 40 caractères : 320 écrits, 280 au plus." in said(response)
    assert "é" * 320 in said(response)


def test_line_breaks_and_unseen_characters_never_enter_a_title(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    c, title = client_of(partner_a), "Le\r\nbus\x07\u2028repart \u202ecivil"
    assert c.post(EVENT, event(title=title, bring="Un\nsac\x01")).status_code == 302
    draft = EventPage.objects.get().get_latest_revision_as_object()
    assert (draft.title, draft.bring) == ("Le bus repart civil", "Un sac")
    c.post(NEWS, {"once": new_key(), "title": title, "summary": "S.", "body": "Un\r\n\r\nDeux\x07", "verb": "save"})
    news = NewsPage.objects.get().get_latest_revision_as_object()
    assert (news.title, news.body) == ("Le bus repart civil", "<p>Un</p><p>Deux</p>")
    place = {
        "title": title,
        "address": "1\rrue",
        "commune": "Nevers",
        "verb": "save",
        "hours-special": "",
        "hours-closed_on_holidays": "1",
    }
    c.post(PLACE, place | {"once": new_key()})
    found = PlacePage.objects.get().get_latest_revision_as_object()
    assert (found.title, found.address, found.commune.name) == ("Le bus repart civil", "1 rue", "Nevers")
    c.post(
        STRUCTURE,
        {"once": new_key(), "address": "1\x0brue", "verb": "save", "seen": structure_a.latest_revision_id or 0},
    )
    assert StructurePage.objects.get(pk=structure_a.pk).get_latest_revision_as_object().address == "1 rue"


@ALL
def test_every_field_takes_characters_that_nobody_types_without_an_error_of_ours(
    path: str, client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    c = client_of(partner_a)
    names = set(re.findall(r'name="([\w-]+)"', c.get(path).content.decode())) - {
        "csrfmiddlewaretoken",
        "verb",
        "action",
    }
    for wild in ("\x01\x1b\u2028\u202e\U0001f600", "x" * 9000):
        answer = c.post(path, dict.fromkeys(names, wild) | {"action": "send", "verb": "send"})
        assert answer.status_code in {200, 302, 422}


def test_an_address_of_any_length_is_refused_with_a_sentence(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    long = "https://example.org/" + "a" * 300
    answer = client_of(partner_a).post(
        EVENT, event(registration_link=long, registration_email=f"{'a' * 300}@example.org")
    )
    assert answer.status_code == 422
    assert "Trop long de 120 caractères : 320 écrits, 200 au plus." in said(answer)


@pytest.mark.parametrize(
    ("path", "data", "lines"),
    [
        (EVENT, event(title="", address_name="", **{"schedule-0-end": ""}), [
            "Comment s’appelle-t-il ? – Donnez-lui un titre : c’est ce que l’on lit en premier.",
            "Quand ? – Date 1 : il manque l’heure de fin.",
            "Nom du lieu – Indiquez le nom du lieu, pour que l’on vous trouve.",
        ]),
        (NEWS, {"verb": "send"}, [
            "De quoi s’agit-il ? – Indiquez de quoi parle l’actualité.",
            "En une ou deux phrases – Dites l’essentiel en une ou deux phrases.",
        ]),
        (PLACE, {"verb": "send", "hours-special": "", "hours-closed_on_holidays": "1"}, [
            "Nom du lieu – Indiquez le nom du lieu.",
            "Numéro et rue – Indiquez le numéro et la rue.",
            "Commune – Indiquez la commune.",
        ]),
    ],
)  # fmt: skip
def test_a_refused_form_says_so_first_and_names_each_field_as_the_page_does(
    path: str, data: dict[str, Any], lines: list[str], client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    html = said(client_of(partner_a).post(path, data))
    assert "<title>Erreur : " in html
    box = html[html.index('class="form-errors"') : html.index("<form class")]
    assert 'tabindex="-1" autofocus' in box
    links = re.findall(r'<a href="#([\w-]+)">(.*?)</a>', box)
    assert [words for _to, words in links] == lines
    for to, words in links:
        assert f'id="{to}"' in html
        label = words.split(" – ")[0]
        assert re.search(rf"<(?:label|legend)[^>]*>\s*{re.escape(label)}", html), label
    assert "À remplir." not in html


def test_the_commune_is_asked_in_one_way(client_of: ClientOf, partner_a: User, structure_a: StructurePage) -> None:
    for path, name in ((EVENT, "town"), (PLACE, "commune")):
        html = said(client_of(partner_a).get(path))
        field = re.search(
            rf'<div class="field">\s*<label class="field__label" for="id_{name}">(.*?)</div>', html, re.DOTALL
        )
        assert field, path
        words = " ".join(re.sub(r"<[^>]+>", " ", field[1]).split())
        assert words.removesuffix("(facultatif)").startswith("Commune")
        assert "Son nom ou son code postal." in words
        assert f'<input type="text" name="{name}"' in html


def test_a_place_stays_in_its_commune_and_an_unknown_one_is_refused(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    c = client_of(partner_a)
    data = {"title": "Salle", "address": "1 rue", "verb": "save", "hours-special": "", "hours-closed_on_holidays": "1"}
    refused = c.post(PLACE, data | {"commune": "Xyzville", "once": new_key()})
    assert "Nous ne connaissons pas cette commune" in said(refused)
    assert 'value="Xyzville"' in said(refused)
    c.post(PLACE, data | {"commune": "clamecy", "once": new_key()})
    page = PlacePage.objects.get()
    assert page.get_latest_revision_as_object().commune.name == "Clamecy"
    shown = said(c.get(f"/mon-espace/lieux/{page.pk}/"))
    typed = re.search(r'name="commune" value="([^"]*)"', shown)
    assert typed
    assert typed[1].startswith("Clamecy")


def test_what_a_picture_shows_is_needed_with_a_picture(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    for path in (EVENT, NEWS):
        html = said(client_of(partner_a).get(path))
        label = html[html.index('for="id_image_alt"') :].split("</label>")[0]
        assert "(à remplir si vous ajoutez une image)" in label
        assert "facultatif" not in label


def test_each_question_about_the_picture_has_its_own_name(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    for path, rights in ((NEWS, "publier cette image"), (STRUCTURE, "publier ce logo")):
        html = said(client_of(partner_a).get(path))
        names = {
            " ".join(re.sub(r"<[^>]+>", "", one).split()) for one in re.findall(r"<label.*?</label>", html, re.DOTALL)
        }
        assert f"Nous avons le droit de {rights}" in names
        assert len(names & {"Choisir une image (facultatif)", "Choisir un logo (facultatif)"}) == 1


@pytest.mark.once
def test_the_summary_of_mistakes_has_the_focus(
    live_server: Any, context: BrowserContext, partner_a: User, structure_a: StructurePage
) -> None:
    sign_in(context, partner_a, live_server.url)
    page: Page = context.new_page()
    page.goto(live_server.url + NEWS)
    page.click("button[value=send]")
    page.wait_for_url("**/ajouter/")
    page.locator(".form-errors:focus").wait_for()
    assert page.title().startswith("Erreur")


def test_the_buttons_say_the_same_in_every_form_and_in_one_order(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    def buttons(path: str) -> list[str]:
        form = said(client_of(partner_a).get(path))
        row = re.search(r'<div class="button-row">(.*?)</div>', form[form.index("<form class") :], re.DOTALL)
        assert row
        return re.findall(r">([^<>]+)</button>", row[1])

    shown = ["Envoyer à l’équipe", "Voir comme le public", "Enregistrer pour plus tard"]
    assert [buttons(path) for path in (EVENT, NEWS, PLACE, STRUCTURE)] == [shown] * 4
    structure_a.space.trusted_at = timezone.now()
    structure_a.space.save()
    assert {buttons(path)[0] for path in (EVENT, NEWS, PLACE, STRUCTURE)} == {"Publier"}


def test_no_form_of_the_desk_only_says_that_something_is_needed() -> None:
    forms: list[type[SaidForm]] = [NoticeForm, ClosureForm, LineForm, LineClosureForm, InviteForm, RoleForm]
    for form in forms:
        for name, field in form.base_fields.items():
            asked = field.required or form is NoticeForm
            assert not asked or name in form.missing, f"{form.__name__}.{name}"
