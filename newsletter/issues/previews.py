"""Shows an unsent letter to the team: the mail, or its plain text, or the sentence that says why it cannot be sent."""

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.html import escape

from newsletter.issues.letters import render_issue
from newsletter.rendering.render import SLOT, LetterRefused

if TYPE_CHECKING:  # the model serves its previews with this module
    from newsletter.issues.models import Issue


def preview_response(issue: "Issue", *, text: bool) -> HttpResponse:
    """Answer the mail as it would leave now; its unsubscribe links lead nowhere."""
    try:
        rendered = render_issue(issue)
    except LetterRefused as error:
        return HttpResponse(f"<!doctype html><html lang='fr'><title>…</title><p>{escape(str(error))}</p>")
    if text:
        return HttpResponse(rendered.text.replace(SLOT, "…"), content_type="text/plain; charset=utf-8")
    return HttpResponse(rendered.html.replace(SLOT, "#"))
