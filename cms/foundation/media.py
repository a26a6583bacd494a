"""Uploaded files served by the application itself, where no web server in front does it better."""

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

# Documents have an address of their own (`/documents/…`), which asks who may read them.
GUARDED = "documents/"


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve a picture; documents are nobody's to fetch by their file name."""
    if path.lstrip("/").startswith(GUARDED):
        raise Http404
    return serve(request, path, document_root=str(settings.MEDIA_ROOT))
