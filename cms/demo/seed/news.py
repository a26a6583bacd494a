"""The structures' fictional news of the last weeks."""

from datetime import datetime, timedelta

from cms.accounts.models import User
from cms.demo.seed.data import load
from cms.demo.seed.publish import add_published
from cms.news.models import NewsPage
from cms.structures.models import StructurePage


def seed_news(*, spaces: dict[str, StructurePage], partners: dict[str, User], team: User, now: datetime) -> None:
    """Publish the news and date them back."""
    for row in load("news"):
        key = row["structure"]
        page = NewsPage(title=row["title"], summary=row["summary"], body=row["body"])
        page.newsletter_sentence = row.get("newsletter", "")
        page.newsletter_proposed = bool(page.newsletter_sentence)
        added = add_published(page, space=spaces[key], partner=partners[key], team=team)
        at = now - timedelta(days=row["days_ago"])
        # Wagtail stamps a publication with its own clock; the past can only be written afterwards.
        NewsPage.objects.filter(pk=added.pk).update(first_published_at=at, last_published_at=at)
