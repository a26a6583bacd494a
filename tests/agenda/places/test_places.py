"""Places: what is refused, their permanent identity, and the nearest ones."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import PageViewRestriction

from agenda.places.actions import record_place
from agenda.places.models import PlacePage
from agenda.places.nearest import nearest_places
from agenda.places.queries import is_readable, place_by_code
from agenda.places.records import PlaceRecord
from cms.structures.models import StructurePage
from cms.territories.models import Commune

Make = Callable[..., PlacePage]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "12 34"),
        ("hours", "8h30-12h"),
        ("postal_code", "5800"),
        ("pivot", "12 34"),
        ("services", ["cuisine"]),
        ("services", "demarches"),
        ("fees", [["gratuit"]]),
        ("latitude", 200.0),
        ("typology", "MAIRIE"),
        ("summary", "x" * 281),
        ("email", "a@b"),
        ("website", "javascript:alert(1)"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field(field: str, value: object, communes: dict[str, Commune]) -> None:
    page = PlacePage(title="Lieu", slug="lieu", commune=communes["58194"], **{field: value})
    with pytest.raises(ValidationError) as refused:
        page.full_clean(exclude=["path", "depth"])
    assert field in refused.value.message_dict


def test_phone_and_postal_code_are_put_in_order_when_saved(make_place: Make) -> None:
    page = make_place("Lieu", phone="03 53 01 12 34")
    assert (page.phone, page.postal_code) == ("+33353011234", "58000")
    assert page.phone_display.replace("\u00a0", " ") == "03 53 01 12 34"


def test_a_place_gets_its_code_at_the_first_publication_and_keeps_it(make_place: Make) -> None:
    page = make_place("Lieu")
    code = page.code
    assert len(code) == 6
    assert page.permanent_path == f"/l/{code}"
    page.unpublish()
    page.title = "Autre nom"
    page.save_revision().publish()
    assert PlacePage.objects.get(pk=page.pk).code == code
    assert PlaceRecord.objects.get().name == "Autre nom"


def test_a_draft_has_no_code(library: StructurePage, communes: dict[str, Commune], now: datetime) -> None:
    page = PlacePage(title="Brouillon", commune=communes["58194"], live=False)
    library.add_child(instance=page)
    page.save_revision()
    assert record_place(page_id=page.pk, now=now) is None
    assert PlacePage.objects.get(pk=page.pk).code == ""


def test_a_copy_gets_a_code_of_its_own_and_an_alias_none(make_place: Make, library: StructurePage) -> None:
    page = make_place("Lieu")
    draft = page.copy(update_attrs={"slug": "copie", "title": "Copie"}, keep_live=False)
    assert PlacePage.objects.get(pk=draft.pk).code == ""
    live = page.copy(update_attrs={"slug": "copie-2"})
    live.save_revision().publish()
    alias = page.create_alias(update_slug="alias")
    codes = {PlacePage.objects.get(pk=pk).code for pk in (page.pk, live.pk)}
    assert len(codes) == 2
    assert "" not in codes
    assert PlacePage.objects.get(pk=alias.pk).code == ""


def test_a_code_outlives_its_place(make_place: Make) -> None:
    page = make_place("Cyber-base")
    record = place_by_code(page.code.upper())
    assert record is not None
    assert is_readable(record)
    code = page.code
    page.delete()
    record = place_by_code(code)
    assert record is not None
    assert (record.name, record.page, is_readable(record)) == ("Cyber-base", None, False)
    assert place_by_code("zzzzzz") is None


@pytest.mark.parametrize("how", ["unpublished", "restricted", "structure unpublished", "structure restricted"])
def test_a_hidden_place_is_not_readable(
    how: str, make_place: Make, library: StructurePage, communes: dict[str, Commune]
) -> None:
    page = make_place("Lieu")
    library.refresh_from_db()
    target = library if how.startswith("structure") else page
    if how.endswith("unpublished"):
        target.unpublish()
    else:
        PageViewRestriction.objects.create(page=target, restriction_type=PageViewRestriction.LOGIN)
    record = place_by_code(page.code)
    assert record is not None
    assert not is_readable(record)
    assert nearest_places(commune=communes["58194"]) == []
