"""Where to go and whom to call: few words, few queries, many rows."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agenda.contacts.models import Absence, Line, LineClosure, LineKind, Shift
from agenda.contacts.rota import RotaRefused, note_absence, plan_shift, purge_absences, write_machine_text
from agenda.events.actions import give_notice
from agenda.events.models import EventPage
from agenda.guidance.guide import Guidance, guide
from agenda.guidance.machine import composed_text, machine_text
from agenda.places.models import PlacePage
from agenda.places.stops import PlaceStop
from branding.actions import ensure_brand
from branding.models import Brand
from cms.accounts.models import User
from cms.structures.actions import add_receptionist
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.factories.places import bulk_places

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def receptionist(name: str) -> User:
    """Somebody who may answer the phone."""
    return add_receptionist(email=f"{name}@example.org", first_name=name, last_name="A", now=NOW)


@pytest.fixture
def brand(structure: StructurePage) -> Brand:
    brand = ensure_brand()
    brand.phone, brand.phone_hours = "01 99 00 12 34", "Mo-Fr 09:00-12:00,14:00-17:00"
    return brand


@pytest.fixture
def ask(brand: Brand, commune: Commune) -> Callable[..., Guidance]:
    return lambda need="", now=NOW: guide(commune=commune, need=need, now=now, brand=brand)


def test_two_sentences_of_45_words_tell_whom_and_where(
    ask: Callable[..., Guidance], make_event: Callable[..., object], commune: Commune
) -> None:
    bulk_places(12, [commune])
    make_event(publish=True)
    for hours in range(0, 14 * 24, 5):
        for need in ("", "demarches"):
            sentences = ask(need, NOW + timedelta(hours=hours)).sentences
            assert all(0 < len(sentence.split()) <= 45 for sentence in sentences), sentences
    first, second = (text.replace("\xa0", " ") for text in ask().sentences)
    assert first.startswith("Vous pouvez appeler tout de suite le 01 99 00 12 34,")
    assert first.endswith("jusqu’à 12 h.")
    assert "le prochain rendez-vous a lieu mardi 1er décembre à 14 h à Decize." in second


def test_it_costs_the_same_queries_whatever_there_is(
    ask: Callable[..., Guidance], commune: Commune, make_event: Callable[..., object]
) -> None:
    def rows(count: int) -> int:
        bulk_places(count, [commune])
        for number in range(count):
            user = receptionist(f"p{number}.{count}")
            line = Line.objects.create(kind=LineKind.COUNSELLOR, name=f"L{number}", phone="+33199000001")
            line.communes.add(commune)
            Shift.objects.create(line=line, person=user, weekday=number % 7, start_time="09:00", end_time="12:00")
            Absence.objects.create(person=user, start_date=NOW.date(), end_date=NOW.date())
            LineClosure.objects.create(line=line, start_date=NOW.date(), end_date=NOW.date())
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ask("demarches")
        return len(queries)

    make_event(publish=True)
    few = rows(4)
    assert rows(9) == few


def test_the_machine_speaks_45_seconds_at_most_on_any_day(brand: Brand, make_event: Callable[..., object]) -> None:
    for number in range(4):
        make_event(publish=True, title=f"Un atelier au nom long pour apprendre à se servir de sa tablette {number}")
    for number in range(0, 400, 9):
        text = composed_text(day=NOW.date() + timedelta(days=number), now=NOW, brand=brand)
        assert 5 < len(text.split()) <= 110
    text = composed_text(day=date(2026, 12, 25), now=NOW, brand=brand)
    assert "de 9 heures à 12 heures et de 14 heures à 17 heures" in text
    assert "Aujourd’hui, personne ne peut vous répondre : rappelez lundi à 9 heures." in text


def test_what_the_team_writes_for_a_day_wins_that_day(brand: Brand) -> None:
    write_machine_text(day=NOW.date(), text="Fermé pour inventaire.", by=None, now=NOW)
    assert machine_text(day=NOW.date(), now=NOW, brand=brand) == "Fermé pour inventaire."
    assert "inventaire" not in machine_text(day=date(2026, 11, 25), now=NOW, brand=brand)
    with pytest.raises(RotaRefused):
        write_machine_text(day=NOW.date(), text="mot " * 111, by=None, now=NOW)
    assert write_machine_text(day=NOW.date(), text=" ", by=None, now=NOW) is None


def test_the_page_obeys_turns_absences_and_replacements(ask: Callable[..., Guidance]) -> None:
    line = Line.objects.create(kind=LineKind.SINGLE, name="Numéro unique")
    ana, bob = receptionist("ana"), receptionist("bob")
    hours = {"weekday": 1, "start_time": NOW.replace(hour=9).time(), "end_time": NOW.replace(hour=11).time()}
    for _twice in range(2):
        plan_shift(line=line, person=ana, by=None, now=NOW, **hours)
    assert Shift.objects.count() == 1
    assert ask().answer.now is not None
    note_absence(person=ana, start_date=NOW.date(), end_date=NOW.date(), replaced_by=None, by=None, now=NOW)
    closed = ask().answer
    assert closed.now is None
    assert closed.next is not None
    assert closed.next.next_open is not None
    assert closed.next.next_open.date() == date(2026, 12, 1)
    note_absence(person=ana, start_date=NOW.date(), end_date=NOW.date(), replaced_by=bob, by=None, now=NOW)
    assert ask().answer.now is not None
    bob.is_active = False
    bob.save()
    assert ask().answer.now is None
    assert purge_absences(now=NOW + timedelta(days=92)) == 0
    assert purge_absences(now=NOW + timedelta(days=94)) == 1


def test_without_lines_the_france_services_nearby_is_found_by_itself(
    ask: Callable[..., Guidance], commune: Commune
) -> None:
    place = bulk_places(3, [commune])[0]
    place.national_programmes = ["france_services"]
    place.save()
    kinds = [step.kind for step in ask().answer.steps]
    assert kinds == [LineKind.SINGLE, LineKind.FRANCE_SERVICES]


def test_a_line_for_some_needs_serves_these_only(ask: Callable[..., Guidance]) -> None:
    Line.objects.create(kind=LineKind.COUNSELLOR, name="Emploi", phone="+33199000002", needs=["insertion"])
    assert len(ask("insertion").answer.steps) == 2
    assert len(ask("demarches").answer.steps) == len(ask().answer.steps) == 1


def test_referrals_in_a_circle_lead_nowhere(ask: Callable[..., Guidance]) -> None:
    one = Line.objects.create(kind=LineKind.COUNSELLOR, name="Un", phone="+33199000002", hours="24/7")
    two = Line.objects.create(kind=LineKind.COUNSELLOR, name="Deux", phone="+33199000003", hours="24/7")
    for line, other in ((one, two), (two, one)):
        LineClosure.objects.create(line=line, start_date=NOW.date(), end_date=NOW.date(), referral=other)
    steps = ask().answer.steps
    assert [step.answers_now for step in steps] == [True, False, False]


def test_a_bus_is_read_aloud_where_and_when_it_stops_and_not_at_its_own_address(
    ask: Callable[..., Guidance], commune: Commune, make_event: Callable[..., object]
) -> None:
    title = "Bus du numérique et des démarches de la grande tournée du Morvan"
    bus = bulk_places(1, [Commune.objects.get(pk="58055")])[0]
    PlacePage.objects.filter(pk=bus.pk).update(title=title, itinerance=["itinerant"], address="2 rue du Dépôt")
    stop = PlaceStop.objects.create(place=bus, commune=commune, spot="place de la mairie", hours="Th 09:00-12:00")
    make_event(publish=True)
    second = ask().sentences[1].replace("\xa0", " ")
    assert f"qui s’arrête à {commune.name} jeudi 26 novembre de 9 h à 12 h ; le prochain rendez-vous" in second
    assert "Dépôt" not in second
    there = ask(now=datetime(2026, 11, 26, 9, tzinfo=UTC)).sentences[1].replace("\xa0", " ")
    assert f"qui s’arrête à {commune.name} maintenant, jusqu’à 12 h" in there
    stop.hours = "Th[1] 09:30-12:15,13:30-17:15"
    stop.save()
    for day in range(60):
        assert len(ask("demarches", NOW + timedelta(days=day)).sentences[1].split()) <= 45
    PlaceStop.objects.update(hours="")
    assert f"qui s’arrête à {commune.name} ; " in ask().sentences[1].replace("\xa0", " ")


def test_a_postponed_workshop_about_the_need_leaves_room_for_others(
    ask: Callable[..., Guidance], make_event: Callable[..., EventPage]
) -> None:
    about = make_event(publish=True, title="Vos démarches", themes=["demarches"])
    make_event(publish=True, title="Autre chose", themes=["securite"])
    assert not ask("demarches").any_theme
    give_notice(event=about, kind="postponed", by=None, now=NOW)
    told = ask("demarches")
    assert told.any_theme
    assert "Autre chose" in [entry.title for entry in told.entries]
