"""What the queue can be narrowed to: only territories and structures of which something waits."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from cms.accounts.models import User
from cms.moderation.models import Look, Waiting
from cms.structures.models import StructurePage
from cms.team.queue import moderated
from cms.territories.models import Epci

# A select of more than that helps nobody; the EPCI comes first then.
MOST = 400


def _with_work(user: User) -> QuerySet[StructurePage]:
    waits = Waiting.objects.filter(structure=OuterRef("pk"))
    shows = Look.objects.filter(structure=OuterRef("pk"), looked_at=None)
    return moderated(user).filter(Q(Exists(waits)) | Q(Exists(shows)))


def structure_choices(user: User) -> QuerySet[StructurePage]:
    """Return the structures with something in the queue, by name."""
    return _with_work(user).only("pk", "title", "path").order_by("title", "pk")[:MOST]


def epci_choices(user: User) -> QuerySet[Epci]:
    """Return the EPCI of the structures with something in the queue, by name."""
    return Epci.objects.filter(pk__in=_with_work(user).values("commune__epci")).order_by("name")[:MOST]
