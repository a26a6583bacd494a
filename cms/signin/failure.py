"""The answer to a form whose proof (CSRF) is missing or old: what was typed is kept, and the page says what to do."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from cms.signin.keeping import is_from_our_page, keep


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403; offer the form again if a page of ours sent it: signing in changes the proof, cookies may be off."""
    if not is_from_our_page(request):
        response = render(request, "403.html", status=403)
        add_never_cache_headers(response)
        return response
    if settings.CSRF_COOKIE_NAME not in request.COOKIES:
        return keep(request, why="cookies")
    return keep(request, why="again" if request.user.is_authenticated else "expired")
