"""The last call that an agent noted in this browser, to take it back; the database never learns who noted it."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from agenda.calls.actions import UNDO_WITHIN
from agenda.calls.models import Call

COOKIE = "dernier-appel"


def _salt(request: HttpRequest) -> str:
    # Another person's session in the same browser does not read it.
    return f"cms.reception.last_call.{request.user.pk}"


def remember(request: HttpRequest, response: HttpResponse, call: Call) -> None:
    """Keep the call's number in the browser, signed, below /accueil/ only."""
    response.set_signed_cookie(
        COOKIE,
        str(call.pk),
        salt=_salt(request),
        max_age=UNDO_WITHIN,
        path=reverse("reception:home"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse) -> None:
    """Let go of the number."""
    response.delete_cookie(COOKIE, path=reverse("reception:home"), samesite="Lax")


def last_number(request: HttpRequest) -> int | None:
    """Return the number of this browser's last call; None when there is none or somebody else wrote it."""
    number = request.get_signed_cookie(COOKIE, default=None, salt=_salt(request), max_age=UNDO_WITHIN)
    return int(number) if number else None


def last_call(request: HttpRequest, now: datetime) -> Call | None:
    """Return this browser's last call while it can be taken back; one query, none without a number."""
    number = last_number(request)
    if number is None:
        return None
    return Call.objects.select_related("commune").filter(pk=number, at__gte=now - UNDO_WITHIN).first()
