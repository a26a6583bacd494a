"""The screens about subscribing, in a real browser without JavaScript of ours: nothing sideways, nothing axe finds."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from cms.accounts.models import User
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from newsletter.importing.runs import read_list
from newsletter.subscribers import preferences
from newsletter.subscribers.actions import keep_consent_text, subscribe
from newsletter.subscribers.assisted import AssistedSignup, ProofKind
from newsletter.subscribers.brake import HeldRequest
from newsletter.subscribers.changes import AddressChange
from newsletter.subscribers.models import ConsentRecord, Subscriber, SubscriberState
from newsletter.subscribers.tokens import CONFIRM, NEW_ADDRESS, NOT_ME, UNSUBSCRIBE, make_fresh_token, make_token
from tests.screens import overflow

# SCREENS=folder keeps pictures of them all, to be looked at.
PICTURES = os.environ.get("SCREENS", "")
LIST = "E-mail;Commune;Date;Preuve\nmarie.martin@orange.ft;{c};03/05/2024;Bulletin signé\nx;{c};;\n"


@pytest.fixture
def person(transactional_db: None, structure_a: StructurePage) -> Subscriber:
    commune, now = Commune.objects.order_by("pk")[0], timezone.now()
    found = Subscriber.objects.create(
        email="une.personne.au.nom.tres.long@exemple-de-domaine.example.org", commune=commune, asked_at=now,
        state=SubscriberState.CONFIRMED, confirmed_at=now,
    )  # fmt: skip
    text = keep_consent_text(now=now)
    for event in ("asked", "confirmed"):
        ConsentRecord.objects.create(
            subscriber=found, event=event, text=text, commune=commune, at=now, source="https://exemple.org/lettre/"
        )
    AssistedSignup.objects.create(subscriber=found, structure_name="Médiathèque", proof=ProofKind.PAPER, at=now)
    preferences.ask_new_address(subscriber_id=found.pk, email="nouvelle@example.org", now=now)
    return found


@pytest.fixture
def look(page: Page, live_server: LiveServer) -> Callable[..., list[str]]:
    def at_both(path: str, *, axe: bool = True, act: Callable[[], object] | None = None, name: str = "") -> list[str]:
        found = []
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            answer = page.goto(live_server.url + path)
            assert answer is not None
            assert answer.status == 200, path
            if act is not None:
                act()
            if (over := overflow(page)) > 0:
                found.append(f"{path} at {width}: {over} px too wide")
            if axe:
                violations = Axe().run(page).response["violations"]
                found += [f"{path} at {width}: {item['id']} {item['nodes'][0]['html'][:200]}" for item in violations]
            if PICTURES:
                shown = (name or path.strip("/").replace("/", "_"))[:60]
                page.screenshot(path=Path(PICTURES) / f"{shown}-{width}.png", full_page=True)
        return found

    return at_both


def sign_in(page: Page, live_server: LiveServer, user: User) -> None:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])


@pytest.mark.once
def test_public_screens(person: Subscriber, look: Callable[..., list[str]], page: Page) -> None:
    fresh = f"/lettre/mon-abonnement/{make_fresh_token(person.pk, now=timezone.now())}/"
    subscribe(email="zoe@example.org", commune=person.commune, now=timezone.now())
    asked = ConsentRecord.objects.latest("pk")
    change = AddressChange.objects.get()
    signup = AssistedSignup.objects.get()
    found: list[str] = []
    for name, path in {
        "subscribe": "/lettre/abonnement/",
        "asked": "/lettre/abonnement/merci/",
        "confirm": f"/lettre/confirmer/{make_token(CONFIRM, asked.pk)}/",
        "leave": f"/d/{make_token(UNSUBSCRIBE, person.pk)}",
        "frame": "/lettre/abonnement/bloc/",
        "link": "/lettre/mon-abonnement/",
        "link-sent": "/lettre/mon-abonnement/lien-envoye/",
        "mine-letter": f"/d/{make_token(UNSUBSCRIBE, person.pk)}/abonnement",
        "mine": fresh,
        "mine-address": f"{fresh}adresse/",
        "mine-data": f"{fresh}donnees/",
        "mine-erase": f"{fresh}effacer/",
        "new-address": f"/lettre/nouvelle-adresse/{make_token(NEW_ADDRESS, change.pk)}/",
        "not-me": f"/lettre/pas-moi/{make_token(NOT_ME, signup.pk)}/",
    }.items():
        found += look(path, name=name)

    def mistype() -> None:
        page.fill("[name=email]", "marie.martin.au.nom.long@orange.ft")
        page.fill("[name=place]", person.commune.name)
        page.press("[name=place]", "Enter")
        page.wait_for_selector("#proposition")

    for name, path in {"subscribe-meant": "/lettre/abonnement/", "frame-meant": "/lettre/abonnement/bloc/"}.items():
        found += look(path, act=mistype, name=name)

    def save() -> None:
        page.click("text=Enregistrer")
        page.wait_for_selector("text=C’est enregistré")

    found += look(fresh, act=save, name="saved")
    assert found == []


@pytest.mark.once
def test_the_desks_and_the_teams_screens(
    person: Subscriber, look: Callable[..., list[str]], page: Page, live_server: LiveServer, moderator: User,
    partner_a: User,
) -> None:  # fmt: skip
    content = LIST.format(c=person.commune.pk).encode()
    run = read_list(file_name="liste.csv", content=content, by=moderator, now=timezone.now())
    sign_in(page, live_server, moderator)
    HeldRequest.objects.create(record=ConsentRecord.objects.earliest("pk"), at=timezone.now())
    found: list[str] = []
    for name, path, axe in (
        ("counter", "/mon-espace/abonner/", True),
        ("counter-done", "/mon-espace/abonner/fait/", True),
        ("help", "/aide/abonner-une-personne/", True),
        ("tools", "/mon-espace/outils/", True),
        ("commune", f"/commune/{person.commune_id}/", True),
        ("import", "/admin/reprendre-des-abonnes/", False),
        ("import-report", f"/admin/reprendre-des-abonnes/{run.pk}/", False),
        ("set-aside", "/admin/ecarter-une-adresse/", False),
        ("held", "/admin/demandes-retenues/", False),
        ("register", "/admin/abonnes/", False),
        ("assisted", "/admin/inscriptions-accompagnees/", False),
        ("aside", "/admin/adresses-ecartees/", False),
    ):
        try:
            found += look(path, axe=axe, name=name)
        except AssertionError as error:
            found.append(str(error))
    assert found == []
