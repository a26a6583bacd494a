"""What the agent sees: four buttons without scrolling, one printed sheet, no sideways scroll, a plain mail."""

from collections.abc import Callable
from itertools import pairwise

import pypdfium2
import pytest
from django.test import Client
from playwright.sync_api import Browser, Page
from post_office.models import Email
from pytest_django.live_server_helper import LiveServer

from agenda.places.models import PlacePage
from agenda.places.records import PlaceClosure, PlaceCorrection
from branding.models import Brand
from cms.accounts.models import User
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.cast import PASSWORD, publish_event
from tests.screens import overflow

ClientOf = Callable[[User], Client]

LONG = "Maison intercommunale des services et de la médiation numérique, Camionnette France Services du Haut-Morvan"
HOURS = "Mo 09:00-12:00; Tu 14:00-17:30; We 10:00-12:00; Th 08:30-12:15,13:30-18:00; Fr 09:00-12:00; Sa 09:00-11:30"


@pytest.fixture
def screen(live_server: LiveServer, browser: Browser, agent: User) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(f"{live_server.url}/connexion/mot-de-passe/?next=/accueil/")
    page.fill("input[name=username]", agent.email)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#q")
    return page


def seen_by_all(path: str) -> str:
    shown: str = Client().get(path, follow=True).content.decode()
    return shown.replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


def a_long_answer(structure: StructurePage, communes: dict[str, Commune]) -> None:
    Brand(phone="01 99 00 12 34", phone_hours=HOURS).save()
    for number in range(4):
        page = PlacePage(
            title=f"{LONG} {number}", address="12 bis rue du Général-de-Gaulle, bâtiment B, deuxième étage",
            commune=communes["Nevers"], services=["demarches", "quotidien"], phone=f"+3319900120{number}",
            hours=HOURS, latitude=46.99 + number / 100, longitude=3.16,
        )  # fmt: skip
        StructurePage.objects.get(pk=structure.pk).add_child(instance=page)
        page.save_revision().publish()
        publish_event(structure, title=f"{LONG} {number}"[:100])


@pytest.mark.once
def test_the_longest_answer_prints_on_one_sheet_with_the_number_first_and_the_buttons_need_no_scrolling(
    live_server: LiveServer, screen: Page, structure_a: StructurePage, communes: dict[str, Commune]
) -> None:
    a_long_answer(structure_a, communes)
    screen.goto(f"{live_server.url}/accueil/?q=nevers+impots")
    bottoms = screen.eval_on_selector_all(".outcomes button", "all => all.map(b => b.getBoundingClientRect().bottom)")
    assert len(bottoms) == 4
    assert max(bottoms) <= 800
    # Who calls is on that number already.
    assert "01 99 00 12 34" not in screen.inner_text(".aloud").replace("\N{NO-BREAK SPACE}", " ")
    for path in ("", "?q=xyzzy", "?q=58500+imprimer", "?q=nevers+impots", "planning/", "repondeur/", "appels/"):
        screen.set_viewport_size({"width": 320, "height": 640})
        screen.goto(f"{live_server.url}/accueil/{path}")
        assert overflow(screen) == 0, path
    screen.goto(f"{live_server.url}/accueil/?q=nevers+impots")
    screen.emulate_media(media="print")
    sheets = pypdfium2.PdfDocument(screen.pdf(prefer_css_page_size=True))
    assert len(sheets) == 1
    text = sheets[0].get_textpage().get_text_range()
    assert text.index("01 99 00 12 34") < text.index("Où aller")
    assert "/commune/58194/" in text
    # A place stands whole on paper, to its last hour, or not at all.
    text = " ".join(text.split())
    assert text.count("12 bis rue") == text.count("samedi : 9 h – 11 h 30") - 1 == 2
    screen.context.close()


@pytest.mark.once
def test_what_the_agent_says_for_a_structure_is_public_at_once_told_by_mail_and_taken_back_by_one_button(
    live_server: LiveServer, screen: Page, place: PlacePage, structure_a: StructurePage, partner_a: User,
    mail_queue: type[Email],
) -> None:  # fmt: skip
    event = publish_event(structure_a, title="Atelier tablette")
    desk, place_path = f"{live_server.url}/accueil", place.permanent_path

    screen.goto(f"{desk}/?q=nevers+impots")
    screen.click("text=Corriger téléphone ou horaires")
    second = screen.context.new_page()
    second.goto(screen.url)
    for tap in (screen, second):  # the second tap changes nothing and says the same
        tap.fill("input[name=phone]", "01 99 00 55 55")
        tap.click(".form button:has-text('Corriger')")
        tap.wait_for_selector(".noted")
    second.close()
    screen.wait_for_selector(".noted")
    assert "01 99 00 55 55" in seen_by_all(place_path)
    screen.click(".noted button")
    screen.wait_for_selector(".notice")
    assert PlaceCorrection.objects.get().undone_at
    assert "01 99 00 55 55" not in seen_by_all(place_path)

    screen.goto(f"{desk}/lieux/{place.pk}/fermeture/?commune=58194")
    screen.fill("input[name=sentence]", "Travaux de peinture")
    screen.click("button:has-text('Annoncer')")
    screen.wait_for_selector(".noted")
    assert "Travaux de peinture" in seen_by_all(place_path)
    screen.click(".noted button")
    screen.wait_for_selector(".notice")
    assert PlaceClosure.objects.get().undone_at
    assert "Travaux de peinture" not in seen_by_all(place_path)

    screen.goto(f"{desk}/evenements/{event.pk}/changement/?type=cancelled&commune=58194")
    screen.fill("textarea[name=sentence]", "Animatrice malade")
    screen.click("button:has-text('Oui, annuler')")
    screen.wait_for_selector(".noted")
    address = event.get_url()
    assert "Animatrice malade" in seen_by_all(address)
    screen.click(".noted button")
    screen.wait_for_selector(".notice")
    assert "Animatrice malade" not in seen_by_all(address)
    screen.context.close()

    told = [mail.message for mail in mail_queue.objects.filter(to=partner_a.email).order_by("pk")]
    assert len(told) == 6
    # A correction of a place is the desk's word, whoever sat there.
    assert all(("Odile Brun" in message) is (number > 1) for number, message in enumerate(told))
    assert "remettra l’ancienne valeur" in told[0]
    assert f"/mon-espace/lieux/{place.pk}/fermetures/" in told[2]
    assert f"/mon-espace/evenements/{event.pk}/prevenir/" in told[4]


@pytest.mark.once
def test_the_mail_reads_plainly(desk: Client, structure_a: StructurePage, communes: dict[str, Commune],
                                mail_queue: type[Email]) -> None:  # fmt: skip
    a_long_answer(structure_a, communes)
    desk.post("/accueil/envoyer/", {"number": "7", "commune": "58194", "besoin": "demarches",
                                    "address": "simone@example.org"})  # fmt: skip
    mail = mail_queue.objects.get(to="simone@example.org")
    lines = mail.message.splitlines()
    assert not [pair for pair in pairwise(lines) if pair == ("", "")]
    assert lines.index("QUI APPELER") < lines.index("OÙ ALLER") < lines.index("PROCHAINS ATELIERS")
    assert "/commune/58194/" in mail.message
    assert "simone" not in mail.message
