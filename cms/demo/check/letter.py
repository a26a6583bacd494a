"""The second half of the chain: the month's letter, composed by beat, approved by the team, received once by each."""

from collections import Counter
from datetime import timedelta

import httpx
from django.utils import timezone

from agenda.catalogue.models import Entry
from cms.demo.check.story import TITLE, Story
from cms.demo.check.visitor import BrokenLink, Visitor
from cms.demo.mailbox import Mail
from newsletter.issues.models import Issue, IssueState
from newsletter.subscribers.models import Subscriber, SubscriberState

LARGEST_HTML = 95_000
FEWEST_STRUCTURES = 3


def subscribe(story: Story) -> None:
    """Somebody subscribes on the site and confirms with the button that the mail leads to."""
    with Visitor() as anybody:
        page = anybody.get("/lettre/abonnement/")
        anybody.send(page, page.form(has="email"), email=story.newcomer, place="Corbigny")
        mail = story.wait_for_mail(story.newcomer, "")
        link = next((word for word in mail.text.split() if "/lettre/confirmer/" in word), "")
        if not link:
            raise BrokenLink("the confirmation mail holds no link")
        page = anybody.get(link.strip("<>"))
        if Subscriber.objects.confirmed().filter(email=story.newcomer).exists():
            raise BrokenLink("opening the link confirmed, without the button")
        anybody.send(page, page.form(has="csrfmiddlewaretoken"))
    if not Subscriber.objects.confirmed().filter(email=story.newcomer).exists():
        raise BrokenLink("the button did not confirm")


def compose(story: Story) -> None:
    """Beat starts, finds that the letter's day has come, and a worker composes it."""
    story.services.launch_beat()
    story.issue_id = story.wait_for("the month's draft", draft_id)


def draft_id() -> int | None:
    """Return the letter that waits for the team, once there is one."""
    return Issue.objects.filter(state=IssueState.DRAFT).values_list("pk", flat=True).first()


def approve(story: Story) -> None:
    """The team reads it, sends itself a test, and approves."""
    board = story.team.get(f"/admin/la-lettre/{story.issue_id}/")
    story.mark_mail()
    preview = story.team.get(f"/admin/la-lettre/{story.issue_id}/apercu/mail/")
    preview.must_say(TITLE)
    story.team.send(board, board.form(action="/essai/"))
    story.wait_for_mail(story.team_email, story.issue().subject)
    board = story.team.get(f"/admin/la-lettre/{story.issue_id}/")
    story.team.send(board, board.form(action="/approuver/"))
    if story.issue().state != IssueState.APPROVED:
        raise BrokenLink(f"the letter is {story.issue().state}, not approved")


def send(story: Story) -> None:
    """It is sent; every confirmed subscriber receives it, once."""
    board = story.team.get(f"/admin/la-lettre/{story.issue_id}/")
    story.team.send(board, board.form(action="/envoyer/"))
    story.wait_for("the end of the sending", lambda: story.issue().state == IssueState.SENT)
    story.letters = [mail for mail in story.mailbox.latest(2000) if mail.message["List-Id"]]
    received = Counter(address for mail in story.letters for address in mail.recipients)
    expected = set(Subscriber.objects.confirmed().values_list("email", flat=True))
    if missing := expected - set(received):
        raise BrokenLink(f"{len(missing)} of {len(expected)} subscribers received nothing, {min(missing)} for one")
    if doubled := [address for address, times in received.items() if times > 1]:
        raise BrokenLink(f"received more than once: {', '.join(doubled[:3])}")
    if strangers := set(received) - expected:
        raise BrokenLink(f"received without being subscribed: {', '.join(sorted(strangers)[:3])}")


def read(story: Story) -> None:
    """Each letter is whole: both parts, the month's events of several structures, the way out."""
    for mail in story.letters:
        _check_letter(mail)
    text = story.letters[0].text
    spaces = {entry.structure.title for entry in _entries() if entry.structure and entry.title in text}
    if len(spaces) < FEWEST_STRUCTURES:
        raise BrokenLink(f"the letter tells of {len(spaces)} structures only")


def _entries() -> list[Entry]:
    return list(
        Entry.objects.public().between(timezone.now(), timezone.now() + timedelta(days=60)).select_related("structure")
    )


def _check_letter(mail: Mail) -> None:
    to = mail.recipients[0]
    if not mail.html or not mail.text or TITLE not in mail.text or TITLE not in mail.html:
        raise BrokenLink(f"the letter to {to} does not tell of the event in both parts")
    if len(mail.html.encode()) > LARGEST_HTML:
        raise BrokenLink(f"the letter weighs {len(mail.html.encode())} bytes")
    leave = _leave_url(mail)
    if leave not in mail.text or leave not in mail.html.replace("&amp;", "&"):
        raise BrokenLink(f"the letter to {to} does not show its own way out")
    if mail.message["List-Unsubscribe-Post"] != "List-Unsubscribe=One-Click":
        raise BrokenLink("the letter has no one-click unsubscribe (RFC 8058)")
    if "<img" in mail.html and 'src="http' in mail.html and "localhost" not in mail.html:
        raise BrokenLink("the letter loads pictures from elsewhere")


def _leave_url(mail: Mail) -> str:
    return str(mail.message["List-Unsubscribe"]).strip("<> \r\n")


def leave(story: Story) -> None:
    """A mail program unsubscribes one person by itself, without cookie or redirect."""
    mail = next(letter for letter in story.letters if story.newcomer in letter.recipients)
    url = _leave_url(mail)
    httpx.get(url, trust_env=False, timeout=30)
    if not Subscriber.objects.confirmed().filter(email=story.newcomer).exists():
        raise BrokenLink("opening the address unsubscribed, without a POST")
    answer = httpx.post(url, data={"List-Unsubscribe": "One-Click"}, trust_env=False, timeout=30)
    state = Subscriber.objects.get(email=story.newcomer).state
    if answer.status_code != 200 or state != SubscriberState.UNSUBSCRIBED:
        raise BrokenLink(f"one-click unsubscribe answers {answer.status_code}, and the person is {state}")


def archive(story: Story) -> None:
    """The letter stands on the site for everybody, without anybody's way out."""
    with Visitor() as anybody:
        page = anybody.get(story.issue().path)
        page.must_say(TITLE)
        if "/d/" in " ".join(page.links):
            raise BrokenLink("the archive shows a subscriber's own address")
        anybody.get("/lettre/").link(story.issue().path)
