"""`catalogue.jsonld`: the catalogue in DCAT-AP, as data.gouv.fr and regional portals harvest it."""

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
from cms.opendata.tables import EVENTS, ODBL_PLACES, PLACES, SITTINGS, Table

_EU = "http://publications.europa.eu/resource/authority"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_FORMATS = {"csv": "CSV", "json": "JSON", "geojson": "GEOJSON", "zip": "ZIP"}


def catalogue(
    files: dict[str, bytes], modified_at: datetime | None, issued_at: datetime | None = None
) -> dict[str, Any]:
    """Return the catalogue; `files` give sizes and checksums, live layers have neither.

    `issued_at` is when the first of the data was published, `modified_at` when the last of it changed.
    """
    home = settings.PUBLIC_URL + reverse("opendata:home")
    service = settings.PUBLIC_URL + reverse("opendata:ogc")
    brand = Brand.load()
    publisher = {"@id": f"{home}#publisher", "@type": "foaf:Agent", "foaf:name": brand.programme_name}
    shared = {
        "dct:publisher": {"@id": publisher["@id"]},
        "dct:language": {"@id": f"{_EU}/language/FRA"},
    } | _when(issued_at, modified_at)
    datasets = [
        _dataset("lieux", PLACES, OPEN, ("lieux.csv", "lieux.json", "lieux.geojson", "donnees.zip"), files),
        _dataset("evenements", EVENTS, OPEN, ("evenements.csv", "evenements.geojson", "donnees.zip"), files),
        _dataset("lieux-odbl", ODBL_PLACES, ODBL, ("lieux-odbl.csv", "lieux-odbl.geojson"), files),
    ]
    for dataset in datasets:
        dataset.update(shared | {"dct:spatial": {"@id": _spatial()}, "dcat:landingPage": {"@id": home}})
        if brand.contact_email:
            contact = {"@type": "vcard:Organization", "vcard:fn": brand.programme_name}
            dataset["dcat:contactPoint"] = contact | {"vcard:hasEmail": {"@id": f"mailto:{brand.contact_email}"}}
    title = _("Places and events of %(programme)s") % {"programme": brand.programme_name}
    return {
        "@context": _CONTEXT,
        "@graph": [
            publisher,
            {
                "@id": home,
                "@type": "dcat:Catalog",
                "dct:title": _french(title),
                "dct:description": _french(OPEN.attribution()),
                "dct:license": _licence(OPEN),
                "dcat:dataset": datasets,
                "dcat:service": {
                    "@id": service,
                    "@type": "dcat:DataService",
                    "dct:title": _french("OGC API – Features"),
                    "dct:description": _french(title),
                    "dct:license": _licence(OPEN),
                    "dct:publisher": {"@id": publisher["@id"]},
                    "dcat:endpointURL": {"@id": service},
                    "dcat:endpointDescription": {"@id": f"{service}api"},
                    "dct:conformsTo": {"@id": "http://www.opengis.net/spec/ogcapi-features-1/1.0"},
                    "dcat:servesDataset": [{"@id": f"{home}#{name}"} for name in ("lieux", "evenements")],
                },
                **shared,
            },
        ],
    }


def _spatial() -> str:
    return f"http://id.insee.fr/geo/departement/{settings.DEPARTEMENT}"


def _licence(text: LicenceText) -> dict[str, Any]:
    """Return a licence at its own address, with the name by which harvesters know it (data.gouv.fr reads both)."""
    return {
        "@id": text.url,
        "@type": "dct:LicenseDocument",
        "dct:identifier": text.name,
        "dct:title": _french(text.title),
    }


def _french(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "fr"}


def _when(issued_at: datetime | None, modified_at: datetime | None) -> dict[str, Any]:
    told = {"dct:issued": issued_at, "dct:modified": modified_at}
    return {name: {"@value": plain(moment), "@type": "xsd:dateTime"} for name, moment in told.items() if moment}


def _dataset(
    name: str, table: Table, licence: LicenceText, parts: tuple[str, ...], files: dict[str, bytes]
) -> dict[str, Any]:
    return {
        "@id": f"{settings.PUBLIC_URL}{reverse('opendata:home')}#{name}",
        "@type": "dcat:Dataset",
        "dct:identifier": name,
        "dct:title": _french(table.title),
        "dct:description": _french(table.description),
        "dcat:keyword": [_french(word) for word in _("digital inclusion|digital mediation").split("|")],
        "dct:accrualPeriodicity": {"@id": f"{_EU}/frequency/DAILY"},
        "dcat:theme": {"@id": f"{_EU}/data-theme/SOCI"},
        "dcat:distribution": [_distribution(FILES[part], files, name, licence) for part in parts],
    }


def _distribution(file: File, files: dict[str, bytes], dataset: str, licence: LicenceText) -> dict[str, Any]:
    home = settings.PUBLIC_URL + reverse("opendata:home")
    address = home + file.name
    table = SITTINGS if file.name == "evenements.csv" else file.table
    made: dict[str, Any] = {
        "@id": f"{address}#{dataset}",
        "@type": "dcat:Distribution",
        "dct:title": _french(table.title if table else file.name),
        "dcat:downloadURL": {"@id": address},
        "dcat:accessURL": {"@id": home},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{file.media_type}"},
        "dct:format": {"@id": f"{_EU}/file-type/{_FORMATS[file.format]}"},
        "dct:license": _licence(licence),
    }
    if not file.live:
        body = files[file.name]
        made["dcat:byteSize"] = {"@value": str(len(body)), "@type": "xsd:nonNegativeInteger"}
        algorithm = {"@id": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"}
        digest = {"@value": hashlib.sha256(body).hexdigest(), "@type": "xsd:hexBinary"}
        made["spdx:checksum"] = {"@type": "spdx:Checksum", "spdx:algorithm": algorithm, "spdx:checksumValue": digest}
    return made
