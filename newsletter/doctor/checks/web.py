"""What the public address answers: https, the right time, 304 to who asks twice, and nothing written when read."""

from collections.abc import Callable
from email.utils import parsedate_to_datetime
from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cms.foundation.fetch import AnswerRefused, Fetched, FetchError
from newsletter.doctor.findings import Check, Context, Finding, fail, not_checked, ok, warn
from newsletter.subscribers.models import ConsentRecord, Subscriber
from newsletter.subscribers.tokens import UNSUBSCRIBE, make_token

SECONDS = 15
SKEW_SECONDS = 30


def reachable(check: Callable[[Context], Finding]) -> Check:
    """Say that the address does not answer rather than break; that it does is the first check's to say."""

    @wraps(check)
    def guarded(context: Context) -> Finding:
        try:
            return check(context)
        except FetchError as error:
            told = fail if check.__name__ == "public_address" else not_checked
            return told("unreachable", error=error, url=settings.PUBLIC_URL)

    return guarded


def ask(context: Context, path: str, headers: dict[str, str] | None = None) -> Fetched:
    """Fetch a path of the public address.

    Raises:
        FetchError: no good answer.
    """
    return context.fetcher.get(
        settings.PUBLIC_URL + path, headers=headers, max_bytes=20_000_000, timeout_seconds=10, deadline_seconds=SECONDS
    )


@reachable
def public_address(context: Context) -> Finding:
    """The public address is https and answers from here."""
    if urlsplit(settings.PUBLIC_URL).scheme != "https":
        return fail(url=settings.PUBLIC_URL)
    ask(context, reverse("newsletter:archive"))
    return ok(url=settings.PUBLIC_URL)


@reachable
def clock(context: Context) -> Finding:
    """This machine and the web server agree on the time."""
    said = ask(context, reverse("newsletter:archive")).headers.get("date", "")
    try:
        skew = abs((timezone.now() - parsedate_to_datetime(said)).total_seconds())
    except (TypeError, ValueError):
        return not_checked("no_date")
    return ok() if skew <= SKEW_SECONDS else fail(seconds=round(skew))


@reachable
def feed_twice(context: Context) -> Finding:
    """A calendar asked for again with its tag answers 304 through whatever stands in front."""
    path = reverse("feeds:all")
    first = ask(context, path)
    tag = first.headers.get("etag", "")
    if not tag:
        return fail("no_tag")
    again = ask(context, path, {"If-None-Match": tag})
    return ok() if again.not_modified else fail()


@reachable
def unsubscribe_page(context: Context) -> Finding:
    """Opening an unsubscribe address shows a page and changes nothing: mail filters open every link."""
    person = Subscriber.objects.confirmed().order_by("pk").first()
    number = person.pk if person is not None else 1
    rows = ConsentRecord.objects.filter(subscriber_id=number)
    before = rows.count()
    try:
        ask(context, reverse("newsletter:unsubscribe", args=[make_token(UNSUBSCRIBE, number)]))
    except AnswerRefused as error:
        return fail(status=error.status)
    if person is None:
        return warn("nobody")
    same = Subscriber.objects.confirmed().filter(pk=number).exists()
    return ok() if same and rows.count() == before else fail("written")


CHECKS: dict[str, Check] = {
    "public_address": public_address,
    "clock": clock,
    "feed_twice": feed_twice,
    "unsubscribe_page": unsubscribe_page,
}
