"""Serves what is made from the brand record: the style sheet of colours and the three pages of small print."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from branding.models import Brand
from branding.tokens import css_variables

TEXTS = {
    "legal": ("legal_text", _("Legal notice")),
    "privacy": ("privacy_text", _("Privacy")),
    "accessibility": ("accessibility_text", _("Accessibility")),
}


@require_safe
def stylesheet(request: HttpRequest) -> HttpResponse:
    """Answer the CSS variables of the brand, or 304 when the reader has them already."""
    body = css_variables(Brand.load(request)).encode()
    etag = f'"{sha256(body).hexdigest()[:20]}"'
    full = HttpResponse(body, content_type="text/css; charset=utf-8")
    response = get_conditional_response(request, etag=etag, response=full) or full
    response["ETag"] = etag
    # Five minutes: a colour changed by the team shows soon, and a visit of several pages asks once.
    response["Cache-Control"] = "public, max-age=300"
    return response


@require_safe
def text_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show one of the brand's texts (`TEXTS`) as a page."""
    field, title = TEXTS[name]
    return render(request, "branding/text.html", {"title": title, "text": getattr(Brand.load(request), field)})
