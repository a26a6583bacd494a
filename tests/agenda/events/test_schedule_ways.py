"""Three ways to give dates: each says exactly what is stored, comes back as it was, or says what is wrong and where."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import QueryDict

from agenda.events.schedule import Schedule, ScheduleError, Slot, parse_schedule, weekly
from agenda.events.schedule_choices import choices_of
from agenda.events.schedule_field import ScheduleField
from agenda.events.schedule_ways import Here, Typed, blank, essence, is_blank, read, sentence_for, shown, typed_in
from agenda.events.schedule_widget import ScheduleWidget, examples
from agenda.events.schedule_words import Problems
from agenda.recurrence.rules import Days, Frequency, Hours, Rule, School
from tests.agenda.recurrence.generated import rules

HERE = Here("A", date(2026, 11, 30))
TUESDAY = date(2027, 1, 5)

pytestmark = pytest.mark.once


def slot(day: date, start: int = 14, end: int = 16) -> Slot:
    return Slot(datetime.combine(day, time(start)), datetime.combine(day, time(end)))


def choices(**more: Any) -> Typed:
    """Return the choices for every Tuesday from 2 pm to 4 pm of the first half of 2027, with some of them changed."""
    typed = blank(HERE)
    plain = {"weekdays": ["1"], "start": "14:00", "end": "16:00", "first": "2027-01-05", "until": "2027-06-29"}
    return typed | {"way": "choices", "choices": typed["choices"] | plain | more}


def sent(typed: Typed) -> Typed:
    """Return what comes back of a shown answer through a browser's form."""
    widget = ScheduleWidget()
    widget.here = HERE
    found = typed_in(browser_data(widget.render("schedule", typed)), "schedule")
    assert found is not None
    return found


def browser_data(html: str) -> QueryDict:
    """Return what a browser would send of the widget's HTML, with nothing touched."""
    data = QueryDict(mutable=True)
    for field in BeautifulSoup(html, "html.parser").select("input[name], select[name], textarea[name]"):
        name, kind = str(field["name"]), field.get("type")
        if field.name == "textarea":
            data.appendlist(name, field.get_text())
        elif field.name == "select":
            option = field.select_one("option[selected]") or field.select_one("option")
            assert option
            data.appendlist(name, str(option.get("value", option.get_text())))
        elif kind not in {"radio", "checkbox"} or field.has_attr("checked"):
            data.appendlist(name, str(field.get("value", "on")))
    return data


def schedules(number: int = 150) -> list[Schedule]:
    """Return schedules of generated rules, some with dates beside, some with days left out."""
    found = []
    for n, rule in enumerate(rules(number, seed=7)):
        try:
            schedule = Schedule.of(rules=[rule])
            if n % 3 == 0:
                day = schedule.occurrences()[0].start.date() + timedelta(days=1)
                schedule = Schedule.of(rules=[rule], slots=[slot(day, 3, 5)])
        except ScheduleError:
            continue
        found.append(schedule)
    return found


def test_every_schedule_comes_back_from_the_way_that_shows_it_and_nothing_has_changed() -> None:
    ways: Counter[str] = Counter()
    field = ScheduleField()
    field.stand(HERE)
    for schedule in schedules():
        value = schedule.to_json()
        typed = shown(value, HERE)
        ways[typed["way"]] += 1
        back = sent(typed)
        assert essence(back) == essence(typed), sentence_for(schedule)
        assert read(back, HERE) == schedule, sentence_for(schedule)
        assert not field.has_changed(value, back)
        field.stored = value
        assert field.clean(back) is value
    assert ways["choices"] > 30, ways
    assert ways["text"] > 8, ways


def test_choices_show_a_rule_only_when_they_say_exactly_the_same() -> None:
    shown_rules = 0
    for schedule in schedules():
        found = choices_of(schedule)
        if found is not None:
            shown_rules += 1
            assert read(blank(HERE) | {"way": "choices", "choices": found}, HERE) == schedule
    assert shown_rules > 30


@pytest.mark.parametrize(
    ("value", "way"),
    [
        ({}, "days"),
        (None, "days"),
        (Schedule.of(slots=[slot(TUESDAY), slot(TUESDAY + timedelta(days=2))]).to_json(), "days"),
        (Schedule.of(rules=[weekly(TUESDAY, date(2027, 6, 29), time(14), time(16))]).to_json(), "choices"),
        (Schedule.of(slots=[slot(date(2027, 7, 1))],
                     rules=[weekly(TUESDAY, date(2027, 6, 29), time(14), time(16))]).to_json(), "choices"),
        (Schedule.of(rules=[Rule.of(
            Frequency.WEEKLY, TUESDAY, [Days.on_weekday(1, Hours(time(14), time(16)))], until=date(2027, 12, 14),
            months=frozenset({1, 2, 10})
        )]).to_json(), "text"),
        # Two rules that no sentence of one rule says; more dates than a form holds lines.
        (Schedule.of(slots=[slot(TUESDAY + timedelta(days=n)) for n in range(300)]).to_json(), "kept"),
        # Version 1, which old revisions hold.
        ({"version": 1, "slots": [slot(TUESDAY).to_json()]}, "days"),
        ({"version": 1, "excluded": ["2027-02-09"], "rule": {"frequency": "weekly", "from": "2027-01-05",
          "until": "2027-06-29", "start": "14:00", "end": "16:00"}}, "choices"),
    ],
)  # fmt: skip
def test_an_event_opens_in_the_way_that_fits_and_comes_back_to_the_byte(value: Any, way: str) -> None:
    typed = shown(value, HERE)
    assert typed["way"] == way
    back = sent(typed)
    field = ScheduleField()
    field.stand(HERE)
    assert not field.has_changed(value, back)
    if value:
        field.stored = value
        assert field.clean(back) is value
        assert read(back, HERE).occurrences() == parse_schedule(value).occurrences()


def test_a_new_rule_stands_at_the_end_of_the_school_year_and_without_public_holidays() -> None:
    typed = blank(HERE)
    assert (typed["way"], typed["choices"]["until"], typed["choices"]["public"]) == ("days", "2027-07-02", True)
    assert is_blank(typed)
    assert is_blank(sent(typed))
    assert Here("A", date(2027, 6, 20)).school_year_ends != date(2027, 7, 2)


@pytest.mark.parametrize(
    ("more", "key", "said"),
    [
        ({"weekdays": []}, "weekdays", "au moins un jour"),
        ({"start": "", "end": ""}, "start", "il manque l’heure de début"),
        ({"end": "12:00"}, "end", "la fin (12 h) est avant le début (14 h)"),
        ({"end": "25:00"}, "end", "n’est pas lisible"),
        ({"until": "2027-01-01"}, "until", "avant la première"),
        ({"until": ""}, "until", "il manque le jour"),
        ({"until": "2027-02-30"}, "until", "n’est pas lisible"),
        ({"until": "2030-01-05"}, "until", "plus de deux ans"),
        ({"first": ""}, "first", "il manque le jour"),
        ({"first": "0026-01-05"}, "first", "n’est pas lisible"),
        ({"ending": "count", "count": ""}, "count", "combien de fois"),
        ({"ending": "count", "count": "801"}, "count", "de 1 à 800"),
        ({"ending": "count", "count": "²"}, "count", "combien de fois"),
        ({"ending": "count", "count": "500"}, "until", "plus de deux ans"),
        ({"rhythm": "month"}, "nth", "le premier"),
        ({"nth": ["1"]}, "rhythm", "chaque mois"),
        ({"rhythm": "date", "monthday": "15"}, "rhythm", "Décochez"),
        ({"rhythm": "date", "weekdays": [], "monthday": ""}, "monthday", "jour du mois"),
        ({"rhythm": "date", "weekdays": [], "monthday": "32"}, "monthday", "jour du mois"),
        ({"rhythm": "5"}, "rhythm", "rythme"),
        ({"start2": "18:00"}, "end2", "Deuxième horaire"),
        ({"start2": "14:00", "end2": "15:00"}, "start2", "la même heure"),
        ({"hours": {"3": {"start": "10:00", "end": "12:00"}}}, "hours-3-start", "n’est pas coché"),
        ({"hours": {"1": {"start": "10:00", "end": ""}}}, "hours-1-end", "Mardi"),
        ({"excluded": ["2027-01-06"]}, "excluded-0", "mercredi 6 janvier 2027 n’est pas un jour de l’événement"),
        ({"excluded": ["demain"]}, "excluded-0", "n’est pas lisible"),
        ({"extra": [{"date": "2027-01-12", "start": "", "end": ""}]}, "extra-0-date", "a déjà lieu"),
        ({"extra": [{"date": "2027-01-13", "start": "16:00", "end": "8:00"}]}, "extra-0-end", "Date ajoutée 1"),
        ({"first": "2027-02-16", "until": "2027-02-16", "school": "except"}, "weekdays", "aucune date"),
        ({"weekdays": [*"0123456"], "until": "2029-01-04", "start2": "18:00", "end2": "19:00"}, "until", "800"),
    ],
)
def test_a_mistake_in_the_choices_is_said_at_its_input(more: dict[str, Any], key: str, said: str) -> None:
    with pytest.raises(Problems) as caught:
        read(choices(**more), HERE)
    first = caught.value.found[0]
    assert (first.key, said.casefold() in first.said.replace("\xa0", " ").casefold()) == (key, True), first
    assert 'aria-invalid="true"' in ScheduleWidget().render("schedule", choices(**more), {"id": "id_schedule"})


def test_the_31st_of_each_month_says_which_months_have_none() -> None:
    typed = choices(rhythm="date", weekdays=[], monthday="31")
    html = ScheduleWidget().render("schedule", typed).replace("\xa0", " ").replace("&nbsp;", " ")
    assert len(read(typed, HERE).occurrences()) == 3
    assert "février n’a que 28 jours" in html


def test_an_added_date_without_hours_has_those_of_the_rule() -> None:
    schedule = read(choices(extra=[{"date": "2027-01-13", "start": "", "end": ""}]), HERE)
    assert schedule.slots == (slot(date(2027, 1, 13)),)


@pytest.mark.parametrize(
    ("rows", "key", "said"),
    [
        ([{"date": "", "start": "14:00", "end": "16:00"}], "0-date", "Date 1 : il manque le jour."),
        ([{"date": "2027-01-05", "start": "14:00", "end": "16:00"}] * 2, "1-date", "que la date 1"),
        ([{"date": "2027-01-05", "start": "16:00", "end": "08:00"}], "0-end", "la fin (8 h) est avant le début (16 h)"),
        ([{"date": "0026-12-01", "start": "16:00", "end": "18:00"}], "0-date", "le jour n’est pas lisible"),
        ([{"date": "2027-01-05", "start": "16:00:30", "end": "18:00"}], "0-start", "n’est pas lisible"),
        ([{"date": "2027-01-05", "start": "16:00+02:00", "end": "18:00"}], "0-start", "n’est pas lisible"),
        ([{"date": d, "start": "16:00", "end": "18:00"} for d in ("2027-01-05", "2030-01-05")], "0-date", "deux ans"),
    ],
)
def test_a_mistake_in_the_lines_is_said_at_its_input(rows: list[dict[str, str]], key: str, said: str) -> None:
    with pytest.raises(Problems) as caught:
        read(blank(HERE) | {"rows": rows}, HERE)
    assert caught.value.found[0].key == key
    assert said in caught.value.found[0].said.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mardi", "De quelle heure à quelle heure ?"),
        ("tous les mardis à 14 h", "jusqu’à quelle heure"),
        ("tous les mardis de 14 h à 16 h", "jusqu’à quel jour"),
        ("tous les mardis de 14 h à 16 h", "2 juillet 2027"),
        ("le mardi 6 janvier 2027 de 14 h à 16 h", "est un mercredi"),
        ("n’importe quoi", "?"),
        ("x" * 1001, "trop long"),
    ],
)
def test_what_a_sentence_leaves_open_is_asked_at_the_sentence(text: str, said: str) -> None:
    with pytest.raises(Problems) as caught:
        read(blank(HERE) | {"way": "text", "text": text}, HERE)
    assert [one.key for one in caught.value.found] == ["text"]
    assert said.casefold() in str(caught.value).replace("\xa0", " ").casefold()


@pytest.mark.parametrize("month", range(24))
def test_the_examples_are_understood_as_they_stand_on_every_day(month: int) -> None:
    for day in (1, 15, 28):
        here = Here("A", date(2026 + month // 12, month % 12 + 1, day))
        for text in examples(here):
            assert read(blank(here) | {"way": "text", "text": text}, here).occurrences(), text


def test_a_sentence_becomes_a_rule_in_the_installations_zone() -> None:
    text = "tous les mardis de 14 h à 16 h jusqu’au 2 juillet 2027, sauf vacances scolaires"
    schedule = read(blank(HERE) | {"way": "text", "text": text}, Here("C", HERE.today))
    assert (schedule.zone, schedule.rules[0].school) == ("C", School.EXCEPT)
    assert {one.name for one in schedule.skipped()} >= {"Vacances de Noël"}


def test_a_sentence_that_nobody_touched_means_what_is_stored_also_years_later() -> None:
    rule = Rule.of(
        Frequency.WEEKLY, date(2019, 1, 8), [Days.on_weekday(1, Hours(time(14), time(16)))], until=date(2019, 6, 4),
        months=frozenset({1, 2}),
    )  # fmt: skip
    schedule = Schedule.of(rules=[rule], zone="B")
    back = sent(shown(schedule.to_json(), HERE))
    assert back["way"] == "text"
    assert read(back, HERE) == schedule


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"version":2}', "[" * 5000, '{"version":2,"zone":"Z","slots":[]}'])
def test_a_kept_value_that_is_none_is_refused(kept: str) -> None:
    with pytest.raises(Problems):
        read(blank(HERE) | {"way": "kept", "kept": kept}, HERE)


def test_more_lines_than_a_form_holds_are_refused_and_never_cut() -> None:
    data = QueryDict(mutable=True)
    data["schedule-way"] = "days"
    for n in range(125):
        day = TUESDAY + timedelta(days=n)
        data.update({f"schedule-{n}-date": day.isoformat(), f"schedule-{n}-start": "14:00"})
        data[f"schedule-{n}-end"] = "16:00"
    found = typed_in(data, "schedule")
    assert found is not None
    with pytest.raises(Problems, match="Plus de 120 dates"):
        read(found, HERE)


def test_the_only_way_that_was_filled_in_is_meant_when_the_chosen_one_is_empty() -> None:
    text = "tous les mardis de 14 h à 16 h jusqu’au 2 juillet 2027"
    data = QueryDict(mutable=True)
    data.update({"schedule-way": "days", "schedule-text": text})
    found = typed_in(data, "schedule")
    assert found is not None
    assert (found["way"], found["text"]) == ("text", text)
    data["schedule-0-date"] = "2027-01-05"
    found = typed_in(data, "schedule")
    assert found is not None
    assert found["way"] == "days"
