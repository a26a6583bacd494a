"""The page of the open data and the files of the nightly package."""

from typing import Any

from django.conf import settings
from django.db.models import F
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agenda.places.models import Licence
from cms.foundation.answers import is_known, named, takes_gzip
from cms.opendata.actions import Written, current, packed_name
from cms.opendata.delivery import open_to_all, refuse_unknown, whole
from cms.opendata.files import COMPRESSED, FILES, File
from cms.opendata.licences import ODBL, OPEN
from cms.opendata.package import build_package
from cms.opendata.places import places
from cms.opendata.tables import EVENTS, NATIONAL, PLACES, SITTINGS
from cms.territories.models import Commune

_SHOWN_INLINE = {"json", "geojson", "jsonld", "txt"}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """List the files, their columns and their licences."""
    written = current()
    # Nobody is led to empty files: they stand at their addresses, for programs, and show when there is something in.
    borrowed = places(Licence.ODBL).exists()
    shown = [file for file in FILES.values() if borrowed or file.licence is not ODBL]
    context = {
        "files": [_row(file, written) for file in shown if file.table],
        "about": [_row(file, written) for file in FILES.values() if not file.table and file.name != COMPRESSED],
        "zip": _row(FILES[COMPRESSED], written),
        "written_at": parse_datetime(written.written_at) if written else None,
        "tables": [("lieux.csv, lieux.json", NATIONAL),
                   ("lieux.geojson, lieux-odbl.csv" if borrowed else "lieux.geojson", PLACES),
                   ("evenements.csv", SITTINGS), ("evenements.geojson", EVENTS)],
        "open": OPEN, "odbl": ODBL, "borrowed": borrowed,
        "commune": Commune.objects.of_departement().order_by(F("population").desc(nulls_last=True), "pk").first(),
        "root": settings.PUBLIC_URL,
        "left_out": (written.left_out if written else {}).get("lieux.csv", 0),
    }  # fmt: skip
    response = render(request, "opendata/home.html", context)
    response["Cache-Control"] = "public, max-age=300"
    return response


def _row(file: File, written: Written | None) -> dict[str, Any]:
    told = written.files.get(file.name) if written and not file.live else None
    rows = written.rows.get(file.name) if written and not file.live else None
    return {"file": file, "bytes": told["bytes"] if told else None, "rows": rows}


@open_to_all
def package_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve a file of the current package; while none stands, one made on the spot (nothing is written)."""
    file = FILES.get(name)
    if file is None or file.live:
        raise Http404(_("There is no file of this name; the page “donnees” lists them all."))
    refuse_unknown(request.GET, ())
    response = _stored(request, file)
    if response is None:
        response = whole(request, build_package(now=timezone.now()).files[name], file.content_type)
    if response.status_code == 200:
        kind = "inline" if file.format in _SHOWN_INLINE else "attachment"
        response["Content-Disposition"] = f'{kind}; filename="{name}"'
    return response


def _stored(request: HttpRequest, file: File) -> HttpResponseBase | None:
    """Return the stored file; None when no package stands."""
    for _attempt in range(2):
        # The folder may be replaced twice between the pointer and the file: then the pointer is read again.
        written = current()
        if written is None or file.name not in written.files:
            return None
        etag, packed = written.files[file.name]["sha256"][:32], written.folder / packed_name(file.name)
        # A ZIP is not packed twice, and a package of an older version of this program holds no packed files.
        zipped = takes_gzip(request) and packed.exists()
        if is_known(request, etag):
            return named(HttpResponse(status=304), etag, zipped=zipped)
        try:
            opened = (packed if zipped else written.folder / file.name).open("rb")
        except FileNotFoundError:
            continue
        return named(FileResponse(opened, content_type=file.content_type), etag, zipped=zipped)
    return None
