"""The way in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache


@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Lead to Wagtail's own page."""
    return redirect("/admin/login/?" + request.GET.urlencode())


@never_cache
def done(request: HttpRequest) -> HttpResponse:
    """Say that the other tab may be used again."""
    return render(request, "signin/done.html")
