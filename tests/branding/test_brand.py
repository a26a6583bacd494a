"""The one record: neutral defaults, colours and hours refused at their field, never written by a read."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client, override_settings
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from branding.actions import ensure_brand
from branding.contrast import contrast
from branding.models import Brand
from branding.tokens import css_variables, mjml_attributes, palette

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">%s</svg>'


def refused(**values: object) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        Brand(**values).full_clean(validate_unique=False)
    return caught.value.message_dict


def test_the_neutral_record_is_valid() -> None:
    Brand().full_clean(validate_unique=False)


def test_the_neutral_record_names_no_departement() -> None:
    text = " ".join(str(getattr(Brand(), field.name)) for field in Brand._meta.concrete_fields)
    assert not any(name in text for name in ("Nièvre", "Yonne", "Nevers", "58"))


@pytest.mark.parametrize(
    ("field", "colour", "ratio"),
    [("colour_primary", "#77aabb", "2,3"), ("colour_ink", "#999999", "2,5"), ("colour_accent", "#333333", "1,2")],
)
def test_a_colour_upon_which_nobody_could_read_is_refused_at_its_field(field: str, colour: str, ratio: str) -> None:
    errors = refused(**{field: colour})
    assert list(errors) == [field]
    assert ratio in errors[field][0]
    # The sentence proposes a colour that this field takes.
    advice = errors[field][0].rstrip(".").rsplit(" ", 1)[-1]
    assert field not in Brand(**{field: advice})._unreadable()


@pytest.mark.parametrize("value", ["red", "#fff", "", None, "#12345z"])
def test_what_is_no_colour_is_refused_at_its_field(value: str | None) -> None:
    assert list(refused(colour_primary=value)) == ["colour_primary"]


def test_hours_that_cannot_be_read_are_refused_at_their_field() -> None:
    assert list(refused(phone_hours="du lundi au vendredi")) == ["phone_hours"]


@pytest.mark.parametrize("day", [0, 29])
def test_the_draft_is_made_on_a_day_that_every_month_has(day: int) -> None:
    assert list(refused(compose_day=day)) == ["compose_day"]


def test_a_png_and_a_plain_svg_are_logos() -> None:
    png = BytesIO()
    Image.new("RGB", (4, 4)).save(png, "PNG")
    for content in (png.getvalue(), SVG % b'<path d="M0 0h9"/>'):
        Brand(logo=ContentFile(content, name="dessin.xyz")).full_clean(validate_unique=False)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<html/>",
        SVG % b"<script>alert(1)</script>",
        SVG % b'<path onload="alert(1)"/>',
        SVG % b'<a href="https://example.org"><path/></a>',
        SVG % b'<rect fill="url(https://example.org/x)"/>',
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG % b"&a;",
        SVG % (b"<path/>" * 60_000),
    ],
)
def test_a_logo_that_could_do_more_than_draw_is_refused(content: bytes) -> None:
    assert "logo" in refused(logo=ContentFile(content, name="logo.svg"))


@pytest.mark.django_db
def test_there_is_one_row_whatever_is_saved() -> None:
    ensure_brand()
    Brand.objects.create(short_name="Un")
    Brand(short_name="Deux").save()
    assert list(Brand.objects.values_list("short_name", flat=True)) == ["Deux"]


@pytest.mark.django_db
@override_settings(ROOT_URLCONF="tests.branding.urls")
def test_without_a_row_pages_show_the_defaults_and_write_nothing(client: Client) -> None:
    Brand.objects.all().delete()
    assert "Relais numérique" in client.get("/").content.decode()
    assert not Brand.objects.exists()


@pytest.mark.django_db
@override_settings(ROOT_URLCONF="tests.branding.urls")
def test_a_page_reads_the_brand_once(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ensure_brand()
    with django_assert_num_queries(1):
        client.get("/")


def test_mixed_text_colours_stay_readable() -> None:
    for ink in ("#000000", "#1d2429", "#5c3317"):
        colours = palette(Brand(colour_ink=ink))
        assert contrast(colours.ink_soft, colours.band) >= 4.5
        assert contrast(colours.field_line, "#ffffff") >= 3


def test_every_medium_gets_the_same_colours() -> None:
    brand = Brand(colour_primary="#123456")
    assert "--primary: #123456;" in css_variables(brand)
    assert 'background-color="#123456"' in mjml_attributes(brand)


def test_every_variable_of_the_brand_has_a_fallback_in_the_static_sheet() -> None:
    static = (Path(__file__).parents[2] / "branding/static/branding/tokens.css").read_text()
    for line in css_variables(Brand()).splitlines()[1:-1]:
        assert line.strip() in static
