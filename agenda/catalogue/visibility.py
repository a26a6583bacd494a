"""Which events everybody may see: live, no alias, every ancestor live, no restriction on the way (design §3.4).

The database is asked, never a signal's instance: a future go-live fires `page_published` with `live=False`, a
deletion fires `page_unpublished` with `live=True`.
"""

from wagtail.models import Page, PageViewRestriction

from agenda.events.models import EventPage


def is_public(page_id: int) -> bool:
    """Tell whether everybody may see the page."""
    row = Page.objects.filter(pk=page_id).values("live", "alias_of", "path").first()
    if row is None or not row["live"] or row["alias_of"]:
        return False
    chain = _chain(row["path"])
    if Page.objects.filter(path__in=chain, live=False).exists():
        return False
    return not PageViewRestriction.objects.filter(page__path__in=chain).exists()


def public_events() -> dict[int, int | None]:
    """Return {page id: id of its live revision} of all public events, in three queries."""
    closed = set(Page.objects.filter(live=False, numchild__gt=0).values_list("path", flat=True))
    closed |= set(PageViewRestriction.objects.values_list("page__path", flat=True))
    rows = EventPage.objects.filter(live=True, alias_of=None).values_list("pk", "live_revision_id", "path")
    return {pk: revision for pk, revision, path in rows if closed.isdisjoint(_chain(path))}


def _chain(path: str) -> list[str]:
    """Return the tree paths from the root to the page itself."""
    return [path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)]
