"""The first half of the chain: a partner's event reaches the agenda and its commune's feed, and a notice follows it."""

from datetime import datetime, time, timedelta

import httpx
from django.conf import settings
from django.utils import timezone
from icalendar import Calendar

from agenda.events.models import EventPage
from agenda.places.models import PlacePage
from branding.models import Brand
from cms.demo.check.story import NEIGHBOUR, PARTNER, SENTENCE, TITLE, Story
from cms.demo.check.visitor import BrokenLink, Visitor
from cms.desk.events.places import PREFIX as PLACE_PREFIX
from newsletter.issues.period import period_at


def write_event(story: Story) -> None:
    """A partner signs in, fills in the light form of a new event and sends it."""
    desk = story.partner.sign_in(PARTNER, story.password)
    page = story.partner.get(desk.link("/mon-espace/evenements/ajouter/"))
    brand, now = Brand.load(), timezone.now()
    first = period_at(now, brand.compose_day).span()[0]
    day = max(timezone.localdate(now) + timedelta(days=1), timezone.localdate(first) + timedelta(days=2))
    story.start = datetime.combine(day, time(14, 0))
    seen = story.partner.send(
        page, page.form(has="title"), title=TITLE,
        summary="On publie, on relit, on reçoit : tout le chemin en une fois.",
        where=f"{PLACE_PREFIX}{_place_id()}", themes=["quotidien"], newsletter_proposed="on",
        newsletter_sentence=SENTENCE,
        **{
            "schedule-way": "days", "schedule-0-date": day.isoformat(), "schedule-0-start": "14:00",
            "schedule-0-end": "16:00", "action": "send",
        },
    )  # fmt: skip
    story.page_id = _page_id()
    if not story.page_id:
        raise BrokenLink(f"the form was refused: {seen.url}")
    story.partner.get("/mon-espace/").must_say(TITLE)


def _place_id() -> int:
    return PlacePage.objects.published().filter(commune_id=Story.commune).values_list("pk", flat=True)[0]


def _page_id() -> int:
    return EventPage.objects.filter(draft_title=TITLE).values_list("pk", flat=True).first() or 0


def stay_apart(story: Story) -> None:
    """Another structure neither sees nor opens the draft, nor does the public."""
    with Visitor() as neighbour:
        desk = neighbour.sign_in(NEIGHBOUR, story.password)
        if TITLE in desk.text:
            raise BrokenLink("another structure's desk shows the draft")
        for address in (f"/admin/pages/{story.page_id}/edit/", f"/mon-espace/evenements/{story.page_id}/"):
            if TITLE in neighbour.client.get(address).text:
                raise BrokenLink("another structure opens the draft")
    if TITLE in httpx.get(settings.PUBLIC_URL + story.feed_path, trust_env=False, timeout=30).text:
        raise BrokenLink("the feed shows a draft")


def approve_event(story: Story) -> None:
    """The team finds it in its queue, reads it and publishes; the partner learns of that by mail."""
    story.team.sign_in(story.team_email, story.password, home="/equipe/")
    queue = story.team.get("/equipe/?quoi=event")
    review = story.team.get(queue.link(f"/equipe/relire/{story.page_id}/"))
    review.must_say(TITLE, "Publier")
    story.mark_mail()
    story.team.send(review, review.form(action="/publier/"))
    story.wait_for_mail(PARTNER, TITLE)


def read_event(story: Story) -> None:
    """It stands on the agenda around the commune, on the commune's page, and at its permanent address."""
    with Visitor() as anybody:
        pages = [f"/agenda/?commune={story.commune}&page={number}" for number in (1, 2, 3)]
        if not any(TITLE in anybody.client.get(page).text for page in pages):
            raise BrokenLink(f"the agenda around {story.commune} does not show the event")
        anybody.get(f"/commune/{story.commune}/").must_say(Brand.load().phone)
        anybody.get(story.entry().path).must_say(TITLE, "14 h", "application/ld+json")
        answer = anybody.client.get("/api/v1/events", params={"commune": story.commune, "limit": 100})
        if answer.status_code != 200:
            raise BrokenLink(f"the API answers {answer.status_code}")


def read_feed(story: Story) -> None:
    """The commune's iCal feed holds it at the right hour, and answers 304 to who has it already."""
    summary = _read_feed(story)
    if summary != TITLE:
        raise BrokenLink(f"the feed calls the event {summary!r}")
    again = httpx.get(_feed_url(story), headers={"If-None-Match": story.etag}, trust_env=False, timeout=30)
    if again.status_code != 304 or again.content:
        raise BrokenLink(f"the unchanged feed answers {again.status_code}, not 304")


def _feed_url(story: Story) -> str:
    return settings.PUBLIC_URL + story.feed_path


def _read_feed(story: Story) -> str:
    """Fetch the feed anew and return the event's summary in it."""
    answer = httpx.get(_feed_url(story), headers={"If-None-Match": story.etag}, trust_env=False, timeout=30)
    if answer.status_code != 200:
        raise BrokenLink(f"the feed answers {answer.status_code}")
    story.feed, story.etag = answer.content, answer.headers["ETag"]
    uid = str(story.entry().uid)
    for event in Calendar.from_ical(story.feed).walk("VEVENT"):
        if uid in str(event["UID"]):
            start = event.decoded("DTSTART").astimezone(timezone.get_default_timezone())
            if start.replace(tzinfo=None) != story.start:
                raise BrokenLink(f"the feed says {start}, the form said {story.start}")
            return str(event["SUMMARY"])
    raise BrokenLink("the feed does not hold the event")


def cancel_event(story: Story) -> None:
    """The partner cancels it, and everybody sees it at once, without moderation."""
    story.mark_mail()
    form_page = story.partner.get(f"/mon-espace/evenements/{story.page_id}/prevenir/cancelled/")
    story.partner.send(form_page, form_page.form(has="sentence"), sentence="L’animatrice est souffrante.")
    summary = _read_feed(story)
    if not summary.startswith("ANNULÉ – "):
        raise BrokenLink(f"after the notice, the feed calls the event {summary!r}")
    with Visitor() as anybody:
        anybody.get(story.entry().path).must_say("L’animatrice est souffrante.")
    story.team.get("/equipe/?quoi=notice").must_say(TITLE)


def take_notice_back(story: Story) -> None:
    """The partner takes the notice back; the feed says the event as before."""
    notices = story.partner.get(f"/mon-espace/evenements/{story.page_id}/prevenir/")
    story.partner.send(notices, notices.form(action="/retirer/"))
    summary = _read_feed(story)
    if summary != TITLE:
        raise BrokenLink(f"after taking the notice back, the feed calls the event {summary!r}")
