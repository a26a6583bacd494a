"""The form a partner fills in: everyday words to tick, hours and phone as people write them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import QueryDict

from agenda.places.forms import PlacePageForm
from agenda.places.models import PlacePage
from cms.structures.models import StructurePage
from cms.territories.models import Commune

Make = Callable[..., PlacePage]


def form_for(page: PlacePage, parent: StructurePage, **cells: Any) -> Any:
    """Return the admin's form with what is shown, some cells typed anew."""
    form_class = PlacePage.get_edit_handler().get_form_class()
    assert issubclass(form_class, PlacePageForm)
    shown = form_class(instance=page, parent_page=parent)
    data = QueryDict(mutable=True)
    for name in shown.fields:
        value = cells.get(name, shown.get_initial_for_field(shown.fields[name], name))
        if isinstance(value, list):
            data.setlist(name, value)
        elif value not in {None, False}:
            data[name] = str(value)
    data["comments-TOTAL_FORMS"] = data["comments-INITIAL_FORMS"] = "0"
    data["stops-TOTAL_FORMS"] = data["stops-INITIAL_FORMS"] = "0"
    return form_class(data, instance=page, parent_page=parent)


def test_what_is_ticked_and_typed_is_kept_in_national_form(
    make_place: Make, library: StructurePage, communes: dict[str, Commune]
) -> None:
    page = make_place("Lieu")
    form = form_for(
        page, library, phone="03 53 01 12 34", hours="lundi au vendredi 9h-12h", services=["loisirs", "demarches"],
        fees=["gratuit"], commune="58194",
    )  # fmt: skip
    assert form.is_valid(), form.errors
    saved = form.save(commit=False)
    assert (saved.phone, saved.hours) == ("+33353011234", "Mo-Fr 09:00-12:00")
    assert (saved.services, saved.fees) == (["loisirs", "demarches"], ["gratuit"])


def test_stored_hours_are_shown_as_they_are_said_and_do_not_change_by_themselves(
    make_place: Make, library: StructurePage
) -> None:
    page = make_place("Lieu", hours="Mo-We 09:00-12:00;Th 09:00-12:00")
    form = form_for(page, library)
    assert 'value="9h"' in str(form["hours"])
    assert form.is_valid(), form.errors
    assert form.save(commit=False).hours == "Mo-We 09:00-12:00;Th 09:00-12:00"


def test_hours_that_words_would_lose_are_shown_as_they_are_stored(make_place: Make, library: StructurePage) -> None:
    hours = "Mo 09:00-12:00; Jul-Aug off"
    assert form_for(make_place("Lieu", hours=hours), library).initial["hours"] == hours


def test_the_form_asks_for_the_commune_and_says_what_is_wrong_where(make_place: Make, library: StructurePage) -> None:
    form = form_for(make_place("Lieu"), library, commune=None, phone="12 34", hours="le matin", services=["cuisine"])
    assert not form.is_valid()
    assert {"commune", "phone", "hours", "services"} <= form.errors.keys()


def test_the_phone_is_shown_as_it_is_read_and_kept_in_national_form(make_place: Make, library: StructurePage) -> None:
    page = make_place("Lieu", phone="+33353014020")
    form = form_for(page, library)
    assert form["phone"].value() == "03 53 01 40 20"
    assert form.is_valid(), form.errors
    assert form.save(commit=False).phone == "+33353014020"
    assert "phone" not in form.changed_data


def test_labels_begin_with_a_capital_and_days_are_read_in_french_order(
    make_place: Make, library: StructurePage
) -> None:
    page = make_place("Lieu", updated_date=date(2026, 11, 3))
    form = form_for(page, library)
    assert [bound.label for bound in form if bound.label and str(bound.label)[0].islower()] == []
    assert 'value="03/11/2026"' in str(PlacePage.get_edit_handler().get_form_class()(instance=page)["updated_date"])
    typed = form_for(page, library, updated_date="04/11/2026")
    assert typed.is_valid(), typed.errors
    assert typed.cleaned_data["updated_date"] == date(2026, 11, 4)
