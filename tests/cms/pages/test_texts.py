"""Texts for signs, telephones and bulletins: exact lengths, nothing cut, the number always."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from agenda.guidance.workshops import Workshop
from agenda.places.closures import close_place
from agenda.places.models import PlacePage
from branding.models import Brand
from cms.pages.texts import Facts, bulletin_text, commune_texts, notice_text, sign_text
from cms.territories.models import Commune
from tests.factories.entries import bulk_entries

NUMBER = "01 99 00 58 58"
WORDS = ("médiathèque", "l’ordinateur", "œuvres", "démarches", "Saint-Pierre-le-Moûtier", "à", "ÿ", "numérique", "ß…")


def some_facts(chance: random.Random) -> Facts:
    """Return facts as long or short as chance wants."""

    def words(most: int) -> str:
        return " ".join(chance.choice(WORDS) for _n in range(chance.randint(1, most)))

    start = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
    workshops = tuple(
        Workshop(words(20), start + timedelta(days=chance.randint(1, 90)), words(3), chance.random() < 0.2)
        for _n in range(chance.randint(0, 8))
    )
    return Facts(
        commune=words(4), number=NUMBER, hours=tuple(words(40) for _n in range(chance.randint(0, 4))),
        whose=words(12) if chance.random() < 0.3 else "",
        places=tuple((words(40), words(60) if chance.random() < 0.7 else "") for _n in range(chance.randint(0, 3))),
        workshops=workshops, address="https://example.org/commune/58194/", today=date(2026, 11, 24),
    )  # fmt: skip


def test_whatever_is_known_the_lengths_are_kept_and_the_number_is_there() -> None:
    chance = random.Random(58)
    for _turn in range(600):
        facts = some_facts(chance)
        texts = {160: sign_text(facts), 300: notice_text(facts), 1200: bulletin_text(facts)}
        for limit, text in texts.items():
            assert len(text) <= limit, text
            assert NUMBER in text
            assert text == text.strip()
        assert len(texts[160].upper()) <= 160
        texts[160].encode("latin-1")


@pytest.mark.usefixtures("brand")
def test_every_word_of_a_text_is_whole(place: PlacePage, communes: dict[str, Commune]) -> None:
    bulk_entries(8, [communes["Nevers"]])
    texts = commune_texts(communes["Nevers"], timezone.now())
    for text in texts.values():
        assert text[-1] in "./", text
    assert place.title in texts[1200]
    assert "/commune/58194/" in texts[300]
    assert "/commune/58194/" in texts[1200]


@pytest.mark.usefixtures("brand")
def test_a_text_names_days_and_its_month_never_tomorrow(place: PlacePage, communes: dict[str, Commune]) -> None:
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    bulk_entries(4, [communes["Nevers"]], first_day=now + timedelta(days=1))
    close_place(
        place=place, start_date=date(2026, 12, 21), end_date=date(2027, 1, 3), sentence="", by=None, now=now
    )  # fmt: skip
    texts = commune_texts(communes["Nevers"], now)
    plain = {limit: text.replace("\N{NO-BREAK SPACE}", " ") for limit, text in texts.items()}
    assert "Du 24 novembre au 24 décembre :" in plain[1200]
    assert "mercredi 25 novembre" in plain[160]
    assert "fermé du 21 décembre au 3 janvier" in plain[1200]
    for text in plain.values():
        assert "demain" not in text
        assert "maintenant" not in text


@pytest.mark.usefixtures("brand", "platform")
def test_a_commune_elsewhere_is_told_whose_number_it_gets(communes: dict[str, Commune]) -> None:
    text = commune_texts(communes["Sancerre"], timezone.now())[1200]
    assert "autre département" in text


@pytest.mark.usefixtures("platform")
def test_without_any_number_the_town_hall_is_named(communes: dict[str, Commune]) -> None:
    Brand(phone="").save()
    for text in commune_texts(communes["Nevers"], timezone.now()).values():
        assert "mairie" in text


@pytest.mark.usefixtures("brand", "platform")
def test_the_texts_can_be_copied_and_fetched(client: Client, communes: dict[str, Commune]) -> None:
    page = client.get("/commune/58194/textes/").content.decode()
    for limit in (160, 300, 1200):
        answer = client.get(f"/commune/58194/textes/{limit}.txt")
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert len(answer.content.decode()) <= limit
        assert f'data-copy="texte-{limit}"' in page
    assert client.get("/commune/58194/textes/200.txt").status_code == 404
    assert client.get("/commune/00000/textes/160.txt").status_code == 404
