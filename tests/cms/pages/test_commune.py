"""Qui appeler, où aller: a commune's page and its month."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from agenda.contacts.models import Line, LineClosure
from agenda.events.actions import give_notice
from agenda.places.models import PlacePage
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.cast import publish_event
from tests.cms.pages.helpers import dead_ends, publish_place, read, words_of
from tests.factories.entries import bulk_entries

pytestmark = pytest.mark.usefixtures("brand", "platform")


def test_the_page_answers_who_to_call_and_where_to_go(
    client: Client, communes: dict[str, Commune], structure_a: StructurePage, place: PlacePage
) -> None:
    far = publish_place(structure_a, title="Médiathèque", commune=communes["Clamecy"], postal_code="58500")
    bulk_entries(3, [communes["Varennes-Vauzelles"]])
    words = read(client, "/commune/58194/")
    order = [
        words.index(text)
        for text in ("01 99 00 58 58", place.title, "01 99 00 12 34", far.title, "Varennes-Vauzelles · 5 km")
    ]
    assert order == sorted(order)
    assert "lundi au vendredi : 9 h – 12 h" in words
    assert "à environ" in words


def test_the_number_says_whether_it_answers_now(
    client: Client, communes: dict[str, Commune], monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = {
        "2026-11-24T10:00:00+01:00": "On vous répond maintenant, jusqu’à 12 h 30.",
        "2026-11-28T10:00:00+01:00": "Rappelez lundi à 9 h.",
    }
    for moment, sentence in moments.items():
        instant = timezone.datetime.fromisoformat(moment)
        monkeypatch.setattr("cms.pages.views.timezone.now", lambda instant=instant: instant)
        assert sentence in read(client, "/commune/58194/")


def test_the_feed_can_be_copied_and_subscribed_to(client: Client, communes: dict[str, Commune]) -> None:
    html = client.get("/commune/58194/").content.decode()
    assert "/flux/commune/58194.ics</code>" in html
    assert 'href="webcal://' in html


def test_every_commune_has_its_page_neighbours_across_the_border_too(
    client: Client, communes: dict[str, Commune]
) -> None:
    for commune in communes.values():
        assert commune.name in read(client, f"/commune/{commune.pk}/")
        assert commune.name in read(client, f"/commune/{commune.pk}/mois/")


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("/commune/58000/", "/commune/58194/"),
        ("/commune/nevres/", "/commune/58194/"),
        ("/commune/58640/mois/", "/commune/58303/"),
    ],
)
def test_an_unknown_commune_is_a_404_with_the_nearest_ones(
    address: str, near: str, client: Client, communes: dict[str, Commune]
) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert "Nous ne connaissons pas" in read(client, address, status=404)
    assert near in response.content.decode()


def test_a_commune_with_nothing_around_shows_what_comes_elsewhere(client: Client, communes: dict[str, Commune]) -> None:
    entry = bulk_entries(1, [communes["Nevers"]])[0]
    words = read(client, "/commune/58079/")
    assert "Rien d’annoncé à moins de 30 km" in words
    assert entry.title in words


def test_a_month_lists_each_event_once_with_its_other_days(client: Client, communes: dict[str, Commune]) -> None:
    first = timezone.make_aware(timezone.datetime(2027, 3, 2))
    entry = bulk_entries(1, [communes["Nevers"]], first_day=first, sittings=5)[0]
    words = read(client, "/commune/58194/mois/?mois=2027-03")
    assert words.count(entry.title) == 1
    assert "Aussi les 9, 16, 23 et 30." in words
    assert "Rien d’annoncé" in read(client, "/commune/58194/mois/?mois=2027-05")


def test_the_running_month_begins_today(
    client: Client, communes: dict[str, Commune], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.datetime.fromisoformat("2027-03-17T10:00:00+01:00")
    for days in (-1, 1):
        bulk_entries(1, [communes["Nevers"]], first_day=now + timedelta(days=days), sittings=1)
    monkeypatch.setattr("cms.pages.views.timezone.now", lambda: now)
    words = read(client, "/commune/58194/mois/?mois=2027-03")
    assert "Jeudi 18 9 h" in words
    assert "Mardi 16" not in words


@pytest.mark.parametrize("month", ["decembre", "2026-13", "1999-01"])
def test_a_month_that_is_none_is_a_404_with_a_sentence(
    month: str, client: Client, communes: dict[str, Commune]
) -> None:
    assert "n’est pas un mois" in read(client, f"/commune/58194/mois/?mois={month}", status=404)


def test_the_last_days_of_a_month_come_with_the_next_month(
    client: Client, communes: dict[str, Commune], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = timezone.make_aware(timezone.datetime(2026, 11, 30))
    bulk_entries(1, [communes["Nevers"]], first_day=first, sittings=3)
    for moment, title in (("2026-11-25", "en novembre et décembre 2026"), ("2026-11-10", "en novembre 2026")):
        instant = timezone.datetime.fromisoformat(f"{moment}T10:00:00+01:00")
        monkeypatch.setattr("cms.pages.views.timezone.now", lambda instant=instant: instant)
        words = read(client, "/commune/58194/mois/")
        assert title in words
        assert ("Lundi 30 novembre" in words.replace("lundi", "Lundi")) is (moment == "2026-11-25")
        assert ("Aussi les 7 et 14 décembre." in words) is (moment == "2026-11-25")


def test_the_town_hall_finds_what_it_may_take_away(
    client: Client, communes: dict[str, Commune], structure_a: StructurePage
) -> None:
    html = client.get("/commune/58194/").content.decode()
    for address in ("/commune/58194/carte/", "/commune/58194/textes/", "/commune/58194/mois/"):
        assert f'href="{address}"' in html
    assert "&lt;iframe src=" in html
    assert structure_a.title in html


def test_a_commune_elsewhere_is_told_whose_number_it_gets(client: Client, communes: dict[str, Commune]) -> None:
    for address in ("/commune/18241/", "/commune/18241/carte/"):
        assert "autre département" in read(client, address)


def test_a_busy_month_keeps_to_one_sheet_and_says_what_is_left_out(
    client: Client, communes: dict[str, Commune]
) -> None:
    first = timezone.make_aware(timezone.datetime.combine(date(2027, 3, 1), timezone.datetime.min.time()))
    bulk_entries(25, [communes["Nevers"]], first_day=first, sittings=1)
    assert "Et 16 autres rendez-vous" in read(client, "/commune/58194/mois/?mois=2027-03")


@pytest.mark.parametrize("address", ["/commune/58194/carte/", "/commune/58194/mois/", "/commune/58194/"])
def test_paper_tells_the_first_number_whenever_it_is_printed(
    address: str, client: Client, communes: dict[str, Commune], monkeypatch: pytest.MonkeyPatch
) -> None:
    Line.objects.create(kind="counsellor", name="Conseillère du samedi", phone="+33199000005", hours="Sa 10:00-11:00")
    boxes = set()
    for moment in ("2026-11-27T10:00:00+01:00", "2026-11-27T20:00:00+01:00"):
        instant = timezone.datetime.fromisoformat(moment)
        monkeypatch.setattr("django.utils.timezone.now", lambda instant=instant: instant)
        html = client.get(address).content.decode()
        boxes.add(words_of(html[html.index('<div class="phone-box">') :].split("</div>")[0]))
    (box,) = boxes
    assert "01 99 00 58 58" in box
    assert "lundi au vendredi" in box
    assert "maintenant" not in box


def test_paper_says_the_days_on_which_nobody_answers_and_no_referral(
    client: Client, communes: dict[str, Commune], monkeypatch: pytest.MonkeyPatch
) -> None:
    single = Line.objects.create(kind="single", name="Numéro")
    other = Line.objects.create(kind="counsellor", name="Conseillère", phone="+33199000005", hours="Mo-Fr 09:00-12:00")
    LineClosure.objects.create(
        line=single, start_date=date(2026, 12, 14), end_date=date(2026, 12, 21), referral=other
    )  # fmt: skip
    instant = timezone.datetime.fromisoformat("2026-12-14T10:00:00+01:00")
    monkeypatch.setattr("django.utils.timezone.now", lambda: instant)
    words = read(client, "/commune/58194/carte/")
    assert "Fermé du 14 au 21 décembre" in words
    assert "01 99 00 58 58" in words
    assert "01 99 00 00 05" not in words


def test_a_month_gives_the_phone_of_the_place_where_names_are_not_taken(
    client: Client, communes: dict[str, Commune], structure_a: StructurePage, place: PlacePage
) -> None:
    start = timezone.datetime(2027, 3, 2, 14)
    publish_event(structure_a, title="Au lieu", place=place, start=start)
    publish_event(structure_a, title="Inscrit", place=place, start=start, registration_phone="0199007777")
    words = read(client, "/commune/58194/mois/?mois=2027-03")
    assert words.count("01 99 00 12 34") == 1
    assert "01 99 00 77 77" in words


def test_only_postponed_events_are_a_dead_end_for_page_and_helper_alike(
    client: Client, communes: dict[str, Commune], structure_a: StructurePage, place: PlacePage
) -> None:
    event = publish_event(structure_a, title="Reporté sans date")
    assert dead_ends(client, ["58194"]) == []
    give_notice(event=event, kind="postponed", by=None, now=timezone.now(), sentence="")
    assert dead_ends(client, ["58194"]) == ["58194"]
    bulk_entries(1, [communes["Clamecy"]])
    assert "Voici ce qui vient ailleurs" in read(client, "/commune/58194/")
    assert dead_ends(client, ["58194"]) == []
