"""Refuses addresses whose number no database holds: such a page does not exist, whatever the view would ask first."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from cms.foundation.digits import LARGEST_ID


class NumberGuardMiddleware:
    """Answers 404 to `/…/99999999999999999999/`, where SQLite would fail on the query; the API checks its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next link of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """Look at what the address was read as.

        Raises:
            Http404: one of its numbers is larger than any key.
        """
        if request.path_info.startswith("/api/"):
            return
        if any(isinstance(value, int) and value > LARGEST_ID for value in (*args, *kwargs.values())):
            raise Http404
