"""Refuses requests that hold a NUL character: no person types one, and PostgreSQL cannot hold it in any text."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

NUL = "\0"
# For people and programs alike; a page of the house would need the database that such a request must not reach.
REFUSAL = "Cette adresse ou ce formulaire contient un caractère interdit (NUL). / A NUL character is not allowed here."
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class NulGuardMiddleware:
    """Answers 400 when the path, the query string, a cookie or a form's text holds a NUL.

    The form is read only for views that exist, once Django knows which one answers; what it reads there (fields, files
    on their way to temporary storage) is what the view itself would read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next link of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on unless its address or a cookie holds a NUL."""
        # Cookies in quotes may spell it in octal, and a request may name a charset in which other bytes mean it: what
        # Django has decoded counts.
        query = request.META.get("QUERY_STRING", "")
        plain = [request.path_info, request.path, *request.COOKIES.values()]
        if _any_nul(plain):
            return _refused()
        # The API checks its own parameters, and names the one that is wrong.
        if not request.path_info.startswith("/api/") and (
            "%00" in query or NUL in query or _any_nul(_texts(request.GET.lists()))
        ):
            return _refused()
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Refuse a form that holds a NUL in the name or the value of a field."""
        if request.method != "POST" or request.content_type not in FORMS:
            return None
        try:
            fields = request.POST.lists()
        except (UnreadablePostError, MultiPartParserError):
            # The sender has hung up, or it is no form at all: some views answer that too (one-click unsubscribing).
            return None
        return _refused() if _any_nul(_texts(fields)) else None


def _texts(fields: Iterable[tuple[str, list[Any]]]) -> Iterable[str]:
    """Return the names and values of a query or form."""
    return (text for name, values in fields for text in (name, *values))


def _any_nul(texts: Iterable[str]) -> bool:
    return any(NUL in text for text in texts)


def _refused() -> HttpResponse:
    return HttpResponseBadRequest(REFUSAL, content_type="text/plain; charset=utf-8")
