"""The home page: one field, the number, what comes next, what is new."""

from datetime import datetime
from typing import Any

from cms.news.models import NewsPage
from cms.pages.finding.agenda import next_events
from cms.pages.news import news_items

EVENTS = 5
NEWS = 3


def home_context(now: datetime) -> dict[str, Any]:
    """Return the next events of the département and the latest news."""
    return {"cards": next_events(now, EVENTS), "news": news_items(NewsPage.objects.published()[:NEWS])}
