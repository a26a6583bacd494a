"""Newsletter issues as they were frozen before they left."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router

from agenda.events.clock import to_local
from cms.api import schemas
from cms.api.documents import documented
from cms.api.pagination import Key, cut, next_link
from cms.api.parameters import Paged, Slug
from cms.foundation.richtext import to_text
from newsletter.issues.models import Issue
from newsletter.rendering.letter import letter_from_json
from newsletter.rendering.render import page_letter

router = Router(tags=["issues"])
ORDER = (Key("period", str, descending=True),)
# What only sending needs.
HEAVY = ("editorial", "content")


@router.get("", **documented("issues", schemas.IssueList))
def list_issues(request: HttpRequest, response: HttpResponse, filters: Query[Paged]) -> Any:
    """The issues that were sent, latest first; ask for one of them to read it."""
    issues = Issue.objects.public().defer(*HEAVY)
    page = cut(issues, ORDER, cursor=filters.cursor, limit=filters.limit)
    return {"items": [_reference(issue) for issue in page.items], "next": next_link(request, response, page)}


@router.get("/{slug}", **documented("issue", schemas.Issue))
def get_issue(request: HttpRequest, slug: Slug) -> Any:
    """One issue with its text, block by block, as on its page in the archive."""
    issue = Issue.objects.public().defer(*HEAVY).filter(slug=slug).first()
    if issue is None:
        raise Http404(_("There is no issue of that name."))
    letter = page_letter(letter_from_json(issue.page().letter))
    return {
        **_reference(issue),
        "name": letter.title,
        "month": letter.month,
        "editorial_html": letter.editorial,
        "editorial_text": to_text(letter.editorial),
        "sections": letter.sections,
    }


def _reference(issue: Issue) -> dict[str, Any]:
    sent_at = issue.sent_at or issue.sending_at
    return {
        "slug": issue.slug,
        "url": issue.url,
        "title": issue.page().subject,
        "period": issue.period,
        "sent_at": to_local(sent_at) if sent_at else None,
    }
