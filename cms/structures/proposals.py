"""What becomes of "je propose de la médiation": sent by anybody, then a space, a place, or a kind no, in one click."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from wagtail.log_actions import log
from wagtail.models import Page

from cms.accounts.models import User
from cms.structures.actions import add_partner, open_space
from cms.structures.home import HomePage
from cms.structures.models import StructurePage
from cms.structures.people import Proposal, RequestState, Role
from cms.territories.names import search_name

# What stays open at once; more is no proposal any more but somebody's program.
MOST_WAITING = 500
# Words that say nothing about which structure it is.
EMPTY_WORDS = frozenset(
    {"de", "du", "des", "la", "le", "les", "l", "d", "et", "a", "association", "mairie", "structure"}
)
LISTED = 5


class ProposalDecided(Exception):
    """Somebody of the team was faster."""


class TooManyProposals(Exception):
    """So many wait that no more are taken."""


@transaction.atomic
def send_proposal(*, values: dict[str, Any], now: datetime) -> Proposal:
    """Keep what somebody proposes; the very same sent twice is kept once.

    `values` are fields of `Proposal`.

    Raises:
        TooManyProposals: more wait than a team could read.
    """
    waiting = Proposal.objects.filter(state=RequestState.WAITING)
    if same := waiting.filter(**values).first():
        return same
    if waiting.count() >= MOST_WAITING:
        raise TooManyProposals
    return Proposal.objects.create(sent_at=now, **values)


def waiting_proposals() -> QuerySet[Proposal]:
    """Return the proposals that nobody has answered, the longest waiting first."""
    return Proposal.objects.filter(state=RequestState.WAITING).select_related("commune")


def structures_like(name: str, *, limit: int = LISTED) -> list[StructurePage]:
    """Return the structures whose name shares its telling words with `name`, those that share most first. One query.

    For a person to look at: "Médiathèque de Clamecy" finds "Médiathèque municipale de Clamecy".
    """
    wanted = _telling(name)
    if not wanted:
        return []
    spaces = StructurePage.objects.live().filter(is_register=False, space__archived_at=None).select_related("commune")
    scored = [
        (len(wanted & _telling(structure.title)), structure)
        for structure in spaces.only("title", "url_path", "commune", "path", "depth")
    ]
    least = min(len(wanted), 2)
    found = sorted(
        ((score, one) for score, one in scored if score >= least), key=lambda pair: (-pair[0], pair[1].title)
    )
    return [structure for _score, structure in found[:limit]]


def _telling(name: str) -> set[str]:
    return set(search_name(name).split()) - EMPTY_WORDS


@transaction.atomic
def accept_as_structure(*, proposal: Proposal, by: User, now: datetime) -> tuple[StructurePage, User]:
    """Open the space that was proposed, with who proposed it as its referent; return both.

    Raises:
        ProposalDecided: somebody was faster.
        SpaceExists: a structure of that name has its space: the person asks to join it, or the team adds them.
    """
    proposal = take(proposal)
    structure = open_space(
        name=proposal.name,
        kind=proposal.kind,
        commune=proposal.commune,
        by=by,
        now=now,
        address=proposal.address,
        phone=proposal.phone,
        website=proposal.website,
    )
    user = add_partner(
        structure=structure,
        email=proposal.email,
        first_name=proposal.first_name,
        last_name=proposal.last_name,
        role=Role.REFERENT,
        by=by,
        now=now,
    )
    settle(proposal=proposal, state=RequestState.ACCEPTED, page=structure, by=by, now=now)
    return structure, user


@transaction.atomic
def refuse_proposal(*, proposal: Proposal, by: User, now: datetime) -> None:
    """Say no; the mail that says why is the caller's.

    Raises:
        ProposalDecided: somebody was faster.
    """
    settle(proposal=take(proposal), state=RequestState.REFUSED, page=None, by=by, now=now)


def take(proposal: Proposal) -> Proposal:
    """Return the proposal with its row locked: of two people of the team, one decides; inside a transaction.

    Raises:
        ProposalDecided: it does not wait any more.
    """
    row = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if row.state != RequestState.WAITING:
        raise ProposalDecided
    return row


def settle(*, proposal: Proposal, state: str, page: Page | None, by: User, now: datetime) -> None:
    """Write the answer down, with what the proposal became."""
    proposal.state, proposal.page, proposal.decided_by, proposal.decided_at = state, page, by, now
    proposal.save(update_fields=["state", "page", "decided_by", "decided_at"])
    log(
        instance=page or HomePage.objects.get(),
        action="cms.structures.decide_proposal",
        user=by,
        data={"proposal": proposal.pk, "state": str(state)},
    )
