"""The page of a rereader without account: the letter as it would leave, and one form; opening it changes nothing."""

from collections.abc import Sequence

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from newsletter.issues.actions import ChangedSinceRead
from newsletter.issues.letters import RenderedEdition, digest_of_editions, render_editions
from newsletter.issues.models import EDITABLE
from newsletter.issues.previews import ChosenMail, preview_response
from newsletter.rendering.render import LetterRefused, page_letter
from newsletter.reviews.actions import REVIEW, CommentMissing, LinkClosed, answer_review
from newsletter.reviews.models import ReviewLink, Verdict
from newsletter.subscribers.models import LetterForm
from newsletter.subscribers.tokens import read_token

# A mail's styles stand in its elements; nothing else of it is trusted.
MAIL_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
)


class AnswerForm(forms.Form):
    """Who answers, and what they say."""

    name = forms.CharField(label=gettext_lazy("your name"), max_length=80)
    comment = forms.CharField(
        label=gettext_lazy("what you want to say"), required=False, max_length=4000, widget=forms.Textarea
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, token: str) -> HttpResponse:
    """Show the letter and the form; an answer is kept by its buttons only."""
    link = _link(token)
    if not _is_open(link):
        return _closed(request, link)
    form = AnswerForm(request.POST if request.method == "POST" else None, initial={"name": link.name})
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            _keep(request, link, form)
            return _private(redirect("newsletter:reviewed", token))
        except CommentMissing:
            form.add_error("comment", _("Say in a few words what has to be corrected."))
        except ChangedSinceRead:
            problem = _("The letter changed while you were reading it. Look at it again; what you wrote is still here.")
        except LinkClosed:
            return _closed(request, link)
    return _private(_page(request, token, link, form, problem))


def _keep(request: HttpRequest, link: ReviewLink, form: AnswerForm) -> None:
    said = request.POST.get("verdict", "")
    answer_review(
        link_id=link.pk,
        verdict=Verdict(said) if said in Verdict.values else Verdict.COMMENT,
        name=form.cleaned_data["name"],
        comment=form.cleaned_data["comment"],
        read=request.POST.get("read", "")[:64],
        now=timezone.now(),
    )


def _page(request: HttpRequest, token: str, link: ReviewLink, form: AnswerForm, problem: str) -> HttpResponse:
    try:
        rendered = render_editions(link.issue)
    except LetterRefused as error:
        return render(request, "newsletter/review_closed.html", {"link": link, "problem": str(error)}, status=503)
    full = [item for item in rendered if item.form == LetterForm.FULL]
    shown = _chosen(full, request.GET.get("edition", ""))
    context = {
        "link": link,
        "token": token,
        "form": form,
        "problem": problem,
        "letter": page_letter(shown.letter),
        "shown": shown.edition,
        "editions": [item.edition for item in full],
        "digest": digest_of_editions(rendered),
    }
    return render(request, "newsletter/review.html", context, status=422 if form.errors or problem else 200)


def _chosen(rendered: Sequence[RenderedEdition], slug: str) -> RenderedEdition:
    return next((item for item in rendered if item.edition.slug == slug), rendered[0])


@never_cache
@require_safe
def review_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Show an edition as a mail program does."""
    link = _link(token)
    if not _is_open(link):
        return _closed(request, link)
    response = preview_response(link.issue, text=False, chosen=ChosenMail.of(request.GET))
    response["Content-Security-Policy"] = MAIL_POLICY
    return _private(response)


@never_cache
@require_safe
def reviewed(request: HttpRequest, token: str) -> HttpResponse:
    """Thank for the answer."""
    return _private(render(request, "newsletter/reviewed.html", {"link": _link(token), "token": token}))


def _link(token: str) -> ReviewLink:
    pk = read_token(REVIEW, token)
    link = ReviewLink.objects.select_related("issue").filter(pk=pk).first() if pk is not None else None
    if link is None:
        raise Http404
    return link


def _is_open(link: ReviewLink) -> bool:
    return link.is_open(timezone.now()) and link.issue.state in EDITABLE


def _closed(request: HttpRequest, link: ReviewLink) -> HttpResponse:
    """Say that nothing can be reread here any more."""
    return _private(render(request, "newsletter/review_closed.html", {"link": link}, status=410))


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the address, which is a key, out of indexes and of other sites' logs."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
