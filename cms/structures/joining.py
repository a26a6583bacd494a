"""Asking to write for a structure that has its space: the request, the answer, and when it is forgotten."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from wagtail.log_actions import log

from cms.accounts.models import User
from cms.structures.actions import add_partner
from cms.structures.members import may_manage_people
from cms.structures.models import StructurePage
from cms.structures.people import AccountClosed, JoinRequest, Membership, Proposal, RequestState, Role
from cms.structures.spaces import SpaceArchived, lock_space

# Who asked, and what was answered, is forgotten this long after the answer (declared with the fields).
KEEP_DECIDED = timedelta(days=90)
# A request that nobody answers for a year is no request any more.
KEEP_WAITING = timedelta(days=365)


class AlreadyAnswered(Exception):
    """Somebody answered the request before; the request as it stands is the argument."""


def waiting_to_join(structure: StructurePage) -> int:
    """Return how many people wait for an answer of the structure."""
    return JoinRequest.objects.filter(structure=structure, state=RequestState.WAITING).count()


@transaction.atomic
def ask_to_join_structure(
    *,
    structure: StructurePage,
    email: str,
    first_name: str,
    last_name: str,
    now: datetime,
    message: str = "",
    by: User | None = None,
) -> JoinRequest | None:
    """Note that somebody asks to write for a structure; None when they do already or their request waits.

    The caller must answer the same in every case, or strangers would learn who writes for whom.

    Raises:
        SpaceArchived: nobody writes there; the public page does not exist either.
    """
    if lock_space(structure).is_archived or structure.is_register:
        raise SpaceArchived
    if Membership.objects.filter(structure=structure, user__email__iexact=email).exists():
        return None
    if JoinRequest.objects.filter(structure=structure, email__iexact=email, state=RequestState.WAITING).exists():
        return None
    try:
        with transaction.atomic():
            request = JoinRequest.objects.create(
                structure=structure,
                email=email,
                first_name=first_name,
                last_name=last_name,
                message=message.strip(),
                asked_at=now,
            )
    except IntegrityError:  # the same request at the same moment
        return None
    log(instance=structure, action="cms.structures.ask_to_join", user=by, data={"request": request.pk})
    return request


@transaction.atomic
def decide_join_request(
    *, request: JoinRequest, accept: bool, by: User | None, now: datetime, role: str = Role.CONTRIBUTOR
) -> User | None:
    """Accept or refuse a request; return the person who now belongs to the space, None when refused.

    Who is in the space already keeps the role.

    Raises:
        AlreadyAnswered: it was decided before.
        AccountClosed: the account of that address is closed.
        SpaceArchived: reopen the space first.
        PermissionDenied: `by` is neither a referent of the space nor of the team.
    """
    structure = request.structure
    space = lock_space(structure)
    if not may_manage_people(by, structure):
        raise PermissionDenied
    if space.is_archived:
        raise SpaceArchived
    row = JoinRequest.objects.select_for_update().get(pk=request.pk)
    if row.state != RequestState.WAITING:
        raise AlreadyAnswered(row)
    row.state = RequestState.ACCEPTED if accept else RequestState.REFUSED
    row.decided_at, row.decided_by = now, by
    row.save(update_fields=["state", "decided_at", "decided_by"])
    user = _let_in(row, by, now, role) if accept else None
    action = "cms.structures.accept_join" if accept else "cms.structures.refuse_join"
    log(instance=structure, action=action, user=by, data={"request": row.pk, "person": user.pk if user else None})
    return user


def _let_in(row: JoinRequest, by: User | None, now: datetime, role: str) -> User:
    known = Membership.objects.filter(structure=row.structure, user__email__iexact=row.email).first()
    if known:
        return known.user
    if User.objects.filter(email__iexact=row.email, is_active=False).exists():
        raise AccountClosed
    return add_partner(
        structure=row.structure,
        email=row.email,
        first_name=row.first_name,
        last_name=row.last_name,
        role=Role(role),
        by=by,
        now=now,
    )


@transaction.atomic
def purge_requests(*, now: datetime) -> int:
    """Forget requests to join and proposals 90 days after the answer, unanswered ones after a year; return how many."""
    gone = 0
    for rows, since in ((JoinRequest.objects.all(), "asked_at"), (Proposal.objects.all(), "sent_at")):
        answered = rows.exclude(state=RequestState.WAITING).filter(decided_at__lt=now - KEEP_DECIDED)
        forgotten = rows.filter(state=RequestState.WAITING, **{f"{since}__lt": now - KEEP_WAITING})
        gone += answered.delete()[0] + forgotten.delete()[0]
    return gone
