"""The demo's own pages: where to go, and the mails that were caught."""

from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from cms.demo.guide import guide
from cms.demo.mailbox import Mail, Mailbox

PAGE = 25
SEARCHED = 500
# A mail is somebody else's HTML: no script, no form, nothing loaded; links open in a window of their own.
MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src 'self' data:; "
    "style-src 'unsafe-inline'; font-src 'self'; frame-ancestors 'self'"
)


def _box() -> Mailbox:
    return Mailbox(Path(settings.VAR_DIR) / "mail")


def _mail(name: str) -> Mail:
    mail = _box().read(name)
    if mail is None:
        raise Http404(_("There is no such mail."))
    return mail


@never_cache
@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """Show the accounts and where to go."""
    return render(request, "demo/welcome.html", {"guide": guide()})


@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """List the mails, latest first; of the latest 500, `?q=` keeps those whose recipient or subject holds it."""
    words = request.GET.get("q", "").strip()[:100]
    box = _box()
    names = [mail.name for mail in box.latest(SEARCHED) if _holds(mail, words.lower())] if words else box.names()
    page = Paginator(names, PAGE).get_page(request.GET.get("page"))
    mails = [mail for name in page if (mail := box.read(name))]
    query = urlencode({"q": words}) if words else ""
    return render(request, "demo/mailbox.html", {"page": page, "mails": mails, "words": words, "query": query})


def _holds(mail: Mail, words: str) -> bool:
    return words in mail.subject.lower() or any(words in address.lower() for address in mail.recipients)


@never_cache
@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail: its HTML in a frame, its plain text, its headers."""
    return render(request, "demo/mail.html", {"mail": _mail(name)})


@never_cache
@require_safe
@xframe_options_sameorigin
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """Serve a mail's HTML for the frame, without any right."""
    html = _mail(name).html
    if not html:
        raise Http404(_("This mail is plain text."))
    html = html.replace("<head>", '<head><base target="_blank">', 1)
    return HttpResponse(html, headers={"Content-Security-Policy": MAIL_POLICY})
