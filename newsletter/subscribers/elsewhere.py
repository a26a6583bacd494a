"""The subscribe form on other people's sites: one line of HTML, or a frame; neither needs a cookie.

No CSRF token can be asked of a page of somebody else's. These addresses need none: they subscribe nobody, they only
cause the mail with the button, within the same limits as our own page (network, address, whole site) and a field that
people do not see.
"""

from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cms.territories.models import Commune
from newsletter.subscribers.asking import ask
from newsletter.subscribers.forms import SubscribeForm

FRAME_HEIGHT = 620
# As the block "who to call", but its form goes to ourselves.
FRAME_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors *"
)


class ElsewhereForm(SubscribeForm):
    """The same, with a field that only programs fill in."""

    website = forms.CharField(required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def from_elsewhere(request: HttpRequest) -> HttpResponse:
    """Take the form of another site; whoever opens the address is led to our own page."""
    if request.method != "POST":
        return redirect("newsletter:subscribe")
    form = ElsewhereForm(request.POST)
    if form.is_complete:
        _ask(request, form)
        return redirect("newsletter:asked")
    # A question or a mistake: our own page asks it, with its own token.
    return render(request, "newsletter/subscribe.html", {"form": form}, status=422)


@csrf_exempt
@xframe_options_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def frame(request: HttpRequest) -> HttpResponse:
    """Show the form alone, to stand in a frame; `commune` (INSEE) fills in the commune."""
    found = Commune.objects.filter(pk=request.GET.get("commune", "")[:5].upper()).first()
    initial = {"place": found.name} if found else {}
    form = ElsewhereForm(request.POST if request.method == "POST" else None, initial=initial)
    done = request.method == "POST" and form.is_complete
    if done:
        _ask(request, form)
    context = {"form": form, "done": done, "site": settings.PUBLIC_URL}
    response = render(request, "newsletter/frame.html", context, status=422 if form.is_bound and not done else 200)
    response["Content-Security-Policy"] = FRAME_POLICY
    return response


def _ask(request: HttpRequest, form: ElsewhereForm) -> None:
    """Cause the mail; a program that filled in the hidden field sees the same page as a person."""
    if form.cleaned_data["website"]:
        return
    try:
        host = urlsplit(request.headers.get("Referer", "")[:500]).hostname or ""
    except ValueError:
        host = ""
    ask(request, form, source=f"{request.build_absolute_uri(request.path)} {host}".strip())


def form_line(commune: Commune) -> SafeString:
    """Return the line of plain HTML that a town hall pastes: its own commune is filled in."""
    return format_html(
        '<form action="{}" method="post"><input type="hidden" name="place" value="{}">'
        '<input type="hidden" name="commune" value="{}"><label>{} <input type="email" name="email" required></label> '
        '<span hidden><input name="website" tabindex="-1" autocomplete="off" aria-hidden="true"></span>'
        '<button type="submit">{}</button></form>',
        settings.PUBLIC_URL + reverse("newsletter:from_elsewhere"),
        commune.name,
        commune.pk,
        _("Your e-mail address"),
        _("Receive the letter"),
    )


def frame_line(commune: Commune) -> SafeString:
    """Return the line that shows the whole form in a frame, for editors that strip forms."""
    return format_html(
        '<iframe src="{}?commune={}" title="{}" width="100%" height="{}" frameborder="0" loading="lazy"></iframe>',
        settings.PUBLIC_URL + reverse("newsletter:frame"),
        commune.pk,
        _("Receive the letter"),
        FRAME_HEIGHT,
    )
