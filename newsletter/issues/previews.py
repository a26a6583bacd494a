"""Shows an unsent letter to the team: the mail, or its plain text, or the sentence that says why it cannot be sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from newsletter.issues.cutting import Edition
from newsletter.issues.editions import DEPARTEMENT, editions_now
from newsletter.issues.letters import render_issue
from newsletter.rendering.render import SLOT, LetterRefused
from newsletter.subscribers.models import LetterForm

if TYPE_CHECKING:  # the model serves its previews with this module
    from newsletter.issues.models import Issue


# What a mail program in dark mode applies by itself, applied at once.
DARK = "@media (prefers-color-scheme: dark)"


@dataclass(frozen=True)
class ChosenMail:
    """The edition and the form that a person wants to look at."""

    edition: Edition
    form: str

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "ChosenMail":
        """Read it from a form or an address: `edition` is a slug, empty for the département's; `forme=courte`.

        Raises:
            Http404: there is no edition of that name.
        """
        slug = asked.get("edition", "")
        form = LetterForm.SHORT if asked.get("forme") == "courte" else LetterForm.FULL
        if not slug:
            return cls(DEPARTEMENT, form)
        for edition in editions_now():
            if edition.slug == slug:
                return cls(edition, form)
        raise Http404


# What is shown to who chose nothing.
FIRST = ChosenMail(DEPARTEMENT, LetterForm.FULL)


def preview_response(issue: "Issue", *, text: bool, chosen: ChosenMail = FIRST, dark: bool = False) -> HttpResponse:
    """Answer one mail as it would leave now; its unsubscribe links lead nowhere. `dark` forces dark mode."""
    try:
        rendered = render_issue(issue, chosen.edition, chosen.form)
    except LetterRefused as error:
        return _page(issue.subject, problem=str(error))
    if text:
        return _page(f"{_('Plain text')} – {rendered.subject}", text=rendered.text.replace(SLOT, "…"))
    html = rendered.html.replace(DARK, "@media all") if dark else rendered.html
    return HttpResponse(html.replace(SLOT, "#"))


def _page(title: str, **context: str) -> HttpResponse:
    return HttpResponse(render_to_string("newsletter/admin/text.html", {"title": title, **context}))
