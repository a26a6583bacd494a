"""Photographs the main screens at 360 and 1280 px, as somebody who shows the product to a client would."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from agenda.catalogue.models import Entry
from cms.accounts.models import User
from cms.demo import launcher
from cms.demo.check.letter import draft_id
from cms.demo.check.printing import ARGUMENTS, DOTS_PER_POINT, HOW_TO_GET, chromium
from cms.demo.check.story import RECEPTION, Story
from cms.demo.check.visitor import Visitor
from cms.demo.environment import Folder
from cms.demo.guide import FIRST_COMMUNE
from cms.demo.mailbox import Mailbox
from cms.demo.seed.people import ACCOUNTS, PASSWORD, TEAM_EMAIL
from cms.demo.services import Services
from cms.moderation.queries import pages_waiting
from cms.structures.queries import structures_of
from newsletter.delivery.actions import start_sending
from newsletter.issues.actions import approve_issue
from newsletter.issues.models import IssueState

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WIDTHS = {360: 740, 1280: 900}
# A whole page, but not a mile of it.
TALLEST = 6000
# A commune without any place of its own.
BARE_COMMUNE = "58020"
ON_PAPER = {"commune", "event", "month", "bare", "card", "place"}
Write = Callable[[str], object]


@dataclass(frozen=True)
class Shot:
    """One screen: a file name, an address, and who looks at it ("" for anybody)."""

    name: str
    path: str
    who: str = ""


class TourImpossible(AssertionError):
    """Chromium or its library is missing."""


def run_tour(*, folder: Path, write: Write) -> None:
    """Start a demo, photograph it into `folder`, stop it.

    Raises:
        TourImpossible: there is no browser.
        ServiceDied: a process ended by itself.
    """
    if not chromium():
        raise TourImpossible(HOW_TO_GET)
    folder.mkdir(parents=True, exist_ok=True)
    state = Folder(Path(settings.VAR_DIR))
    watch = launcher.Stopwatch(write)
    with launcher.interruptible(), Services(state, os.environ) as services, Visitor() as nobody:
        launcher.start_all(services, watch)
        story = Story(services, nobody, nobody)
        story.issue_id = story.wait_for("the month's draft", draft_id)
        photograph(_before_sending(story), folder, write)
        _send(story)
        photograph(_after_sending(story), folder, write)


def _before_sending(story: Story) -> list[Shot]:
    event = Entry.objects.get(title="Débuter avec son téléphone")
    full = Entry.objects.get(title="Programmer un petit robot")
    waiting = pages_waiting()[0].workflow_state.object_id
    partner = ACCOUNTS[1].email
    return [
        Shot("01-commune", f"/commune/{FIRST_COMMUNE}/"),
        Shot("02-agenda", f"/agenda/?commune={FIRST_COMMUNE}"),
        Shot("03-event", event.path),
        Shot("04-event-full", full.path),
        Shot("05-month", f"/commune/{FIRST_COMMUNE}/mois/"),
        Shot("06-home", "/"),
        Shot("07-places", "/lieux/"),
        Shot("08-structure", event.structure.url if event.structure else "/"),
        Shot("10-partner-home", "/mon-espace/", partner),
        Shot("11-partner-form", f"/admin/pages/add/agenda/eventpage/{_space_of(partner)}/", partner),
        Shot("11-programme", "/mon-espace/programme/", partner),
        Shot("11-programme-team", "/equipe/programme/", TEAM_EMAIL),
        Shot("11-programme-add", "/equipe/programme/ajouter/", TEAM_EMAIL),
        Shot("12-moderation", "/mon-espace/", TEAM_EMAIL),
        Shot("13-review", reverse("desk:review", args=[waiting]), TEAM_EMAIL),
        Shot("14-letter-board", f"/admin/la-lettre/{story.issue_id}/", TEAM_EMAIL),
        Shot("15-letter-preview", f"/admin/la-lettre/{story.issue_id}/apercu/mail/", TEAM_EMAIL),
        Shot("16-demo", "/demo/"),
        *_answering(event.title),
    ]


def _answering(title: str) -> list[Shot]:
    """Return the screens about who to call and where to go."""
    bare = f"/commune/{BARE_COMMUNE}/"
    place = Entry.objects.get(title=title).description["place"]
    return [
        Shot("30-bare", bare),
        Shot("31-card", f"{bare}carte/"),
        Shot("32-texts", f"{bare}textes/"),
        Shot("33-who", f"/qui-appeler/?commune={BARE_COMMUNE}&besoin=demarches"),
        Shot("34-block", f"/integrer/qui-appeler/{BARE_COMMUNE}/"),
        Shot("35-place", f"/l/{place['code']}"),
        Shot("36-data", "/donnees/"),
        Shot("40-reception", "/accueil/", RECEPTION),
        Shot("41-answer", "/accueil/?q=clamecy+impots", RECEPTION),
        Shot("42-rota", "/accueil/planning/", RECEPTION),
        Shot("43-machine", "/accueil/repondeur/", RECEPTION),
        Shot("44-calls", "/accueil/appels/", RECEPTION),
        Shot("50-contacts", "/mon-espace/qui-appeler/", TEAM_EMAIL),
        Shot("51-gaps", "/mon-espace/carte-des-manques/", TEAM_EMAIL),
        Shot("52-sheet", "/mon-espace/carte-des-manques/imprimer/", TEAM_EMAIL),
        Shot("53-duplicates", "/mon-espace/lieux/doublons/", TEAM_EMAIL),
        Shot("54-hand-over", "/mon-espace/lieux/a-remettre/", TEAM_EMAIL),
    ]


def _space_of(email: str) -> int:
    return structures_of(User.objects.get(email=email))[0].pk


def _send(story: Story) -> None:
    team, now = User.objects.get(email=TEAM_EMAIL), timezone.now()
    approve_issue(issue_id=story.issue_id, by=team, now=now)
    start_sending(issue_id=story.issue_id, by=team, now=timezone.now())
    story.wait_for("the end of the sending", lambda: story.issue().state == IssueState.SENT)


def _after_sending(story: Story) -> list[Shot]:
    box = Mailbox(Path(settings.VAR_DIR) / "mail")
    letter = next(mail for mail in box.latest(300) if mail.message["List-Id"])
    return [
        Shot("20-mailbox", "/demo/courrier/"),
        Shot("21-received-mail", f"/demo/courrier/{letter.name}/"),
        Shot("22-letter-itself", f"/demo/courrier/{letter.name}/html/"),
        Shot("23-archive", story.issue().path),
    ]


def photograph(shots: list[Shot], folder: Path, write: Write) -> None:
    """Photograph each at both widths; those that anybody sees also as printed, when they are made for it."""
    from playwright.sync_api import sync_playwright  # only with the development requirements

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for width, height in WIDTHS.items():
            for who in dict.fromkeys(shot.who for shot in shots):
                mine = [shot for shot in shots if shot.who == who]
                _photograph_as(who, mine, browser, (width, height), folder)
        printed = [shot for shot in shots if shot.name[3:] in ON_PAPER]
        papers = _print(printed, browser)
        browser.close()
    for name, pdf in papers.items():
        _draw(pdf, folder / f"{name}-print.png")
    write(f"  {len(shots)} screens, {len(papers)} printed pages in {folder}")


def _photograph_as(who: str, shots: list[Shot], browser: "Browser", size: tuple[int, int], folder: Path) -> None:
    width, height = size
    context = browser.new_context(
        base_url=settings.PUBLIC_URL,
        viewport={"width": width, "height": height},
        locale="fr-FR",
        timezone_id="Europe/Paris",
    )
    page = context.new_page()
    if who:
        page.goto("/connexion/mot-de-passe/?next=/mon-espace/")
        page.fill("input[name=username]", who)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(re.compile(r"/(mon-espace|accueil)/"))
    for shot in shots:
        page.goto(shot.path, wait_until="networkidle")
        tall = min(int(page.evaluate("document.documentElement.scrollHeight")), TALLEST)
        page.screenshot(
            path=folder / f"{shot.name}-{width}.png",
            full_page=True,
            clip={"x": 0, "y": 0, "width": width, "height": max(tall, height)},
        )
    context.close()


def _print(shots: list[Shot], browser: "Browser") -> dict[str, bytes]:
    page = browser.new_page(base_url=settings.PUBLIC_URL)
    papers = {}
    for shot in shots:
        page.goto(shot.path)
        papers[shot.name] = page.pdf(prefer_css_page_size=True, format="A4")
    return papers


def _draw(pdf: bytes, path: Path) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    document[0].render(scale=DOTS_PER_POINT / 2).to_pil().save(path)
