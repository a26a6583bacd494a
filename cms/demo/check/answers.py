"""The links about who answers and where to go: the number now, the reception desk, a place kept true, open data."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from agenda.calls.models import Call
from agenda.catalogue.queries import events_around, public_entries
from agenda.guidance.guide import guide
from agenda.places.freshness import ask_confirmations
from agenda.places.models import PlacePage
from agenda.places.queries import open_places
from agenda.places.records import PlaceRecord
from branding.models import Brand
from cms.demo.check.story import RECEPTION, Story
from cms.demo.check.visitor import BrokenLink, Visitor
from cms.territories.models import Commune

NEED = "demarches"
NEW_PHONE, NEW_PHONE_SHOWN = "01 99 00 77 66", "01 99 00 77 66"


def tell_who_to_call(story: Story) -> None:
    """Page, API and block give the same number for a commune and a need; the machine has its text of the day."""
    with Visitor() as nobody:
        page = nobody.get(f"/qui-appeler/?commune={story.commune}&besoin={NEED}")
        told = nobody.client.get(f"/api/v1/who-to-call?commune={story.commune}&need={NEED}").json()
        number = told["chain"][0]["phone"].replace("\N{NO-BREAK SPACE}", " ")
        page.must_say(number)
        block = nobody.client.get(f"/integrer/qui-appeler/{story.commune}/")
        if "frame-ancestors *" not in block.headers["content-security-policy"]:
            raise BrokenLink("a town hall's site may not frame the block")
        nobody.get(f"/commune/{story.commune}/").must_say(number)
        if len(nobody.get("/repondeur.txt").text.split()) < 10:
            raise BrokenLink("the answering machine has nothing to say")


def answer_a_call(story: Story) -> None:
    """Somebody at the reception desk finds the answer in one line and notes how the call ended: one row, no person."""
    commune = Commune.objects.get(pk=story.commune)
    before = Call.objects.count()
    with Visitor() as desk:
        desk.sign_in(RECEPTION, story.password, home="/accueil/")
        sheet = desk.get(f"/accueil/?q={commune.name}+impots")
        first, second = guide(commune=commune, need=NEED, now=timezone.now(), brand=Brand.load()).sentences
        if not first or not second:
            raise BrokenLink("there is nothing to read aloud")
        sheet.must_say("Comment s’est terminé l’appel")
        form = sheet.form(has="outcome")
        for _double_click in range(2):
            desk.send(sheet, form, outcome="answered")
    if Call.objects.count() != before + 1:
        raise BrokenLink(f"one call left {Call.objects.count() - before} rows")


def keep_a_place_true(story: Story) -> None:
    """A place that nobody confirmed for half a year gets one mail, and corrects its phone without signing in."""
    place = PlacePage.objects.published().filter(commune_id=story.commune).with_card()[0]
    now = timezone.now()
    long_ago = now - timedelta(days=400)
    PlacePage.objects.filter(pk=place.pk).update(updated_date=long_ago.date())
    PlaceRecord.objects.filter(page=place).update(first_published_at=long_ago, confirmed_at=None, asked_at=None)
    story.mark_mail()
    if place.pk not in {asked.pk for asked in ask_confirmations(now=now, limit=100)}:
        raise BrokenLink(f"{place.title} was not asked to confirm")
    mail = story.wait_for_mail(place.email, place.title)
    link = next(word for word in mail.text.split() if "/lieux/confirmer/" in word)
    with Visitor() as nobody:
        page = nobody.get(f"{urlsplit(link).path}?corriger=1")
        nobody.send(page, page.form(has="phone"), phone=NEW_PHONE)
        nobody.get(place.permanent_path).must_say(NEW_PHONE_SHOWN)


def leave_no_dead_end(_story: Story) -> None:
    """Every commune of the département has a number, a place and a date to come, around it or elsewhere."""
    now, brand = timezone.now(), Brand.load()
    anywhere = public_entries().upcoming(now).exists()
    for commune in Commune.objects.of_departement():
        told = guide(commune=commune, need="", now=now, brand=brand)
        dated = told.entries or events_around(commune=commune, now=now).count or anywhere
        if not (told.answer and told.places and dated):
            raise BrokenLink(f"{commune.name} is a dead end")


def give_data_away(_story: Story) -> None:
    """The package of open data and the service for GIS hold the published places."""
    with Visitor() as nobody:
        home = nobody.get("/donnees/")
        csv = nobody.client.get(urlsplit(home.link("lieux.csv")).path).text.splitlines()
        items = nobody.client.get("/ogc/collections/lieux/items?limit=1000").json()
    # Places under ODbL are given away apart.
    published = open_places().count()
    if items["numberMatched"] != published or len(csv) < 2 or not csv[0].startswith("id,pivot,nom"):
        raise BrokenLink(f"{published} places, {items['numberMatched']} in the service, {len(csv) - 1} in the table")
    if settings.DEPARTEMENT not in csv[1]:
        raise BrokenLink("the table's first row lies elsewhere")
