"""The help pages; everybody may read them, they show nothing of anybody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.help.topics import BY_SLUG, TOPICS


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """List the tasks that have a page."""
    return render(request, "help/home.html", {"topics": TOPICS})


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the page of one task; raises Http404 for one that has none."""
    found = BY_SLUG.get(slug)
    if found is None:
        raise Http404
    return render(request, found.template, {"topic": found, "topics": TOPICS})


@require_safe
def manual(request: HttpRequest) -> HttpResponse:
    """Show the *mode d'emploi*: two A4 pages to print."""
    return render(request, "help/manual.html")
