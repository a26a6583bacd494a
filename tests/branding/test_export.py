"""Export and import of a département: what goes out comes back, and what is wrong changes nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from pytest_django import DjangoCaptureOnCommitCallbacks

from branding.actions import BrandImportError, ensure_brand, export_brand, import_brand
from branding.models import Brand

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>'

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(settings: Any, tmp_path: Path) -> Brand:
    settings.MEDIA_ROOT = tmp_path / "media"
    brand = ensure_brand()
    brand.programme_name, brand.departement_in, brand.compose_day = "L’été « numérique »", "en Côte-d’Or", 7
    brand.phone, brand.phone_hours, brand.colour_primary = "03 53 01 00 00", "Mo-Fr 09:00-12:00", "#123456"
    brand.legal_text, brand.postal_address = "<p>é &amp; è</p>", "1 rue\n21000 Dijon"
    brand.logo.save("logo.svg", ContentFile(SVG))
    return brand


def test_a_file_read_back_gives_the_same_file(filled: Brand, tmp_path: Path) -> None:
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    call_command("export_departement", str(first))
    Brand.objects.all().delete()
    call_command("import_departement", str(first))
    call_command("export_departement", str(second))
    assert first.read_bytes() == second.read_bytes()
    assert Brand.load().logo.read() == SVG


def test_the_export_holds_every_field(filled: Brand) -> None:
    names = {field.name for field in Brand._meta.concrete_fields} - {"id"}
    assert set(export_brand()["brand"]) == names
    json.dumps(export_brand())


def test_an_import_over_itself_changes_nothing(
    filled: Brand, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    before = export_brand()
    with django_capture_on_commit_callbacks(execute=True):
        import_brand(data=before)
    assert export_brand() == before


@pytest.mark.parametrize(
    "change",
    [
        {"colour_ink": "#ffffff"},
        {"unknown": 1},
        {"logo": "***"},
        {"logo": "QUJD"},
        {"compose_day": "x"},
        {"phone": None},
    ],
)
def test_a_wrong_value_is_refused_and_nothing_is_written(filled: Brand, change: dict[str, object]) -> None:
    before = export_brand()
    with pytest.raises(BrandImportError):
        import_brand(data={"format": 1, "brand": {**before["brand"], **change}})
    assert export_brand() == before


@pytest.mark.parametrize("text", ["", "[]", '{"format": 2, "brand": {}}', '{"format": 1}', "\x00"])
def test_a_file_that_is_no_export_is_refused_with_a_sentence(text: str, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text(text)
    with pytest.raises(CommandError):
        call_command("import_departement", str(file))
