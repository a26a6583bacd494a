"""The pictures of the help show the screens as they are: the same words in the same order, light, told in words."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, Page

from agenda.events.coorganising import ask_to_join
from agenda.programme.dates import ItemDate
from agenda.rhythm.attendance import ask_attendance, attendance_token
from agenda.rhythm.models import Attendance, MonthQuestion
from agenda.rhythm.months import ask_month, month_token
from cms.accounts.models import User
from cms.help.pictures import HEAVIEST, HEAVIEST_PAGE, IMAGES, RECORDS, Record, image_of, record_of
from cms.help.topics import TOPICS
from cms.structures.actions import Platform, open_space
from cms.structures.models import StructureKind, StructurePage
from cms.structures.people import Membership, Role
from cms.territories.models import Commune, Epci
from newsletter.issues.actions import compose_period
from newsletter.issues.period import Period
from tests.cast import draft_event, make_partner, make_user, publish_event, send_back, submit
from tests.cms.help import camera
from tests.cms.help.camera import SCREEN, SHARPNESS, photograph
from tests.factories.programme import add_item

ClientOf = Callable[[User], Client]
Open = Callable[[str], Page]
# A Tuesday after the 20th of a month whose next one has no public holiday.
NOW = datetime(2026, 9, 22, 8, tzinfo=UTC)
TEMPLATES = Path(settings.BASE_DIR) / "cms" / "templates" / "help" / "topics"
SHOWN = re.compile(r'{% help_picture "([\w-]+)" alt="([^"]+)" caption="([^"]+)" %}')

once = pytest.mark.once


@dataclass(frozen=True)
class World:
    """A small association in a village that is none, and who writes for it."""

    structure: StructurePage
    partner: User
    moderator: User


def at(month: int, day: int, hour: int) -> datetime:
    """Return local time of the pictures' year."""
    return datetime(NOW.year, month, day, hour)  # noqa: DTZ001 - local, as events are written


@pytest.fixture
def world(
    transactional_db: None, platform: Platform, communes: dict[str, Commune], monkeypatch: pytest.MonkeyPatch
) -> World:
    """What stands in the pictures; no name of a real place, and always the same day."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    Commune.objects.filter(insee="58194").update(name="Villeneuve", search_name="villeneuve", postal_codes="99100")
    Epci.objects.update(name="la Communauté du Val")
    structure = open_space(
        name="Association Le Fil", kind=StructureKind.ASSOCIATION, commune=Commune.objects.get(insee="58194"),
        by=None, now=NOW, summary="On apprend ensemble.", phone="01 99 00 12 34", email="lefil@example.org",
    )  # fmt: skip
    partner = make_partner(structure, "alice@example.org", "Alice", "Martin")
    Membership.objects.filter(user=partner).update(role=Role.REFERENT)
    moderator = make_user("camille@example.org", "Camille", "Roy")
    moderator.groups.add(platform.team)
    tuesdays = tuple(at(9, day, 9) for day in (15, 29))
    publish_event(structure, title="Permanence du mardi", start=at(9, 8, 9), more=tuesdays, by=partner)
    publish_event(structure, title="Premiers pas avec la tablette", start=at(9, 17, 14), by=partner)
    return World(structure, partner, moderator)


@pytest.fixture
def as_person(live_server: Any, browser: Browser, client_of: ClientOf) -> Any:
    """Return how a person, or nobody, opens an address in a browser of the pictures' size."""
    contexts = []

    def enter(user: User | None) -> Open:
        context = browser.new_context(
            viewport=SCREEN, device_scale_factor=SHARPNESS, locale="fr-FR", timezone_id="Europe/Paris",
            reduced_motion="reduce",
        )  # fmt: skip
        contexts.append(context)
        if user:
            name = settings.SESSION_COOKIE_NAME
            session = client_of(user).cookies[name].value
            context.add_cookies([{"name": name, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.clock.set_fixed_time(NOW)

        def open_address(address: str) -> Page:
            answer = page.goto(live_server.url + address)
            assert answer
            assert answer.status == 200, address
            return page

        return open_address

    yield enter
    for context in contexts:
        context.close()


@once
def test_the_desk_shows_what_its_pictures_show(world: World, as_person: Any) -> None:
    page = as_person(world.partner)("/mon-espace/")
    photograph(page, "mon-espace", ".desk-head", ".desk-add", "section[aria-labelledby=a-venir]")
    photograph(page, "copier", "section[aria-labelledby=passes]")


@once
def test_an_event_is_announced_as_its_pictures_show(world: World, as_person: Any) -> None:
    page = as_person(world.partner)("/mon-espace/evenements/ajouter/")
    page.fill("[name=title]", "Café numérique")
    page.fill("[name=summary]", "On vient avec son téléphone et ses questions.")
    photograph(page, "evenement-formulaire", "main header", ".field:has(#id_title)", ".field:has(#id_summary)")
    source = draft_event(
        world.structure, title="Café numérique", start=at(10, 8, 14), by=world.partner,
        registration_phone="01 99 00 12 34",
    )  # fmt: skip
    page = as_person(world.partner)(f"/mon-espace/evenements/{source.pk}/")
    photograph(page, "evenement-envoyer", ".event-form > .button-row", ".event-form > .button-row + p")
    page.click("text=Voir comme le public")
    photograph(page, "evenement-apercu", ".event-bar", "main h1", "main .lede")
    page.click("text=Revenir au formulaire")
    page.click("button:has-text('Envoyer à l’équipe')")
    page.wait_for_url("**/envoye/")
    photograph(page, "evenement-envoye", "main header")


@once
def test_what_waits_and_what_came_back_are_as_their_pictures_show(world: World, as_person: Any) -> None:
    waiting = draft_event(world.structure, title="Café numérique", start=at(10, 8, 14), by=world.partner)
    submit(waiting, by=world.partner)
    returned = draft_event(world.structure, title="Photos de l’été", start=at(10, 15, 14), by=world.partner)
    submit(returned, by=world.partner)
    send_back(returned, by=world.moderator, reason="Merci ! Il manque l’heure de fin.")
    page = as_person(world.partner)("/mon-espace/")
    photograph(page, "revenu", "section[aria-labelledby=revenus]")
    photograph(page, "en-relecture", "section[aria-labelledby=en-relecture]")


@once
def test_a_change_is_told_in_three_taps_as_its_pictures_show(world: World, as_person: Any) -> None:
    event = publish_event(world.structure, title="Café numérique", start=at(10, 8, 14), by=world.partner)
    page = as_person(world.partner)("/mon-espace/")
    page.click(f"a[href='/mon-espace/evenements/{event.pk}/prevenir/']")
    photograph(page, "prevenir-choisir", "main header", "section[aria-labelledby=quoi]")
    page.click("main a:text-is('Annuler')")
    photograph(page, "prevenir-confirmer", "main header", "main form")
    page.click("button:has-text('Oui, annuler et prévenir')")
    page.goto(page.url.split("/mon-espace/")[0] + "/mon-espace/")
    photograph(page, "prevenir-paru", f"li:has(a[href='/mon-espace/evenements/{event.pk}/prevenir/'])")


@once
def test_the_questions_of_the_mails_are_as_their_pictures_show(world: World, as_person: Any) -> None:
    ask_month(now=NOW)
    token = month_token(MonthQuestion.objects.get(), world.partner)
    page = as_person(None)(f"/mois/{token}/".rstrip("/"))
    photograph(page, "mois-question", "main header", "main form fieldset", "main form .desk-add")
    ask_attendance(now=NOW)
    rows = list(Attendance.objects.order_by("original_start"))
    page = as_person(None)(f"/combien/{attendance_token(world.structure, rows, world.partner)}")
    page.locator(".attendance-number").first.fill("8")
    photograph(page, "combien-question", "main header", "main form")
    page.click("button:has-text('Enregistrer')")
    photograph(page, "combien-texte", "section[aria-labelledby=texte]")


@once
def test_the_other_forms_are_as_their_pictures_show(world: World, as_person: Any) -> None:
    opened = as_person(world.partner)
    photograph(opened("/mon-espace/equipe/"), "inviter", "section[aria-labelledby=inviter]")
    photograph(
        opened("/mon-espace/abonner/"), "abonner", "main header", ".field:has(#id_email)", ".field:has(#id_place)"
    )
    page = opened("/mon-espace/actualites/ajouter/")
    photograph(page, "actualite-formulaire", "main header", ".field:has(#id_title)", ".field:has(#id_summary)")


@once
def test_the_letters_lines_are_as_their_picture_shows(world: World, as_person: Any) -> None:
    publish_event(
        world.structure, title="Portes ouvertes", start=at(10, 10, 14), by=world.partner, newsletter_proposed=True,
        newsletter_sentence="Une journée pour tout essayer.",
    )  # fmt: skip
    compose_period(period=Period(2026, 10), by=None, now=NOW)
    opened = as_person(world.partner)
    page = opened(f"/mon-espace/lettre/{world.structure.pk}/")
    photograph(page, "lettre-dit", "main header.stack", "#lignes", ".letter-said > li")


@once
def test_the_teams_screens_are_as_their_pictures_show(world: World, as_person: Any) -> None:
    for title, day in (("Café numérique", 8), ("Photos de l’été", 15)):
        page = draft_event(world.structure, title=title, start=at(10, day, 14), by=world.partner)
        submit(page, by=world.partner)
    opened = as_person(world.moderator)
    photograph(opened("/equipe/"), "file-d-attente", "main header.stack", ".mod-queue", ".mod-bulk")
    screen = opened(f"/equipe/relire/{page.pk}/")
    photograph(
        screen,
        "raisons",
        ".mod-reasons legend",
        *(f".mod-reasons button:nth-of-type({place})" for place in (1, 2, 3)),
        below=2,
    )
    screen.click("button:has-text('Publier') >> nth=0")
    photograph(screen, "revenir-sur", ".mod-undo")


@once
def test_organising_together_is_as_its_pictures_show(world: World, as_person: Any) -> None:
    library = open_space(
        name="Médiathèque du Val", kind=StructureKind.LIBRARY, commune=world.structure.commune, by=None, now=NOW,
        phone="01 99 00 12 35", email="mediatheque@example.org",
    )  # fmt: skip
    librarian = make_partner(library, "bruno@example.org", "Bruno", "Durand")
    event = publish_event(library, title="Heure du jeu vidéo", start=at(10, 7, 14), by=librarian)
    opened = as_person(world.partner)
    page = opened(f"/mon-espace/evenements/{event.pk}/rejoindre/")
    photograph(page, "ensemble-demander", "main h1", "main .lede", "main form")
    own = publish_event(world.structure, title="Café numérique", start=at(10, 8, 14), by=world.partner)
    asked = ask_to_join(event=own, structure=library, by=librarian, now=NOW, message="Nous apportons trois tablettes.")
    page = opened(f"/mon-espace/co-organisation/{asked.pk}/")
    photograph(page, "ensemble-repondre", "main h1", "main .lede", "main .facts", "main .desk-quote", "main form")


@once
def test_the_teams_page_of_a_structure_is_as_its_picture_shows(world: World, as_person: Any) -> None:
    page = as_person(world.moderator)(f"/equipe/structures/{world.structure.pk}/")
    photograph(page, "structure-equipe", "section[aria-labelledby=personnes]", "section[aria-labelledby=reglages]")


@once
def test_the_programme_is_as_its_picture_shows(world: World, as_person: Any) -> None:
    committee = ItemDate.of_hours(date(2026, 10, 6), time(14), time(16))
    deadline = ItemDate.of_days(date(2026, 10, 16), date(2026, 10, 16))
    add_item(world.moderator, committee, where="Salle du conseil")
    add_item(world.moderator, deadline, title="Dépôt des dossiers", kind="deadline", where="")
    page = as_person(world.partner)("/mon-espace/programme/")
    photograph(page, "programme", "main header", "section[aria-labelledby=dates]")


def shown_by(slug: str) -> list[tuple[str, str, str]]:
    """Return (name, alternative, caption) of the pictures of a help page."""
    return SHOWN.findall((TEMPLATES / f"{slug}.html").read_text(encoding="utf-8"))


@once
def test_each_picture_is_light_shown_once_told_in_words_and_of_its_record() -> None:
    shown = {topic.slug: shown_by(topic.slug) for topic in TOPICS}
    names = [name for pictures in shown.values() for name, _alt, _caption in pictures]
    assert max(Counter(names).values()) == 1
    assert set(names) == {path.stem for path in IMAGES.glob("*.webp")} == {path.stem for path in RECORDS.glob("*.json")}
    for slug, pictures in shown.items():
        assert pictures, slug
        assert sum(image_of(name).stat().st_size for name, _alt, _caption in pictures) <= HEAVIEST_PAGE, slug
        assert all(len(alt) > 20 and alt != caption for _name, alt, caption in pictures), slug
    for name in names:
        content, record = image_of(name).read_bytes(), record_of(name)
        assert len(content) <= HEAVIEST, name
        assert sha256(content).hexdigest() == record.sha256, name
        with Image.open(image_of(name)) as image:
            assert abs(image.width - record.width * SHARPNESS) <= 2, name
            assert abs(image.height - record.height * SHARPNESS) <= 2, name


def test_a_help_page_shows_its_pictures(client: Client, platform: Platform) -> None:
    page = client.get("/aide/prevenir-d-un-changement/").content.decode()
    assert 'src="/static/cms/help/prevenir-choisir' in page
    assert re.search(r'<img [^>]*width="\d+" height="\d+" alt="[^"]{20,}" loading="lazy"', page)


@once
def test_other_words_or_another_order_fail_and_say_what_to_do(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera, "TAKES", False)
    monkeypatch.setattr(camera, "record_of", lambda _name: Record(1, 1, "", ["Envoyer", "[Café]", "Annuler"]))
    body = "<main><b>{}</b><i class='visually-hidden'>x</i><i hidden>y</i><input value='Café'><b>{}</b></main>"
    page.set_content(body.format("Envoyer", "Annuler"))
    photograph(page, "any", "main")
    for words in (("Publier", "Annuler"), ("Annuler", "Envoyer")):
        page.set_content(body.format(*words))
        with pytest.raises(AssertionError, match="make help-pictures"):
            photograph(page, "any", "main")
