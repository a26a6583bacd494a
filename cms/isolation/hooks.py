"""What isolation hangs into Wagtail; `cms.wagtail_hooks` calls it once."""

from django.http import Http404, HttpRequest
from wagtail import hooks
from wagtail.documents.models import AbstractDocument

from cms.foundation.references import MAY_REFER_TO
from cms.isolation import followed_media, listings
from cms.isolation.admin_api import scope_endpoints
from cms.isolation.scope import may_read_document, may_refer_to, visible_in_chooser


def guard_document(document: AbstractDocument, request: HttpRequest) -> None:
    """Answer 404 to who may not read the document (hook `before_serve_document`)."""
    if not may_read_document(request.user, document):
        raise Http404


def register() -> None:
    """Register everything."""
    listings.narrow()
    hooks.register("construct_admin_api", scope_endpoints, order=100)
    hooks.register("construct_page_chooser_queryset", visible_in_chooser)
    hooks.register("before_serve_document", guard_document)
    hooks.register("after_copy_page", followed_media.after_copy)
    hooks.register(MAY_REFER_TO, may_refer_to)
