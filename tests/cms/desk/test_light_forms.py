"""The light forms of news, places and the structure's page, for people whom Wagtail grants nothing."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from agenda.places.models import PlacePage
from cms.accounts.models import User
from cms.desk.events.saving import in_their_hands
from cms.desk.once import new_key
from cms.moderation.models import ModeratorScope
from cms.news.models import NewsPage
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.cast import approve, draft_news, make_user, send_back, submit

ClientOf = Callable[[User], Client]


def hidden(html: str) -> dict[str, str]:
    """Return what the form carries by itself: its key and the version that was seen."""
    return dict(re.findall(r'type="hidden" name="(once|seen)" value="([^"]*)"', html))


def send(client: Client, path: str, verb: str = "send", **data: Any) -> Any:
    html = client.get(path).content.decode()
    return client.post(path, hidden(html) | data | {"verb": verb})


def picture(name: str = "photo.png") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


PLACE = {
    "title": "Espace numérique du Banlay", "address": "12 rue du Banlay", "commune": "58194", "phone": "03 53 01 00 09",
    "hours-special": "", "hours-0-am_from": "9h", "hours-0-am_to": "12h", "hours-closed_on_holidays": "1",
    "services": ["demarches"],
    "access_modes": ["venir"],
}  # fmt: skip


def test_a_contributor_writes_news_sends_it_and_the_team_publishes_it(
    client_of: ClientOf, contributor: User, moderator: User, structure_a: StructurePage
) -> None:
    desk = client_of(contributor)
    assert not contributor.has_perm("wagtailadmin.access_admin")
    response = send(
        desk, "/mon-espace/actualites/ajouter/",
        title="Le bus repart", summary="Douze villages.", body="Bonjour\n\n- lundi\n- mardi <b>",
        newsletter_proposed="on",
    )  # fmt: skip
    assert response.status_code == 302
    page = NewsPage.objects.get()
    assert (page.live, page.owner, page.get_parent().pk) == (False, contributor, structure_a.pk)
    assert page.get_latest_revision_as_object().body == "<p>Bonjour</p><ul><li>lundi</li><li>mardi &lt;b&gt;</li></ul>"
    home = desk.get("/mon-espace/").content.decode()
    assert "est envoyé" in home
    assert "au plus tard" in home
    published = approve(page, by=moderator)
    assert published.live
    assert published.newsletter_proposed


def test_a_draft_may_lack_everything_but_its_title_and_sending_says_what_is_missing(
    client_of: ClientOf, contributor: User
) -> None:
    desk = client_of(contributor)
    path = "/mon-espace/actualites/ajouter/"
    assert send(desk, path, "save", title="").status_code == 200
    assert send(desk, path, title="Sans phrase").status_code == 200
    assert not NewsPage.objects.exists()
    assert send(desk, path, "save", title="Sans phrase").status_code == 302
    assert NewsPage.objects.get().current_workflow_state is None


def test_a_double_click_makes_one_page(client_of: ClientOf, contributor: User) -> None:
    desk = client_of(contributor)
    path = "/mon-espace/actualites/ajouter/"
    data = hidden(desk.get(path).content.decode()) | {"title": "Une fois", "summary": "Oui.", "verb": "send"}
    first, second = desk.post(path, data), desk.post(path, data)
    assert first.headers["Location"] == second.headers["Location"]
    assert NewsPage.objects.count() == 1


def test_two_people_on_one_page_are_told_and_lose_nothing(
    client_of: ClientOf, contributor: User, partner_a: User, structure_a: StructurePage
) -> None:
    page = draft_news(structure_a, title="Titre", by=partner_a)
    path = f"/mon-espace/actualites/{page.pk}/"
    one, other = client_of(contributor), client_of(partner_a)
    seen = hidden(one.get(path).content.decode())
    base = {"title": "Titre", "summary": page.summary, "body": ""}
    assert (
        send(other, path, "save", **base | {"summary": "La phrase d’Alice.", "body": "Le texte d’Alice."}).status_code
        == 302
    )
    mine = base | {"title": "Le titre de Carole", "summary": "La phrase de Carole.", "verb": "save"}
    told = one.post(path, seen | mine)
    html = told.content.decode()
    assert told.status_code == 200
    for words in (
        "Alice Martin",
        "La phrase d’Alice.",
        "La phrase de Carole.",
        "Le titre de Carole",
        "Le texte d’Alice.",
    ):
        assert words in html
    assert "Carole" not in NewsPage.objects.get().get_latest_revision_as_object().title
    again = mine | hidden(html) | {"body": "Le texte d’Alice."}
    assert one.post(path, again).status_code == 302
    latest = NewsPage.objects.get().get_latest_revision_as_object()
    assert (latest.title, latest.summary) == ("Le titre de Carole", "La phrase de Carole.")
    assert latest.body == "<p>Le texte d’Alice.</p>"


def test_what_is_public_stays_until_the_team_has_read(
    client_of: ClientOf, contributor: User, moderator: User, structure_a: StructurePage
) -> None:
    page = draft_news(structure_a, title="Ancien", by=contributor)
    page.get_latest_revision().publish()
    desk = client_of(contributor)
    send(desk, f"/mon-espace/actualites/{page.pk}/", title="Nouveau", summary="Autre.")
    assert NewsPage.objects.get().title == "Ancien"
    assert approve(page, by=moderator).title == "Nouveau"


def test_a_page_that_came_back_says_why_in_its_form_and_is_sent_again(
    client_of: ClientOf, contributor: User, moderator: User, structure_a: StructurePage
) -> None:
    page = draft_news(structure_a, by=contributor)
    submit(page, by=contributor)
    send_back(page, by=moderator, reason="Dites où.")
    desk = client_of(contributor)
    home = desk.get("/mon-espace/").content.decode()
    assert f'href="/mon-espace/actualites/{page.pk}/"' in home.split("À corriger")[1].split("</section>")[0]
    path = f"/mon-espace/actualites/{page.pk}/"
    assert "Dites où." in desk.get(path).content.decode()
    assert send(desk, path, title="À Nevers", summary="Oui.").status_code == 302
    assert NewsPage.objects.get().workflow_in_progress


def test_a_text_that_nobody_touched_keeps_the_editors_layout(
    client_of: ClientOf, contributor: User, structure_a: StructurePage
) -> None:
    html = "<p>Un <b>mot</b> fort.</p><p>Fin.</p>"
    page = draft_news(structure_a, body=html, by=contributor)
    desk, path = client_of(contributor), f"/mon-espace/actualites/{page.pk}/"
    send(desk, path, "save", title="Autre titre", summary="S.", body="Un mot fort.\r\n\r\nFin.")
    latest = NewsPage.objects.get().get_latest_revision_as_object()
    assert (latest.title, latest.body) == ("Autre titre", html)


def test_a_picture_goes_into_the_structures_collection_and_survives_a_refused_form(
    client_of: ClientOf, contributor: User, structure_a: StructurePage
) -> None:
    desk, path = client_of(contributor), "/mon-espace/actualites/ajouter/"
    refused = send(
        desk, path, title="Avec image", summary="", picture=picture(), picture_rights="on", image_alt="Un bus"
    )
    html = refused.content.decode()
    token = re.search(r'name="picture_token" value="([0-9a-f-]{36})"', html)
    assert token
    data = hidden(html) | {"title": "Avec image", "summary": "S.", "picture_token": token[1], "picture_rights": "on"}
    assert desk.post(path, data | {"image_alt": "Un bus", "verb": "send"}).status_code == 302
    image = NewsPage.objects.get().get_latest_revision_as_object().image
    assert image.collection == structure_a.space.collection
    assert image.uploaded_by_user == contributor


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.svg", b"<svg onload='alert(1)'/>"), ("a.png", b"no picture"), ("a.pdf", b"%PDF-1.4 x"), ("a.png", b"")],
)
def test_what_is_no_picture_is_refused_with_a_sentence(
    name: str, content: bytes, client_of: ClientOf, contributor: User
) -> None:
    sent = SimpleUploadedFile(name, content)
    response = send(client_of(contributor), "/mon-espace/actualites/ajouter/", title="T", summary="S", picture=sent)
    assert response.status_code == 200
    assert "field__error" in response.content.decode()
    assert not NewsPage.objects.exists()


def test_a_picture_needs_the_right_to_be_published_and_words(client_of: ClientOf, contributor: User) -> None:
    desk, path = client_of(contributor), "/mon-espace/actualites/ajouter/"
    for missing in ({"image_alt": "Un bus"}, {"picture_rights": "on"}):
        assert send(desk, path, title="T", summary="S", picture=picture(), **missing).status_code == 200
    assert not NewsPage.objects.exists()


def test_a_place_is_asked_about_once_when_it_resembles_another(
    client_of: ClientOf, contributor: User, moderator: User, structure_b: StructurePage, communes: dict[str, Commune]
) -> None:
    there = PlacePage(title="Espace numérique du Banlay", address="12 rue du Banlay", commune=communes["Nevers"])
    structure_b.add_child(instance=there)
    there.save_revision().publish()
    desk, path = client_of(contributor), "/mon-espace/lieux/ajouter/"
    told = send(desk, path, **PLACE)
    html = told.content.decode()
    assert told.status_code == 200
    assert "Ce n’est pas le même lieu" in html
    assert f"/l/{PlacePage.objects.get().code}" in html
    assert desk.post(path, hidden(html) | PLACE | {"says_distinct": "on", "verb": "send"}).status_code == 302
    page = PlacePage.objects.exclude(pk=there.pk).get()
    draft = page.get_latest_revision_as_object()
    assert (draft.phone, draft.hours, draft.postal_code) == ("+33353010009", "Mo 09:00-12:00; PH off", "58000")
    assert approve(page, by=moderator).live


def test_a_structure_says_who_it_is_and_keeps_its_name(
    client_of: ClientOf, contributor: User, moderator: User, structure_a: StructurePage
) -> None:
    desk = client_of(contributor)
    response = send(
        desk, "/mon-espace/structure/",
        title="Pirate", summary="Nouvelle phrase.", phone="03 53 01 00 03", picture=picture(), picture_rights="on",
    )  # fmt: skip
    assert response.status_code == 302
    page = approve(structure_a, by=moderator)
    assert (page.title, page.summary, page.phone) == (structure_a.title, "Nouvelle phrase.", "03 53 01 00 03")
    assert page.logo.collection == structure_a.space.collection


def test_the_preview_shows_the_draft_to_its_people_only(
    client_of: ClientOf, contributor: User, partner_b: User, structure_a: StructurePage, communes: dict[str, Commune]
) -> None:
    news = draft_news(structure_a, title="Brouillon visible", by=contributor)
    place = PlacePage(title="Lieu en projet", commune=communes["Nevers"], live=False)
    StructurePage.objects.get(pk=structure_a.pk).add_child(instance=place)
    place.save_revision()
    desk, b = client_of(contributor), client_of(partner_b)
    for page, title in ((news, "Brouillon visible"), (place, "Lieu en projet"), (structure_a, structure_a.title)):
        html = desk.get(f"/mon-espace/apercu/{page.pk}/").content.decode()
        assert title in html
        assert "Aperçu." in html
        assert b.get(f"/mon-espace/apercu/{page.pk}/").status_code == 404


def test_what_is_not_yours_does_not_exist(
    client_of: ClientOf, partner_b: User, contributor: User, structure_a: StructurePage, structure_b: StructurePage
) -> None:
    news = draft_news(structure_a, title="Secret de A", by=contributor)
    b = client_of(partner_b)
    for path in (
        f"/mon-espace/actualites/{news.pk}/", f"/mon-espace/lieux/{news.pk}/", f"/mon-espace/retirer/{news.pk}/",
        f"/mon-espace/actualites/ajouter/?structure={structure_a.pk}",
        f"/mon-espace/structure/?structure={structure_a.pk}",
        f"/mon-espace/lieux/ajouter/?structure={structure_a.pk}", f"/mon-espace/retires/?structure={structure_a.pk}",
        f"/mon-espace/pages/?structure={structure_a.pk}", "/mon-espace/actualites/999999999999999999999/",
        "/mon-espace/structure/?structure=x", f"/mon-espace/retirer/{structure_b.pk}/", "/mon-espace/outils/",
    ):  # fmt: skip
        for method in (b.get, b.post):
            assert method(path).status_code in {404, 405}, path
    assert NewsPage.objects.get().title == "Secret de A"


def test_a_limited_moderator_edits_what_is_in_scope(
    client_of: ClientOf, contributor: User, structure_a: StructurePage, structure_b: StructurePage
) -> None:
    person = make_user("ines@example.org", "Inès", "Ici")
    ModeratorScope.objects.create(user=person, structure=structure_a)
    inside = draft_news(structure_a, by=contributor)
    outside = draft_news(structure_b)
    desk = client_of(person)
    assert desk.get(f"/mon-espace/actualites/{inside.pk}/").status_code == 200
    assert desk.get(f"/mon-espace/actualites/{outside.pk}/").status_code == 404
    assert desk.get(f"/mon-espace/?structure={structure_a.pk}").status_code == 200
    assert desk.get(f"/mon-espace/?structure={structure_b.pk}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/mon-espace/actualites/ajouter/", "/mon-espace/lieux/ajouter/", "/mon-espace/structure/"]
)
def test_bad_input_is_answered_not_crashed_on(path: str, client_of: ClientOf, contributor: User) -> None:
    desk = client_of(contributor)
    wild = {"title": "x" * 400, "once": "no key", "seen": "9" * 60, "commune": "nulle part", "picture_token": "x" * 36,
            "services": ["?"], "verb": "autre", "summary": "y" * 999, "website": "javascript:alert(1)"}  # fmt: skip
    assert desk.post(path, wild).status_code == 200
    assert desk.post(path, {}).status_code in {200, 302}
    assert not NewsPage.objects.exists()
    assert not PlacePage.objects.exists()


@pytest.mark.parametrize("verb", ["preview", "save"])
def test_what_was_sent_meanwhile_stays_in_the_queue_until_somebody_says_so(
    client_of: ClientOf, contributor: User, structure_a: StructurePage, verb: str
) -> None:
    client = client_of(contributor)
    url = f"{reverse('desk:add_news')}?structure={structure_a.pk}"
    data = {"title": "Une", "summary": "En bref", "body": "Texte"}
    client.post(url, {**data, "once": new_key(), "verb": "send"})
    news = NewsPage.objects.get()
    edit = reverse("desk:edit_news", args=[news.pk])
    changed = {**data, "title": "Autrement dit", "once": new_key(), "seen": news.latest_revision_id}
    answer = client.post(edit, {**changed, "verb": verb})
    assert answer.status_code == 409
    assert "Autrement dit" in answer.content.decode()
    assert 'value="take_back"' in answer.content.decode()
    assert in_their_hands(NewsPage.objects.get())
    assert client.post(edit, {**changed, "verb": "take_back_preview"}).url == reverse("desk:preview", args=[news.pk])
    news = NewsPage.objects.get()
    assert not in_their_hands(news)
    assert news.get_latest_revision_as_object().title == "Autrement dit"
