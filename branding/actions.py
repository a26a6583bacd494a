"""The writes of the brand: its one row, its export to a file and its import from one."""

import base64
import binascii
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from branding.logo import logo_kind
from branding.models import SINGLE_ROW, Brand

FORMAT = 1


class BrandImportError(Exception):
    """The file is no export of this product, or holds values that the record refuses; says which."""


@transaction.atomic
def ensure_brand() -> Brand:
    """Return the one row, made with neutral defaults if there is none."""
    brand, _created = Brand.objects.get_or_create(pk=SINGLE_ROW)
    return brand


def export_brand(brand: Brand | None = None) -> dict[str, Any]:
    """Return everything of the département as JSON values, the logo as base64."""
    brand = brand or Brand.load()
    values = {field.name: getattr(brand, field.name) for field in _fields() if field.name != "logo"}
    logo = None
    if brand.logo:
        with brand.logo.open("rb") as file:
            logo = base64.b64encode(file.read()).decode("ascii")
    return {"format": FORMAT, "brand": {**values, "logo": logo}}


@transaction.atomic
def import_brand(*, data: dict[str, Any]) -> Brand:
    """Replace the record by an exported one; what the file leaves out takes its neutral default.

    Raises:
        BrandImportError: wrong format, unknown field, or a value that the record refuses.
    """
    values = _checked(data)
    logo = values.pop("logo", None)
    former = Brand.objects.filter(pk=SINGLE_ROW).first()
    brand = Brand(pk=SINGLE_ROW, **values)
    if logo:
        brand.logo = _logo_file(logo)
    try:
        # The one row exists already; its key is not a duplicate.
        brand.full_clean(exclude=["id"], validate_unique=False)
    except ValidationError as error:
        sentences = [f"{field}: {' '.join(texts)}" for field, texts in error.message_dict.items()]
        raise BrandImportError("\n".join(sentences)) from error
    brand.save()
    if former and former.logo:
        transaction.on_commit(partial(former.logo.delete, save=False))
    log(instance=brand, action="wagtail.edit" if former else "wagtail.create")
    return brand


class BrandChanged(Exception):
    """Somebody else has written the number since the form was shown."""


@transaction.atomic
def write_hotline(*, phone: str, hours: str, note: str, seen: tuple[str, str, str], by: Any) -> Brand:
    """Write the one number, its hours (OpenStreetMap's syntax) and its note; `seen` is what the form showed.

    Raises:
        BrandChanged: what stands there is not what was seen any more.
        ValidationError: what the record refuses.
    """
    Brand.objects.get_or_create(pk=SINGLE_ROW)
    brand = Brand.objects.select_for_update().get(pk=SINGLE_ROW)
    if (brand.phone, brand.phone_hours, brand.phone_note) != seen:
        raise BrandChanged
    brand.phone, brand.phone_hours, brand.phone_note = phone, hours, note
    brand.full_clean(exclude=[field.name for field in _fields() if not field.name.startswith("phone")] + ["id"])
    brand.save(update_fields=["phone", "phone_hours", "phone_note"])
    log(instance=brand, action="wagtail.edit", user=by)
    return brand


def _fields() -> "list[models.Field[Any, Any]]":
    return [field for field in Brand._meta.concrete_fields if not field.primary_key]


def _checked(data: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("brand"), dict):
        raise BrandImportError(_("This file is not an export of a département."))
    values = dict(data["brand"])
    unknown = sorted(set(values) - {field.name for field in _fields()})
    if unknown:
        raise BrandImportError(_("Unknown fields: %(names)s") % {"names": ", ".join(unknown)})
    # Validation passes over the null of a field that may be blank; the database would not.
    if missing := sorted(name for name, value in values.items() if value is None and name != "logo"):
        raise BrandImportError(_("Fields without a value: %(names)s") % {"names": ", ".join(missing)})
    return values


def _logo_file(text: object) -> "ContentFile[bytes]":
    try:
        content = base64.b64decode(str(text), validate=True)
        return ContentFile(content, name=f"logo.{logo_kind(content)}")
    except (binascii.Error, ValidationError) as error:
        raise BrandImportError(_("The logo in this file cannot be read.")) from error
