"""The mail that tells the people of a space what the team did with it: closed, open again, trusted or no more."""

from datetime import datetime

from django.urls import reverse

from cms.accounts.models import User
from cms.structures.models import StructurePage
from cms.team.addresses import opening_address
from cms.team.mails import send_mail

ARCHIVED, REOPENED, TRUSTED, DISTRUSTED = "archived", "reopened", "trusted", "distrusted"


def tell_people(*, structure: StructurePage, what: str, by: User, now: datetime) -> int:
    """Queue one mail to each active person of the space but `by`; return how many. The caller holds the transaction."""
    people = User.objects.filter(memberships__structure=structure, is_active=True).exclude(email="").exclude(pk=by.pk)
    path = f"{reverse('desk:home')}?structure={structure.pk}"
    told: set[str] = set()
    for user in people.distinct().order_by("pk"):
        if user.email.lower() in told:
            continue
        told.add(user.email.lower())
        context = {"user": user, "structure": structure, "what": what, "at": now, "address": opening_address(path)}
        send_mail("space", user.email, context)
    return len(told)
