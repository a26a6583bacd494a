"""What the desk's screens say: no number for who is on it, every commune of a code, whose turn, three dates first."""

import pytest
from django.test import Client
from post_office.models import Email

from agenda.contacts.models import Line, Shift
from branding.models import Brand
from cms.reception.week import HeldTurn
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.cast import next_week, publish_event

NUMBER = "01 99 00 12 34"


def plain(response: object) -> str:
    text: str = response.content.decode()
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


def test_the_number_that_the_caller_has_dialled_is_not_read_to_them_but_stands_in_the_mail(
    desk: Client, communes: dict[str, Commune], mail_queue: type[Email]
) -> None:
    Brand(phone=NUMBER, phone_hours="24/7").save()
    other = Line.objects.create(kind="counsellor", name="Sarah", phone="+33261910002", hours="24/7")
    other.communes.add(communes["Nevers"])
    shown = desk.get("/accueil/?q=nevers")
    assert not [sentence for sentence in shown.context["sheet"].aloud if NUMBER in sentence]
    assert '<strong class="aloud__number">02 61 91 00 02</strong>' in plain(shown)
    desk.post("/accueil/envoyer/", {"number": "7", "commune": "58194", "address": "simone@example.org"})
    sent = mail_queue.objects.get().message.replace("\N{NO-BREAK SPACE}", " ")
    assert f"appeler tout de suite le {NUMBER}" in sent


def test_every_commune_of_a_postal_code_is_offered_and_nine_have_a_key(desk: Client, db: None) -> None:
    for number in range(20):
        Commune.objects.create(
            insee=f"589{number:02}", name=f"Bourg {number}", search_name=f"bourg {number}", postal_codes="58999",
            departement="58", latitude=47, longitude=3,
        )  # fmt: skip
    page = plain(desk.get("/accueil/?q=58999"))
    assert page.count("numbered__name") == 20
    assert 'data-key="9"' in page
    assert 'data-key="10"' not in page


@pytest.mark.parametrize(("person", "told"), [("Odile Brun", "d’Odile"), ("Élise", "d’Élise"), ("Rémi", "de Rémi")])
def test_whose_turn_it_is_reads_as_one_says_it(person: str, told: str) -> None:
    turn = HeldTurn(shift=Shift(), span="", person=person, away=False, holder="")
    assert turn.of_person.startswith(told)


def test_a_day_without_calls_says_so(desk: Client) -> None:
    page = plain(desk.get("/accueil/appels/"))
    assert "Aucun appel" in page
    assert "0 appel" not in page.replace("<strong>0</strong>", "0")


def test_of_many_dates_the_next_three_come_first(desk: Client, structure_a: StructurePage) -> None:
    few = publish_event(structure_a)
    assert "Une autre date" not in plain(desk.get(f"/accueil/evenements/{few.pk}/changement/"))
    many = publish_event(structure_a, title="Chaque semaine", more=tuple(next_week(days=day) for day in range(8, 12)))
    page = plain(desk.get(f"/accueil/evenements/{many.pk}/changement/"))
    before, after = page.split("Une autre date")
    assert before.count("type=full") == 3
    assert after.count("type=full") == 2
