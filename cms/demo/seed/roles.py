"""People of every role beside the partners: who administers, who moderates a part, who helps, who asks to come in."""

from datetime import datetime
from typing import Any

from django.db.models import F

from agenda.catalogue.models import Entry
from agenda.events.coorganisers import CoOrganiser
from agenda.events.coorganising import ask_to_join
from cms.accounts.models import User
from cms.demo.seed.data import load
from cms.demo.seed.people import PASSWORD
from cms.moderation.scopes import give_scope
from cms.structures.actions import add_partner, open_space
from cms.structures.joining import ask_to_join_structure
from cms.structures.models import StructurePage
from cms.structures.people import Proposal
from cms.structures.proposals import send_proposal
from cms.structures.spaces import archive_space, trust_space
from cms.territories.models import Commune


def seed_roles(*, team: User, now: datetime) -> None:
    """Make what the first seed lacks of people, spaces and requests; a second call adds nothing."""
    rows = load("roles")
    if User.objects.filter(email=rows["administrator"]["email"]).exists():
        return
    admin = rows["administrator"]
    User.objects.create_superuser(username=admin["email"], password=PASSWORD, date_joined=now, **admin)
    spaces = {key: _structure(key) for key in {row["key"] for row in load("structures")}}
    for row in rows["members"]:
        _member(spaces[row.pop("structure")], row, team, now)
    _limited(rows["limited"], spaces, team, now)
    for key in rows["trusted"]:
        trust_space(structure=spaces[key], by=team, now=now)
    _archived(rows["archived"], team, now)
    join = rows["join"]
    ask_to_join_structure(structure=spaces[join.pop("structure")], now=now, **join)
    proposal = rows["proposal"]
    proposal["commune"] = Commune.objects.get(pk=proposal["commune"])
    if not Proposal.objects.exists():
        send_proposal(values=proposal, now=now)
    _coorganiser(rows["coorganiser"], spaces, now)


def _structure(key: str) -> StructurePage:
    return StructurePage.objects.get(email=f"{key}@example.org")


def _member(structure: StructurePage, row: dict[str, Any], team: User, now: datetime) -> None:
    shared = row.pop("shared", False)
    user = add_partner(structure=structure, by=team, now=now, password=PASSWORD, **row)
    if shared:
        User.objects.filter(pk=user.pk).update(is_shared_mailbox=True)


def _limited(row: dict[str, Any], spaces: dict[str, StructurePage], team: User, now: datetime) -> None:
    commune = spaces[row.pop("epci_of")].commune
    epcis = [commune.epci] if commune and commune.epci else []
    user = give_scope(epcis=epcis, structures=[], by=team, now=now, **row)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])


def _archived(row: dict[str, Any], team: User, now: datetime) -> None:
    commune = Commune.objects.get(pk=row.pop("commune"))
    structure = open_space(commune=commune, by=team, now=now, **row)
    archive_space(structure=structure, by=team, now=now)


def _coorganiser(row: dict[str, Any], spaces: dict[str, StructurePage], now: datetime) -> None:
    """Ask to join the owner's next event."""
    coming = Entry.objects.public().filter(structure_id=spaces[row["owner"]].pk, ends_at__gt=now, page__isnull=False)
    entry = coming.order_by(F("ends_at").desc(), "pk").select_related("page").first()
    if entry is None or entry.page is None or CoOrganiser.objects.exists():
        return
    by = User.objects.get(email=row["by"])
    ask_to_join(event=entry.page, structure=spaces[row["structure"]], by=by, now=now, message=row["message"])
