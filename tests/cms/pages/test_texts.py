"""Texts for signs, telephones and bulletins: exact lengths, nothing cut, the number always."""

import random
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from agenda.contacts.models import Line, LineClosure
from agenda.guidance.workshops import Workshop
from agenda.places.closures import close_place
from agenda.places.models import PlacePage
from branding.models import Brand
from cms.pages.text_forms import Facts, bulletin_text, notice_text, plain_sign_text, sign_text
from cms.pages.texts import DATELESS, commune_texts, told_texts
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.cast import publish_event
from tests.cms.pages.helpers import publish_place, read
from tests.factories.entries import bulk_entries

NUMBER = "01 99 00 58 58"
WORDS = (
    "médiathèque",
    "l’ordinateur",
    "œuvres",
    "démarches",
    "Saint-Pierre-le-Moûtier",
    "à",
    "ÿ",
    "numérique",
    "ß…",
    "“photo”",
    "📷",
    "→",
    "5 €",
    "ŷ",
    "\u0153",
)


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
        places=tuple((words(40), chance.choice(("", words(60))), None) for _n in range(chance.randint(0, 3))),
        workshops=workshops, address="https://example.org/commune/58194/", today=date(2026, 11, 24),
        closed=(("fermé du 14 au 21 décembre", date(2026, 12, 21)),) if chance.random() < 0.3 else (),
    )  # fmt: skip


def test_whatever_is_known_the_lengths_are_kept_and_the_number_is_there() -> None:
    chance = random.Random(58)
    for _turn in range(600):
        facts = some_facts(chance)
        texts = {160: sign_text(facts).text, 300: notice_text(facts).text, 1200: bulletin_text(facts).text}
        for limit, text in texts.items():
            assert len(text) <= limit, text
            assert NUMBER in text
            assert text == text.strip()
        assert len(texts[160].upper()) <= 160
        texts[160].encode("latin-1")
        plain = plain_sign_text(facts)
        assert len(plain.text) <= 160
        assert plain.until is None


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
    assert "fermé du 21 décembre 2026 au 3 janvier 2027" in plain[1200]
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
        assert "max-age=60" in answer["Cache-Control"]
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert len(answer.content.decode()) <= limit
        assert f'data-copy="texte-{limit}"' in page
    bare = client.get("/commune/58194/textes/160-sans-date.txt").content.decode()
    assert bare == (
        "Besoin d'aide avec le numérique ? Appelez le 01 99 00 58 58, du lundi au vendredi, 9h-12h30 et 13h30-17h30."
    )
    assert client.get("/commune/58194/textes/200.txt").status_code == 404
    assert client.get("/commune/00000/textes/160.txt").status_code == 404


def plainly(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.usefixtures("brand", "platform")
def test_a_text_keeps_to_the_line_s_own_facts_on_the_day_of_a_referral(communes: dict[str, Commune]) -> None:
    single = Line.objects.create(kind="single", name="Numéro")
    other = Line.objects.create(kind="counsellor", name="Conseillère", phone="+33199000005", hours="Mo-Fr 09:00-12:00")
    for start, end in ((14, 21), (30, 31)):
        LineClosure.objects.create(
            line=single, start_date=date(2026, 12, start), end_date=date(2026, 12, end), referral=other
        )
    told = told_texts(communes["Nevers"], datetime(2026, 12, 14, 9, tzinfo=UTC), Brand.load())
    for limit in (160, 300, 1200):
        text = plainly(told[limit].text)
        assert NUMBER in text
        assert "01 99 00 00 05" not in text
        assert "ermé du 14 au 21 décembre" in text
    assert told[160].until == told[300].until == date(2026, 12, 21)
    assert told[1200].until == date(2026, 12, 31)
    assert "ermé" not in told[DATELESS].text


@pytest.mark.usefixtures("brand", "platform")
def test_the_page_says_until_when_each_text_is_good(
    client: Client, communes: dict[str, Commune], structure_a: StructurePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    instant = datetime(2026, 11, 24, 9, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: instant)
    for day in (1, 8):
        publish_event(structure_a, title="Mon téléphone", start=datetime(2026, 12, day, 14))  # noqa: DTZ001 - local
    words = read(client, "/commune/58194/textes/")
    until = re.findall(r"Valable jusqu’au (\d+ ?(?:er)? décembre 2026)|(Sans date :)", words)
    assert [day or bare for day, bare in until] == ["1 er décembre 2026", "Sans date :", *["8 décembre 2026"] * 2]


@pytest.mark.usefixtures("brand", "platform")
def test_a_sign_shows_latin_letters_only(communes: dict[str, Commune], structure_a: StructurePage) -> None:
    Brand.objects.update(phone_hours="")
    publish_event(structure_a, title="Atelier “photo” 📷 → 5 €, ŷ")
    text = commune_texts(communes["Nevers"], timezone.now())[160]
    text.encode("latin-1")
    assert 'Atelier "photo" 5 euros, y : ' in text


@pytest.mark.usefixtures("brand", "platform")
def test_a_title_is_whole_or_left_out_and_a_town_told_once(
    communes: dict[str, Commune], structure_a: StructurePage
) -> None:
    title = "Premiers pas avec l’ordinateur et la messagerie en ligne à l’antenne de Nevers"
    publish_event(structure_a, title=title)
    publish_place(structure_a, title="Antenne de Nevers", phone="+33353010000", hours="Tu 14:00-17:00")
    texts = {limit: plainly(text) for limit, text in commune_texts(communes["Nevers"], timezone.now()).items()}
    assert title in texts[1200]
    line = next(line for line in texts[1200].split("\n") if title in line)
    assert line.count("Nevers") == 1
    assert "- Antenne de Nevers, 3 rue de l’Exemple, 03 53 01 00 00 : le mardi, 14 h – 17 h" in texts[1200]
    for text in texts.values():
        assert "…" not in text
        assert "..." not in text
        assert not re.search(r"\S;", text)
