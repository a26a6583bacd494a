"""One mail a working day to each who moderates: what starts soon, what is late, what waits, what to look at."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from cms.accounts.models import User
from cms.foundation.holidays import is_working_day
from cms.moderation.deadlines import soon_until
from cms.moderation.models import Digest, LookKind, ModeratorScope
from cms.structures.actions import TEAM_GROUP
from cms.structures.people import JoinRequest, Proposal, RequestState
from cms.structures.queries import is_team
from cms.team.mails import send_mail
from cms.team.queue import Filters, looks_of, moderated, pages_of, queue_keys
from cms.team.queue_rows import rows_of

# Lines that a mail tells of; the queue holds the rest.
TOLD = 8


def send_digest(*, now: datetime) -> int:
    """Send the digest of the local day, once; return how many mails. On days that are not worked nothing is sent.

    The day's row and the mails, which are rows themselves, are written together: a run that dies sends nothing.
    """
    day = timezone.localtime(now).date()
    if not is_working_day(day):
        return 0
    with transaction.atomic():
        try:
            with transaction.atomic():
                Digest.objects.create(date=day, sent_at=now)
        except IntegrityError:
            return 0  # sent already, or another worker was faster
        return sum(_send_to(user, now) for user in _people())


def _people() -> QuerySet[User]:
    """Return the team and the limited moderators who can be written to."""
    team = User.objects.filter(groups__name=TEAM_GROUP)
    limited = User.objects.filter(pk__in=ModeratorScope.objects.values("user"))
    return (team | limited).filter(is_active=True).exclude(email="").distinct().order_by("pk")


def _send_to(user: User, now: datetime) -> bool:
    """Write to one person about what is theirs; nothing waits, no mail."""
    count = queue_keys(user, Filters(), now).count()
    whole = is_team(user)
    proposals = Proposal.objects.filter(state=RequestState.WAITING).count() if whole else 0
    joining = JoinRequest.objects.filter(state=RequestState.WAITING, structure__in=moderated(user)).count()
    if not count and not proposals and not joining:
        return False
    today = timezone.localtime(now).date()
    late = pages_of(user).filter(due_date__lt=today).select_related("structure").order_by("due_date", "pk")
    soon = pages_of(user).filter(starts_at__lt=soon_until(now)).select_related("structure").order_by("starts_at", "pk")
    looks = looks_of(user)
    context = {
        "user": user,
        "count": count,
        "waiting": pages_of(user).count(),
        "soon": list(soon[:TOLD]),
        "late": list(late[:TOLD]),
        "late_count": late.count(),
        "notices": rows_of(
            [
                ("look", pk, 1, at)
                for pk, at in looks.filter(kind=LookKind.NOTICE).order_by("at").values_list("pk", "at")[:TOLD]
            ],
            now,
        ),
        "trusted": looks.filter(kind=LookKind.TRUSTED).count(),
        "proposals": proposals,
        "joining": joining,
        "address": settings.PUBLIC_URL + reverse("team:queue"),
    }
    send_mail("digest", user.email, context)
    return True
