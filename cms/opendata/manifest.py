"""`datapackage.json`: the files, their columns and licences in the words of Frictionless Data Package."""

import hashlib
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from branding.models import Brand
from cms.opendata.features import plain
from cms.opendata.files import FILES, File
from cms.opendata.licences import ODBL, OPEN, LicenceText
from cms.opendata.tables import Column


def data_package(files: dict[str, bytes], modified_at: datetime | None) -> dict[str, Any]:
    """Return the description of the tables among `files`."""
    brand = Brand.load()
    return {
        "profile": "data-package",
        "name": "donnees-mediation-numerique",
        "title": _("Places and events of %(programme)s") % {"programme": brand.programme_name},
        "homepage": settings.PUBLIC_URL + reverse("opendata:home"),
        "version": plain(modified_at) if modified_at else "0",
        "contributors": [{"title": brand.programme_name, "role": "publisher"}],
        "licenses": [_licence(OPEN), _licence(ODBL)],
        "resources": [
            _resource(FILES[name], body) for name, body in files.items() if name in FILES and FILES[name].table
        ],
    }


def _licence(text: LicenceText) -> dict[str, str]:
    return {"name": text.name, "title": text.title, "path": text.url}


def _resource(file: File, body: bytes) -> dict[str, Any]:
    assert file.table is not None  # noqa: S101 - chosen by the caller
    made: dict[str, Any] = {
        "name": file.name.replace(".", "-"),
        "path": file.name,
        "title": file.table.title,
        "description": file.table.description,
        "format": file.format,
        "mediatype": file.media_type,
        "encoding": "utf-8",
        "licenses": [_licence(file.licence)],
    }
    if file.format == "csv":
        made |= {"profile": "tabular-data-resource", "bytes": len(body), "hash": _hash(body)}
        made["schema"] = {"fields": [_field(column) for column in file.table.columns], "missingValues": [""]}
    elif not file.live:
        made |= {"profile": "data-resource", "bytes": len(body), "hash": _hash(body)}
    else:
        # Served live at its address: a hash of last night's bytes would contradict it. Columns told all the same.
        made |= {"profile": "data-resource", "columns": [_field(column) for column in file.table.columns]}
    return made


def _hash(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def _field(column: Column) -> dict[str, Any]:
    constraints = dict(column.constraints)
    made: dict[str, Any] = {"name": column.name, "type": column.kind, "description": column.meaning}
    if column.kind == "datetime":
        made["format"] = "%Y-%m-%dT%H:%M:%S%z"
    if form := constraints.pop("format", ""):
        made["format"] = form
    return made | ({"constraints": constraints} if constraints else {})
