"""The light form of a piece of news: five questions, the same page as Wagtail's editor."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cms.desk.events.words_form import PARAGRAPHS, READ_ALOUD
from cms.desk.pages_form import LightForm, TypedTextField
from cms.desk.permissions import own_news
from cms.desk.writing import Sheet, structure_of_form, write
from cms.news.models import NewsPage
from cms.signin.decorators import desk_required


class NewsForm(LightForm):
    """What is asked of a piece of news."""

    needed = frozenset({"summary"})
    typed = ("body",)
    picture_of, picture_alt = "image", "image_alt"
    of_picture = ("image_alt",)
    labels: ClassVar[dict[str, Any]] = {
        "title": _("What is it about?"),
        "summary": _("In one or two sentences"),
        "image_alt": _("What the picture shows"),
        "newsletter_proposed": _("Propose it for the newsletter"),
        "newsletter_sentence": _("Your sentence in the newsletter"),
    }
    helps: ClassVar[dict[str, Any]] = {
        "title": _("For example: the digital bus is back in March."),
        "summary": _("What people read first, and in the newsletter."),
        "body": PARAGRAPHS,
        "image_alt": READ_ALOUD,
        "newsletter_sentence": _("Without it, the newsletter takes the first sentences."),
    }
    missing: ClassVar[dict[str, Any]] = {
        "title": _("Say what the news is about."),
        "summary": _("Tell the news in one or two sentences."),
    }

    body = TypedTextField(label=_("The text"))

    class Meta:
        model = NewsPage
        fields = ("title", "summary", "body", "image_alt", "newsletter_proposed", "newsletter_sentence")
        help_texts: ClassVar[dict[str, str]] = dict.fromkeys(fields, "")
        widgets: ClassVar[dict[str, forms.Widget]] = {"summary": forms.Textarea(attrs={"rows": 3})}


SHEET = Sheet(NewsForm, "desk/news_form.html", lambda _structure: NewsPage())


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def add_news(request: HttpRequest) -> HttpResponse:
    """Begin a piece of news."""
    return write(request, SHEET, structure_of_form(request))


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def edit_news(request: HttpRequest, page_id: int) -> HttpResponse:
    """Change a piece of news."""
    page = own_news(request.user, page_id)
    return write(request, SHEET, page.structure, page)
