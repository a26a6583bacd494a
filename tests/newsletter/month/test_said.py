"""Ce qui sera dit de nous: exactly the lines of the draft, corrected until the deadline; what comes late."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.log_actions import registry

from agenda.events.clock import to_instant
from agenda.events.models import EventPage
from branding.models import Brand
from cms.accounts.models import User
from cms.news.models import NewsPage
from cms.structures.models import StructurePage
from newsletter.issues.actions import NotNow, approve_issue, compose_period
from newsletter.issues.letters import render_issue
from newsletter.issues.models import Issue, IssueState
from newsletter.issues.wishes import LineWish
from newsletter.month.actions import extend_deadline
from newsletter.month.afterwards import add_late_line, changed_lines, late_lines, refresh_line
from newsletter.month.current import Month, month_of
from newsletter.month.placing import placed_elsewhere
from newsletter.month.said import SaidOf, said_of
from newsletter.month.wishing import Closed, NotYours, reword_line, silence_line
from tests.cast import draft_news, publish_event, schedule_of

pytestmark = pytest.mark.django_db
Within = Callable[[int], datetime]


@pytest.fixture
def event(structure_a: StructurePage, partner_a: User, month: Month, within: Within, brand: Brand) -> EventPage:
    """An event that A proposed with its sentence."""
    return publish_event(
        structure_a, title="Portes ouvertes", start=within(12), by=partner_a, newsletter_proposed=True,
        newsletter_sentence="Venez voir le fablab.",
    )  # fmt: skip


@pytest.fixture
def now(month: Month) -> datetime:
    """The morning on which the draft is made."""
    return to_instant(datetime.combine(month.dates.compose, datetime.min.time())) + timedelta(hours=9)


def said(structure: StructurePage, month: Month, now: datetime) -> SaidOf:
    return said_of(structure, month_of(month.period), now)


def texts(found: SaidOf) -> list[tuple[str, str, str]]:
    return [(line.kind, line.title, line.line) for line in found.lines]


def key_of(found: SaidOf) -> str:
    return found.lines[0].key


def test_before_the_draft_the_lines_are_those_that_the_draft_then_has(
    structure_a: StructurePage, structure_b: StructurePage, event: EventPage, month: Month, now: datetime
) -> None:
    before = said(structure_a, month, now)
    assert not before.is_draft
    assert [line.kind for line in before.lines] == ["proposals", "agenda"]
    assert before.lines[0].line.startswith("Venez voir le fablab. ")
    compose_period(period=month.period, by=None, now=now)
    after = said(structure_a, month, now)
    assert after.is_draft
    assert texts(after) == texts(before)
    assert said(structure_b, month, now).lines == ()


@pytest.mark.parametrize("is_made", [False, True])
def test_a_reworded_sentence_is_in_the_letter_and_the_page_stays(
    structure_a: StructurePage, partner_a: User, event: EventPage, month: Month, now: datetime, is_made: bool
) -> None:
    if is_made:
        compose_period(period=month.period, by=None, now=now)
    dates = said(structure_a, month, now).lines[0].line.removeprefix("Venez voir le fablab. ")
    wish = {"structure": structure_a, "period": month.period, "by": partner_a, "now": now}
    key = key_of(said(structure_a, month, now))
    reword_line(**wish, key=key, sentence="  Une journée\npour tout essayer. ")
    if not is_made:
        compose_period(period=month.period, by=None, now=now)
    assert said(structure_a, month, now).lines[0].line == f"Une journée pour tout essayer. {dates}"
    text = render_issue(Issue.objects.get(period=month.period.key)).text
    assert "Une journée pour tout" in text
    assert "Venez voir le fablab" not in text
    assert EventPage.objects.get(pk=event.pk).newsletter_sentence == "Venez voir le fablab."
    entry = registry.get_logs_for_instance(structure_a).filter(action="newsletter.reword").get()
    assert (entry.user, entry.data["title"]) == (partner_a, "Portes ouvertes")
    # Emptied, it is the page's again.
    reword_line(**wish, key=key, sentence="")
    assert said(structure_a, month, now).lines[0].line == f"Venez voir le fablab. {dates}"


@pytest.mark.parametrize("is_made", [False, True])
def test_nothing_is_said_of_what_a_structure_does_not_want(
    structure_a: StructurePage, partner_a: User, event: EventPage, month: Month, now: datetime, is_made: bool
) -> None:
    if is_made:
        compose_period(period=month.period, by=None, now=now)
    wish = {"structure": structure_a, "period": month.period, "by": partner_a, "now": now}
    key = key_of(said(structure_a, month, now))
    silence_line(**wish, key=key, silent=True)
    issue = compose_period(period=month.period, by=None, now=now)
    assert "Portes ouvertes" not in render_issue(Issue.objects.get(pk=issue.pk)).text
    assert [line.is_silenced for line in said(structure_a, month, now).lines] == [True, True]
    silence_line(**wish, key=key, silent=False)
    assert "Portes ouvertes" in render_issue(Issue.objects.get(pk=issue.pk)).text
    assert all(line.shown for line in said(structure_a, month, now).lines)


def test_somebody_elses_line_is_nobodys_to_change(
    structure_b: StructurePage,
    partner_b: User,
    structure_a: StructurePage,
    event: EventPage,
    month: Month,
    now: datetime,
) -> None:
    key = key_of(said(structure_a, month, now))
    wish = {"structure": structure_b, "period": month.period, "by": partner_b, "now": now}
    for wrong in (key, "", "zzzzzz"):
        with pytest.raises(NotYours):
            reword_line(**wish, key=wrong, sentence="Autre chose.")
        with pytest.raises(NotYours):
            silence_line(**wish, key=wrong, silent=True)
    assert not LineWish.objects.exists()


def test_dates_are_not_reworded_they_come_from_the_event(
    structure_a: StructurePage, partner_a: User, month: Month, now: datetime, within: Within, brand: Brand
) -> None:
    publish_event(structure_a, title="Permanence", start=within(3), by=partner_a)
    found = said(structure_a, month, now)
    assert [(line.kind, line.can_reword) for line in found.lines] == [("agenda", False)]
    with pytest.raises(NotYours):
        reword_line(
            structure=structure_a, period=month.period, key=key_of(found), sentence="Demain.", by=partner_a, now=now
        )


def test_after_the_deadline_an_approval_or_the_sending_it_is_read_only_and_says_why(
    structure_a: StructurePage, partner_a: User, moderator: User, event: EventPage, month: Month, now: datetime
) -> None:
    issue = compose_period(period=month.period, by=None, now=now)
    key = key_of(said(structure_a, month, now))
    wish = {"structure": structure_a, "period": month.period, "key": key, "sentence": "Trop tard.", "by": partner_a}
    last = to_instant(datetime.combine(month.dates.review, datetime.max.time().replace(microsecond=0)))
    assert said(structure_a, month, last).is_open
    late = last + timedelta(seconds=1)
    assert said(structure_a, month, late).why_closed == "late"
    with pytest.raises(Closed):
        reword_line(**wish, now=late)
    extend_deadline(structure=structure_a, period=month.period, until=month.dates.send, by=moderator, now=now)
    assert said(structure_a, month, late).is_open
    approved = approve_issue(issue_id=issue.pk, by=moderator, now=now)
    assert said(structure_a, month, now).why_closed == "approved"
    with pytest.raises(Closed):
        reword_line(**wish, now=now)
    assert Issue.objects.get(pk=issue.pk).approved_hash == approved.approved_hash
    Issue.objects.filter(pk=issue.pk).update(state=IssueState.SENT)
    assert said(structure_a, month, now).why_closed == "sent"


def test_what_came_after_the_draft_is_shown_to_the_team_and_added_by_it(
    structure_a: StructurePage, partner_a: User, moderator: User, event: EventPage, month: Month, now: datetime,
    within: Within,
) -> None:  # fmt: skip
    issue = compose_period(period=month.period, by=None, now=now)
    assert late_lines(month_of(month.period), now) == []
    publish_event(structure_a, title="Arrivé tard", start=within(20), by=partner_a, newsletter_proposed=True)
    found = late_lines(month_of(month.period), now)
    assert [(kind, line["title"]) for kind, _heading, line in found] == [
        ("proposals", "Arrivé tard"), ("agenda", "Arrivé tard"),
    ]  # fmt: skip
    (placed,) = placed_elsewhere(structure_a, said(structure_a, month, now), now)
    assert (placed.title, placed.placement.asks_team) == ("Arrivé tard", True)
    approve_issue(issue_id=issue.pk, by=moderator, now=now)
    key = found[0][2]["code"]
    assert add_late_line(issue_id=issue.pk, key=key, by=moderator, now=now)
    assert not add_late_line(issue_id=issue.pk, key=key, by=moderator, now=now)
    issue = Issue.objects.get(pk=issue.pk)
    # Bytes that were approved are never changed: the letter has to be approved again.
    assert issue.state == IssueState.DRAFT
    assert render_issue(issue).text.count("Arrivé tard") == 2
    assert [block.block_type for block in issue.content] == ["proposals", "agenda", "call"]
    assert late_lines(month_of(month.period), now) == []
    Issue.objects.filter(pk=issue.pk).update(state=IssueState.SENT)
    with pytest.raises(NotNow):
        add_late_line(issue_id=issue.pk, key=key, by=moderator, now=now)


def test_a_page_corrected_after_the_draft_is_shown_to_the_team_which_brings_the_line_up_to_date(
    structure_a: StructurePage, event: EventPage, moderator: User, month: Month, now: datetime, within: Within
) -> None:
    issue = compose_period(period=month.period, by=None, now=now)
    assert changed_lines(month_of(month.period), now) == []
    page = EventPage.objects.get(pk=event.pk)
    page.schedule = schedule_of(within(13))
    page.save_revision().publish()
    changed = changed_lines(month_of(month.period), now)
    assert [one.kind for one in changed] == ["proposals", "agenda"]
    approve_issue(issue_id=issue.pk, by=moderator, now=now)
    for one in changed:
        assert refresh_line(issue_id=issue.pk, key=one.key, kind=one.kind, by=moderator, now=now)
    assert changed_lines(month_of(month.period), now) == []
    issue = Issue.objects.get(pk=issue.pk)
    assert issue.state == IssueState.DRAFT
    assert render_issue(issue).text.count("13\N{NO-BREAK SPACE}") == 2
    assert not refresh_line(issue_id=issue.pk, key=changed[0].key, kind="agenda", by=moderator, now=now)


def test_late_news_makes_a_block_of_its_own_when_the_team_adds_it_and_is_not_told_again(
    structure_a: StructurePage, moderator: User, month: Month, now: datetime, brand: Brand
) -> None:
    issue = compose_period(period=month.period, by=None, now=now)
    page = published_news(structure_a, now + timedelta(hours=1))
    later = now + timedelta(hours=2)
    ((kind, heading, line),) = late_lines(month_of(month.period), later)
    assert (kind, heading) == ("news", structure_a.title)
    assert add_late_line(issue_id=issue.pk, key=line["url"], by=moderator, now=later)
    assert page.title in render_issue(Issue.objects.get(pk=issue.pk)).text
    following = compose_period(period=month.period.next, by=None, now=later + timedelta(days=28))
    assert page.title not in render_issue(following).text


def published_news(structure: StructurePage, at: datetime, **fields: object) -> NewsPage:
    page = draft_news(structure, **fields)
    page.get_latest_revision().publish()
    NewsPage.objects.filter(pk=page.pk).update(first_published_at=at, last_published_at=at)
    return NewsPage.objects.get(pk=page.pk)


def test_late_news_is_in_the_next_letter_and_so_is_old_news_proposed_since(
    structure_a: StructurePage, month: Month, now: datetime, brand: Brand
) -> None:
    old = published_news(structure_a, now - timedelta(days=3), title="Ancienne, proposée depuis")
    told = published_news(structure_a, now - timedelta(days=2), title="Déjà dite", newsletter_proposed=True)
    Issue.objects.create(period=month.period.before.key, slug="avant", subject="x", composed_at=now - timedelta(days=1))
    NewsPage.objects.filter(pk=told.pk).update(first_published_at=now - timedelta(hours=3))
    first = compose_period(period=month.period, by=None, now=now)
    assert "Déjà dite" in render_issue(first).text
    assert "Ancienne" not in render_issue(first).text
    published_news(structure_a, now + timedelta(hours=1), title="Arrivée tard")
    changed = now + timedelta(days=2)
    NewsPage.objects.filter(pk=old.pk).update(newsletter_proposed=True, last_published_at=changed)
    NewsPage.objects.filter(pk=told.pk).update(last_published_at=changed)
    text = render_issue(compose_period(period=month.period.next, by=None, now=now + timedelta(days=28))).text
    assert "Arrivée tard" in text
    assert "Ancienne, proposée depuis" in text
    assert "Déjà dite" not in text


def test_an_event_proposed_between_two_drafts_is_in_the_letter_of_its_month(
    structure_a: StructurePage, partner_a: User, month: Month, now: datetime, within: Within, brand: Brand
) -> None:
    compose_period(period=month.period, by=None, now=now)
    start = within(1) + timedelta(days=31)
    publish_event(structure_a, title="Le mois d’après", start=start, by=partner_a, newsletter_proposed=True)
    (placed,) = placed_elsewhere(structure_a, said(structure_a, month, now), now)
    following = placed.placement.letter
    assert following == month.period.next
    issue = compose_period(period=following, by=None, now=now + timedelta(days=28))
    assert "Le mois d’après" in render_issue(issue).text


def test_the_queries_of_a_structures_lines_do_not_grow(
    structure_a: StructurePage, partner_a: User, event: EventPage, month: Month, now: datetime, within: Within
) -> None:
    def queries() -> int:
        said(structure_a, month, now)
        with CaptureQueriesContext(connection) as caught:
            found = said(structure_a, month, now)
            placed_elsewhere(structure_a, found, now)
        return len(caught)

    few = queries()
    for day in range(1, 11):
        publish_event(structure_a, title=f"Atelier {day}", start=within(day), by=partner_a)
    assert queries() == few
    compose_period(period=month.period, by=None, now=now)
    publish_event(structure_a, title="Tard", start=within(20), by=partner_a)
    few = queries()
    for day in range(1, 6):
        publish_event(structure_a, title=f"Tard {day}", start=within(day), by=partner_a)
    assert queries() == few


def test_wishes_of_another_month_change_nothing(
    structure_a: StructurePage, partner_a: User, event: EventPage, month: Month, now: datetime
) -> None:
    key = key_of(said(structure_a, month, now))
    LineWish.objects.create(
        structure=structure_a, period=month.period.before.key, key=key, title="x", is_silent=True, at=timezone.now()
    )
    assert all(line.shown for line in said(structure_a, month, now).lines)
