"""Hours in a form: a table that loses nothing, errors that name the day."""

import random
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from agenda.places.hours import spans_on
from agenda.places.hours_form import PARTS, HoursField, HoursWidget, read_clock, to_typed
from agenda.places.hours_table import CLOSED, Cells, HoursTable, read_table, write_table

pytestmark = pytest.mark.once
OFFICE = "Mo-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00; PH off"


def posted(hours: str, **cells: str) -> object:
    """Return what the widget reads of a browser that got the form for `hours`, some cells typed anew."""
    typed = to_typed(hours)
    data = QueryDict(mutable=True)
    for number, row in enumerate(typed["days"]):
        for part in PARTS:
            data[f"hours-{number}-{part}"] = row[part]
    for key in ("comment", "special", "stored"):
        data[f"hours-{key}"] = typed[key]
    if typed["closed_on_holidays"]:
        data["hours-closed_on_holidays"] = "1"
    data.update({f"hours-{key.removeprefix('_')}": value for key, value in cells.items()})
    for key, value in cells.items():
        data[f"hours-{key.removeprefix('_').replace('__', '-')}"] = value
        if value == "" and key == "closed_on_holidays":
            del data["hours-closed_on_holidays"]
    return HoursWidget().value_from_datadict(data, {}, "hours")


def random_cells(dice: random.Random) -> Cells:
    """Return a day: closed, one stretch or two."""
    clocks = sorted(dice.sample([f"{hour:02d}:{minute}" for hour in range(6, 24) for minute in ("00", "15", "30")], 4))
    kind = dice.random()
    if kind < 0.3:
        return CLOSED
    if kind < 0.6:
        return ((clocks[0], clocks[1]), None) if clocks[0] < "12:30" else (None, (clocks[0], clocks[1]))
    return (clocks[0], clocks[1]), (clocks[2], clocks[3])


def test_writing_a_table_and_reading_it_again_is_the_identity() -> None:
    dice = random.Random(58)
    specials = ("", "", "We[1],We[3] 09:00-12:00", "Jul-Aug off", 'week 1-53/2 Tu 14:00-16:00 "au marché"')
    shared = [random_cells(dice) for _n in range(5)]
    for _round in range(3000):
        days = tuple(dice.choice([*shared, CLOSED, random_cells(dice)]) for _day in range(7))
        any_day = any(any(cells) for cells in days)
        table = HoursTable(
            days,
            random_cells(dice) if any_day and dice.random() < 0.2 else CLOSED,
            dice.choice(["", "sur rendez-vous"]) if any_day else "",
            dice.choice(specials),
        )
        assert read_table(write_table(table)) == table, write_table(table)


@pytest.mark.parametrize(
    "hours",
    [
        OFFICE, "Mo-We 09:00-12:00;Th 09:00-12:00", "24/7", "Mo 09:00-12:00; Jul-Aug off", '"sur rendez-vous"',
        'Mo 09:00-12:00 || "sur rendez-vous"', "Fr 22:00-02:00", "Mo 09:00-10:00,11:00-12:00,14:00-15:00",
        "Mo 09:00-12:00, We 10:00-11:00", "Mo-Fr 09:00-12:00; Mo 14:00-16:00", "We[1] 09:00-12:00", "sunrise-sunset",
        'Mo 09:00-12:00 "un"; Tu 09:00-12:00 "deux"', "Mo-Fr 09:00-12:00; PH off; Jul-Aug 10:00-11:00",
        '"sur rendez-vous"; Jul-Aug off', "Mo-Su,PH 09:00-12:00", "Mo-Fr 09:00-12:00; PH,Su off", "PH off",
    ],
)  # fmt: skip
def test_hours_that_nobody_touches_stay_word_for_word(hours: str) -> None:
    assert HoursField().clean(posted(hours)) == hours
    assert not HoursField().has_changed(hours, posted(hours))


@pytest.mark.parametrize(
    "hours",
    ["Mo 09:00-12:00; Jul-Aug off", "Mo-Fr 09:00-12:00; Mo 14:00-16:00", 'Mo 09:00-12:00 "un"; Tu 09:00-12:00 "deux"',
     "Mo-Fr 09:00-12:00; PH,Su off", "Mo-Su,PH 09:00-12:00", OFFICE],
)  # fmt: skip
def test_a_table_written_anew_means_what_it_meant(hours: str) -> None:
    again = write_table(read_table(hours))
    for number in range(366):
        day = date(2026, 1, 1) + timedelta(days=number)
        assert spans_on(again, day) == spans_on(hours, day), (again, day)


def test_a_day_typed_anew_changes_that_day_and_keeps_the_rest() -> None:
    stored = "Mo-Fr 09:00-12:00; Jul-Aug off"
    typed = posted(stored, _2__pm_from="14 h", _2__pm_to="17:30")
    assert HoursField().clean(
        typed
    ) == "Mo-Tu,Th-Fr 09:00-12:00; We 09:00-12:00,14:00-17:30; Jul-Aug off; PH off".replace(
        "Mo-Tu,Th-Fr", "Mo,Tu,Th,Fr"
    )


def test_special_hours_are_typed_in_french() -> None:
    typed = posted("", special="1er et 3e mercredi du mois 9h-12h")
    assert HoursField().clean(typed) == "We[1],We[3] 09:00-12:00; PH off"
    plain = HoursWidget().value_from_datadict(QueryDict("hours=lundi+9h-12h"), {}, "hours")
    assert HoursField().clean(plain) == "Mo 09:00-12:00"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"_0__am_from": "9h"}, "Lundi : l’heure de fermeture manque."),
        ({"_1__pm_to": "17h"}, "Mardi : l’heure d’ouverture manque."),
        (
            {"_2__am_from": "25h", "_2__am_to": "14h"},
            "Mercredi : 25h n’est pas une heure. Écrivez par exemple 9h ou 12h30.",
        ),
        ({"_3__am_from": "12h", "_3__am_to": "9h"}, "Jeudi : 9h est écrit après 12h et doit être plus tard."),
        ({"special": "quand il fait beau"}, "« quand il fait beau » n’est pas compris"),
        ({"closed_on_holidays": ""}, "Jours fériés : donnez leurs heures"),
    ],
)
def test_each_mistake_names_its_day(cells: dict[str, str], said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        HoursField().clean(posted("", **cells))
    assert said in " ".join(caught.value.messages).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("typed", "clock"),
    [("9h", "09:00"), ("9", "09:00"), ("9 h 30", "09:30"), ("09:05", "09:05"), ("1730", "17:30"), ("24h", "24:00"),
     ("midi", "12:00"), ("Minuit", "24:00"), ("25h", None), ("9h75", None), ("matin", None)],
)  # fmt: skip
def test_an_hour_is_understood_as_people_write_it(typed: str, clock: str | None) -> None:
    assert read_clock(typed) == clock


def test_a_mistake_is_told_beside_its_day() -> None:
    typed = posted("", _2__am_from="25h", _2__am_to="14h")
    html = HoursWidget().render("hours", typed, {"id": "id_hours"})
    wednesday = html[html.index("Mercredi</legend>") : html.index("Jeudi</legend>")]
    assert 'id="id_hours-2-error">' in wednesday
    assert "25h n’est pas une heure." in wednesday
    assert 'aria-describedby="id_hours-2-error ' in wednesday
    assert html.count("hours__error") == 1


def test_the_widget_says_stored_special_hours_in_french_and_labels_every_hour() -> None:
    html = HoursWidget().render("hours", "We[1] 09:00-12:00", {"id": "id_hours"})
    assert "We[1] 09:00-12:00" in html
    assert html.count("<legend>") == 8
    for number in range(8):
        for part in PARTS:
            assert f'for="id_hours-{number}-{part}"' in html
            assert f'id="id_hours-{number}-{part}"' in html
    assert "style=" not in html
