"""What stands before every page of desk, team, reception and admin: kept forms, second factor, who writes."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from cms.accounts.writers import sign_as, writing
from cms.signin.entering import is_first_visit
from cms.signin.keeping import keep
from cms.signin.second_factor import has_given_code, needs_code
from cms.signin.writers import WRITER_FIELD, must_say_name, take_writer, written_by

GUARDED = ("/mon-espace/", "/equipe/", "/accueil/", "/admin/", "/documents/")
# Wagtail's own ways in and out lead to ours; its words for the editor's scripts hold nothing.
OPEN = ("/admin/login/", "/admin/logout/", "/admin/password_reset/", "/admin/jsi18n/", "/admin/sprite/")
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class WayInMiddleware:
    """Asks for what a session lacks before a guarded page answers, and keeps what was typed meanwhile.

    It runs as `process_view`, after the CSRF check: only forms of our own pages are kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next link of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the log entries of a guarded page carry the name of who writes."""
        if not _is_guarded(request.path_info):
            return self.get_response(request)
        with writing(written_by(request)):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Answer instead of the view while something is missing."""
        if not _is_guarded(request.path_info):
            return None
        if not request.user.is_authenticated:
            # Desk and team ask for it themselves (`desk_required`); Wagtail's views would lose the form.
            is_lost = request.path_info.startswith("/admin/") and request.method == "POST" and _is_navigation(request)
            return keep(request, why="expired") if is_lost else None
        if not has_given_code(request) and needs_code(request.user) and not is_first_visit(request, timezone.now()):
            return _ask(request, "signin:second_factor", why="code")
        if must_say_name(request):
            if request.method == "POST" and take_writer(request, request.POST.get(WRITER_FIELD, "")):
                # The name was typed with this very form: its log entries are signed as well.
                sign_as(written_by(request))
                return None
            return _ask(request, "signin:writer", why="writer")
        return None


def _is_guarded(path: str) -> bool:
    return path.startswith(GUARDED) and not path.startswith(OPEN)


def _is_navigation(request: HttpRequest) -> bool:
    """Tell a form that a person sent from what a script asks in the background."""
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return False
    return request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


def _ask(request: HttpRequest, name: str, *, why: str) -> HttpResponse:
    if request.method in _READING:
        return redirect(f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}")
    return keep(request, why=why)
