"""Uploaded files served by the application itself, where no web server in front does it better."""

import secrets
from os import PathLike
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

# Documents have an address of their own (`/documents/…`), which asks who may read them.
GUARDED = "documents/"
# Pictures are fetched by their file name alone, whatever web server gives them: the name of one that only a draft
# shows must not be guessed. The versions in other sizes begin with the same name.
PICTURES = "original_images"


class UnguessableStorage(FileSystemStorage):
    """Files on disk; an uploaded picture gets a name that begins with 96 random bits."""

    def generate_filename(self, filename: str | PathLike[str]) -> str:
        """Return the name under which the file is kept."""
        path = PurePosixPath(super().generate_filename(filename))
        if path.parent.name != PICTURES:
            return str(path)
        return str(path.with_name(f"{secrets.token_hex(12)}-{path.name}"))


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve a picture; documents are nobody's to fetch by their file name."""
    if path.lstrip("/").startswith(GUARDED):
        raise Http404
    return serve(request, path, document_root=str(settings.MEDIA_ROOT))
