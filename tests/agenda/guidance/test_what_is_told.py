"""What is said aloud: the next to start, the place that helps, the number of use, and never what is over or closed."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest

from agenda.catalogue.models import Entry
from agenda.contacts.models import Absence, Line, LineClosure, LineKind, Shift
from agenda.contacts.rota import clear_turns
from agenda.guidance.guide import Guidance, guide
from agenda.guidance.machine import composed_text
from agenda.places.models import PlacePage
from branding.actions import ensure_brand
from branding.models import Brand
from cms.structures.actions import add_receptionist, remove_receptionist
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.factories.entries import bulk_entries
from tests.factories.places_life import make_place

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
# A Tuesday, ten in the morning.
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def brand(structure_a: StructurePage) -> Brand:
    brand = ensure_brand()
    brand.phone, brand.phone_hours = "01 99 00 12 34", "Mo-Fr 09:00-12:00,14:00-17:00"
    brand.departement_the, brand.departement_in = "la Nièvre", "dans la Nièvre"
    return brand


@pytest.fixture
def ask(brand: Brand, communes: dict[str, Commune]) -> Callable[..., Guidance]:
    return lambda need="", now=NOW, town="Nevers": guide(commune=communes[town], need=need, now=now, brand=brand)


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


def entry_at(start: datetime, commune: Commune, **fields: object) -> Entry:
    """An entry of two weekly sittings of two hours, the first one at `start`'s local hour."""
    [entry] = bulk_entries(1, [commune], first_day=start, ical=False)
    shift = start - entry.starts_at
    for item in entry.description["occurrences"]:
        item["start"], item["end"] = (
            (datetime.fromisoformat(item[key]) + shift).isoformat() for key in ("start", "end")
        )
    entry.starts_at, entry.ends_at = entry.starts_at + shift, entry.ends_at + shift
    for name, value in fields.items():
        setattr(entry, name, value)
    entry.save()
    for sitting in entry.occurrences.all():
        sitting.starts_at, sitting.ends_at = sitting.starts_at + shift, sitting.ends_at + shift
        sitting.save()
    return entry


def test_the_next_workshop_is_the_next_to_start_and_what_goes_on_is_told(
    ask: Callable[..., Guidance], brand: Brand, communes: dict[str, Commune]
) -> None:
    for _number in range(7):
        # Seven are going on, and come back in a week: they fill any list of "what comes first".
        entry_at(NOW - timedelta(minutes=30), communes["Nevers"], title="Déjà commencé")
    entry_at(NOW + timedelta(hours=5), communes["Fourchambault"], title="Cet après-midi")
    second = plain(ask().sentences[1])
    assert "n rendez-vous a lieu en ce moment, jusqu’à 11 h 30, à Nevers" in second
    assert second.endswith("le suivant a lieu aujourd’hui à 15 h à Fourchambault.")
    spoken = composed_text(day=NOW.date(), now=NOW, brand=brand)
    assert "Aujourd’hui, jusqu’à 11 heures 30, à Nevers : Déjà commencé." in spoken
    assert spoken.index("Cet après-midi") < spoken.index("Mardi 1er décembre")


def test_nobody_answers_in_the_turn_of_somebody_who_left(
    ask: Callable[..., Guidance], communes: dict[str, Commune]
) -> None:
    agent = add_receptionist(email="odile@example.org", first_name="O", last_name="B", now=NOW)
    line = Line.objects.create(kind=LineKind.SINGLE, name="Numéro unique")
    Shift.objects.create(line=line, person=agent, weekday=1, start_time=time(9), end_time=time(11))
    assert ask().answer.now is not None
    agent.is_active = False
    agent.save()
    # No rota would mean that all hours are held.
    assert ask().answer.now is None
    assert ask(now=NOW + timedelta(hours=5)).answer.now is None
    agent.is_active = True
    agent.save()
    remove_receptionist(user=agent)
    assert ask().answer.now is None
    assert clear_turns(person=agent, by=None, now=NOW) == 1
    assert ask(now=NOW + timedelta(hours=5)).answer.now is None


def test_the_machine_says_which_hours_nobody_holds_today(brand: Brand, communes: dict[str, Commune]) -> None:
    mornings, afternoons = (
        add_receptionist(email=f"{name}@example.org", first_name=name, last_name="B", now=NOW) for name in ("o", "y")
    )
    line = Line.objects.create(kind=LineKind.SINGLE, name="Numéro unique")
    for weekday in range(5):
        for who, start, end in ((mornings, 9, 12), (afternoons, 14, 17)):
            Shift.objects.create(line=line, person=who, weekday=weekday, start_time=time(start), end_time=time(end))

    def said(day: int) -> str:
        return composed_text(day=NOW.date() + timedelta(days=day), now=NOW, brand=brand)

    tomorrow = NOW.date() + timedelta(days=1)
    absence = Absence.objects.create(person=mornings, start_date=tomorrow, end_date=tomorrow)
    assert "seulement" not in said(0)
    assert "Aujourd’hui, nous répondons seulement de 14 heures à 17 heures." in said(1)
    absence.replaced_by = afternoons
    absence.save()
    assert "seulement" not in said(1)
    # Christmas: nobody at all, said in another sentence.
    assert "seulement" not in said(31)
    assert "Aujourd’hui, personne ne peut vous répondre" in said(31)
    Shift.objects.filter(person=mornings).update(start_time=time(8), end_time=time(10, 30))
    assert "nous répondons seulement de 9 heures à 10 heures 30 et de 14 heures à 17 heures." in said(0)


def test_a_france_services_line_whose_place_is_gone_makes_room_for_the_nearest(
    ask: Callable[..., Guidance], structure_a: StructurePage, communes: dict[str, Commune]
) -> None:
    there = {"national_programmes": ["france_services"], "hours": "Mo-Fr 09:00-12:00"}
    gone = make_place(structure_a, title="FS Un", phone="+33199000007", **there)
    make_place(structure_a, title="FS Deux", phone="+33199000002", **there)
    line = Line.objects.create(kind=LineKind.FRANCE_SERVICES, name="France Services", place=gone)
    line.communes.set([communes["Nevers"]])

    def numbers() -> list[str]:
        return [plain(step.number) for step in ask().answer.steps if step.kind == LineKind.FRANCE_SERVICES]

    assert numbers() == ["01 99 00 00 07"]
    gone.unpublish()
    assert numbers() == ["01 99 00 00 02"]


def test_the_place_of_a_line_is_linked_only_while_everybody_may_see_it(
    ask: Callable[..., Guidance], structure_a: StructurePage
) -> None:
    place = make_place(structure_a, hours="Mo-Fr 09:00-12:00")
    Line.objects.create(kind=LineKind.COUNSELLOR, name="Relais", place=place, phone="+33199000005")
    assert ask().answer.steps[1].url
    StructurePage.objects.get(pk=structure_a.pk).unpublish()
    assert plain(ask().answer.steps[1].number) == "01 99 00 00 05"
    assert not ask().answer.steps[1].url


def test_a_fixed_france_services_comes_before_a_van_that_sleeps_nearer(
    ask: Callable[..., Guidance], structure_a: StructurePage, communes: dict[str, Commune]
) -> None:
    make_place(structure_a, title="Bus", national_programmes=["france_services"], itinerance=["itinerant"])
    fixed = make_place(
        structure_a, title="Maison", national_programmes=["france_services"], commune=communes["Fourchambault"],
        phone="+33199000002",
    )  # fmt: skip
    near = communes["Nevers"]
    PlacePage.objects.filter(pk=fixed.pk).update(latitude=(near.latitude or 0) + 0.1, longitude=near.longitude)
    assert ask().answer.steps[-1].name == "Maison"
    fixed.unpublish()
    assert ask().answer.steps[-1].name == "Bus"


def test_a_crowd_of_hidden_france_services_does_not_hide_the_public_one(
    ask: Callable[..., Guidance],
    structure_a: StructurePage,
    structure_b: StructurePage,
    communes: dict[str, Commune],
) -> None:
    for number in range(11):
        make_place(structure_a, title=f"Cachée {number}", national_programmes=["france_services"])
    make_place(
        structure_b, title="Maison", national_programmes=["france_services"], commune=communes["Fourchambault"],
        phone="+33199000002",
    )  # fmt: skip
    structure_a.unpublish()
    assert ask().answer.steps[-1].name == "Maison"


def test_one_place_that_helps_comes_first_and_nearer_ones_after(
    ask: Callable[..., Guidance], structure_a: StructurePage, communes: dict[str, Commune]
) -> None:
    for number in range(3):
        make_place(structure_a, title=f"Près {number}", phone=f"+3319900001{number}")
    far = make_place(structure_a, title="Permanence d’Imphy", services=["demarches"])
    near = communes["Nevers"]
    PlacePage.objects.filter(pk=far.pk).update(latitude=(near.latitude or 0) + 0.13, longitude=near.longitude)
    found = ask("demarches")
    assert [place.page.title for place in found.places] == ["Permanence d’Imphy"]
    assert len(found.nearer) == 3
    assert plain(found.sentences[1]).startswith("Pour cela, le plus proche est à environ 14 km : Permanence d’Imphy")
    other = ask("insertion")
    assert plain(other.sentences[1]).startswith("Aucun lieu proche n’annonce cette aide ; le plus proche est")


def test_a_workshop_on_another_subject_is_told_as_such(
    ask: Callable[..., Guidance], communes: dict[str, Commune]
) -> None:
    # The factory's first entry is about "demarches".
    bulk_entries(1, [communes["Nevers"]], first_day=NOW + timedelta(days=1), ical=False)
    other = plain(ask("insertion").sentences[1])
    assert "ucun rendez-vous annoncé sur ce sujet ; le prochain, sur un autre sujet, a lieu demain à 9 h" in other
    assert "autre sujet" not in ask("demarches").sentences[1]


def test_a_caller_on_the_line_is_not_told_to_call_it(ask: Callable[..., Guidance]) -> None:
    assert ask().sentences_at_desk == ("Aucun lieu ni rendez-vous n’est encore annoncé.",)
    Line.objects.create(
        kind=LineKind.COUNSELLOR, name="le conseiller numérique de votre secteur", phone="+33199000005",
        hours="Mo-Fr 09:00-12:30",
    )  # fmt: skip
    told = [plain(text) for text in ask().sentences_at_desk]
    assert told[0] == "Le conseiller numérique de votre secteur répond au 01 99 00 00 05, jusqu’à 12 h 30."
    later = [plain(text) for text in ask(now=NOW.replace(hour=5)).sentences_at_desk]
    assert later[0] == "Le conseiller numérique de votre secteur répond au 01 99 00 00 05, aujourd’hui à 9 h."
    assert "01 99 00 12 34" in plain(ask().sentences[0])


def test_somebody_from_elsewhere_hears_whose_number_it_is(
    ask: Callable[..., Guidance], communes: dict[str, Commune]
) -> None:
    outside = next(name for name, commune in communes.items() if not commune.is_here)
    first = plain(ask(town=outside).sentences[0])
    assert first.startswith("Votre commune n’est pas dans la Nièvre ; ce numéro est celui de la Nièvre. Vous pouvez")
    assert len(first.split()) <= 45


def test_a_referral_names_the_closed_line_then_who_takes_over(ask: Callable[..., Guidance], brand: Brand) -> None:
    brand.phone = ""
    away = Line.objects.create(
        kind=LineKind.COUNSELLOR, name="La conseillère numérique", phone="+33199000005", hours="Mo-Fr 09:00-12:00"
    )
    other = Line.objects.create(
        kind=LineKind.COUNSELLOR, name="le conseiller numérique", phone="+33199000006", hours="We 09:00-12:00",
        position=1,
    )  # fmt: skip
    reason = "en formation jusqu’à mercredi"
    LineClosure.objects.create(
        line=away, start_date=NOW.date(), end_date=NOW.date() + timedelta(days=1), sentence=reason, referral=other
    )
    step = ask().answer.steps[0]
    assert plain(step.sentence) == (
        "La conseillère numérique ne répond pas (en formation jusqu’à mercredi). "
        "À sa place : le conseiller numérique, demain à 9 h."
    )
    assert plain(step.number) == "01 99 00 00 06"
    there = ask(now=NOW + timedelta(days=1)).answer.steps[0]
    assert plain(there.sentence).endswith("À sa place : le conseiller numérique, maintenant, jusqu’à 12 h.")


def test_a_machine_behind_the_number_is_told_under_it_and_not_as_another_number(
    ask: Callable[..., Guidance], brand: Brand
) -> None:
    Line.objects.create(kind=LineKind.MACHINE, name="Répondeur")
    found = ask(now=NOW + timedelta(hours=12)).answer
    assert found.others == ()
    assert "un répondeur donne les prochaines dates" in found.machine_behind
    assert len(found.steps) == 2
    Line.objects.filter(kind=LineKind.MACHINE).update(phone="+33199000009")
    found = ask(now=NOW + timedelta(hours=12)).answer
    assert [plain(step.number) for step in found.others] == ["01 99 00 00 09"]
    assert found.machine_behind == ""
