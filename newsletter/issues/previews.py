"""Shows an unsent letter to the team: the mail, or its plain text, or the sentence that says why it cannot be sent."""

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from newsletter.issues.cutting import Edition
from newsletter.issues.editions import DEPARTEMENT
from newsletter.issues.letters import render_issue
from newsletter.rendering.render import SLOT, LetterRefused
from newsletter.subscribers.models import LetterForm

if TYPE_CHECKING:  # the model serves its previews with this module
    from newsletter.issues.models import Issue


# What a mail program in dark mode applies by itself, applied at once.
DARK = "@media (prefers-color-scheme: dark)"


def preview_response(
    issue: "Issue",
    *,
    text: bool,
    edition: Edition = DEPARTEMENT,
    form: str = LetterForm.FULL,
    dark: bool = False,
) -> HttpResponse:
    """Answer one mail as it would leave now; its unsubscribe links lead nowhere. `dark` forces dark mode."""
    try:
        rendered = render_issue(issue, edition, form)
    except LetterRefused as error:
        return _page(issue.subject, problem=str(error))
    if text:
        return _page(f"{_('Plain text')} – {rendered.subject}", text=rendered.text.replace(SLOT, "…"))
    html = rendered.html.replace(DARK, "@media all") if dark else rendered.html
    return HttpResponse(html.replace(SLOT, "#"))


def _page(title: str, **context: str) -> HttpResponse:
    return HttpResponse(render_to_string("newsletter/admin/text.html", {"title": title, **context}))
