"""The archive: every sent letter as a page of the site, drawn from its frozen content."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from newsletter.issues.called_off import mark_called_off
from newsletter.issues.models import Issue, Rendition
from newsletter.rendering.letter import letter_from_json
from newsletter.rendering.render import page_letter

ISSUES_A_PAGE = 12


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """List the letters sent so far, latest first."""
    issues = Issue.objects.public().defer("content")
    page = Paginator(issues, ISSUES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "newsletter/archive.html", {"page": page})


@require_safe
def issue(request: HttpRequest, slug: str, edition: str = "") -> HttpResponse:
    """Show one letter, or one territory's edition of it, as it was sent; an unknown or unsent one is a 404."""
    found = get_object_or_404(Issue.objects.public(), slug=slug)
    try:
        page = found.page(edition)
    except Rendition.DoesNotExist as error:
        raise Http404 from error
    letter = mark_called_off(page_letter(letter_from_json(page.letter)))
    editions = [(other, found.path_of(other.slug)) for other in found.pages if other.slug != edition]
    return render(request, "newsletter/issue.html", {"issue": found, "letter": letter, "editions": editions})
