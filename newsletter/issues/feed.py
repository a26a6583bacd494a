"""The archive as RSS 2.0: one item for each letter sent, which leads to its page and to its territories' editions."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.html import format_html_join
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from branding.models import Brand
from newsletter.issues.models import Issue

LETTERS = 12
CONTENT_TYPE = "application/rss+xml; charset=utf-8"
# An empty feed says so from the first day of computers on: its bytes must not come from the second.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class _Rss(Rss201rev2Feed):
    """RSS whose bytes come from the letters alone."""

    def latest_post_date(self) -> datetime:
        """Return when the last letter was sent, where the generator would take the present second."""
        return max((item["pubdate"] for item in self.items), default=NEVER)


@require_safe
def archive_feed(request: HttpRequest) -> HttpResponse:
    """Answer the feed; 304 to who has these bytes already."""
    body = _feed()
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    answer = HttpResponse(
        body, content_type=CONTENT_TYPE, headers={"Cache-Control": "public, max-age=900", "ETag": etag}
    )
    return get_conditional_response(request, etag=etag, response=answer) or answer


def _feed() -> bytes:
    brand = Brand.load()
    feed = _Rss(
        title=brand.newsletter_name,
        link=settings.PUBLIC_URL + reverse("newsletter:archive"),
        description=f"{brand.newsletter_name} – {brand.programme_name}",
        language="fr",
        feed_url=settings.PUBLIC_URL + reverse("newsletter:archive_feed"),
    )
    for issue in Issue.objects.public().defer("content", "editorial")[:LETTERS]:
        feed.add_item(
            title=issue.page().subject,
            link=issue.url,
            description=_editions(issue),
            unique_id=issue.url,
            pubdate=issue.sending_at,
        )
    return str(feed.writeString("utf-8")).encode()


def _editions(issue: Issue) -> str:
    pages: list[Any] = [page for page in issue.pages if page.edition]
    links = [(settings.PUBLIC_URL + issue.path_of(page.slug), page.name) for page in pages]
    return format_html_join(" · ", '<a href="{}">{}</a>', links)
