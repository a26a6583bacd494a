"""What the team does with a space: open, rename, archive, reopen, trust, hand over."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agenda.catalogue.models import Entry
from agenda.places.models import PlacePage
from cms.accounts.models import User
from cms.structures.actions import SpaceExists, add_partner, open_space
from cms.structures.forms import OpenSpaceForm
from cms.structures.invitations import send_invitation
from cms.structures.members import invite_member
from cms.structures.models import StructurePage
from cms.structures.people import AccountClosed, Membership, Role, Space
from cms.structures.spaces import (
    SpaceArchived,
    archive_space,
    distrust_space,
    hand_over_space,
    lock_space,
    rename_space,
    reopen_space,
    trust_space,
)
from cms.team.guards import for_team
from cms.team.space_forms import LEAVES, SOMEBODY_ELSE, HandOverForm, RenameForm
from cms.team.space_mails import ARCHIVED, DISTRUSTED, REOPENED, TRUSTED, tell_people
from cms.team.structures import contents_of, structure_of

READS_AND_WRITES = require_http_methods(["GET", "HEAD", "POST"])
MOST_EVENTS = 50


def _by(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


@READS_AND_WRITES
@for_team
def open_structure(request: HttpRequest) -> HttpResponse:
    """Open a space and invite its first person, who looks after it."""
    form = OpenSpaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            structure = _open(request, form)
        except SpaceExists:  # the same form twice at once
            form.add_error("name", _("This structure has its space already."))
        else:
            messages.success(request, _("The space “%(name)s” is open.") % {"name": structure.title})
            return redirect("team:structure", pk=structure.pk)
    return render(request, "team/structure_open.html", {"form": form}, status=422 if form.errors else 200)


@transaction.atomic
def _open(request: HttpRequest, form: OpenSpaceForm) -> StructurePage:
    data, now = form.cleaned_data, timezone.now()
    structure = open_space(
        name=data["name"], kind=data["kind"], commune=data["commune"], by=_by(request), now=now,
        **form.structure_fields(),
    )  # fmt: skip
    if data["person_email"]:
        user = add_partner(
            structure=structure,
            email=data["person_email"],
            first_name=data["person_first_name"],
            last_name=data["person_last_name"],
            by=_by(request),
            now=now,
            role=Role.REFERENT,
        )
        send_invitation(user=user, structure=structure)
    return structure


@READS_AND_WRITES
@for_team
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the structure another name, having said what changes."""
    structure = structure_of(pk)
    form = RenameForm(request.POST or None, initial={"name": structure.title})
    if request.method == "POST" and form.is_valid():
        try:
            renamed = rename_space(
                structure=structure, name=form.cleaned_data["name"], by=_by(request), now=timezone.now()
            )
        except SpaceExists:
            form.add_error("name", _("Another structure has this name."))
        else:
            messages.success(request, _("The structure is now called “%(name)s”.") % {"name": renamed.title})
            return redirect("team:structure", pk=pk)
    context = {"structure": structure, "form": form, "contents": contents_of(structure)}
    return render(request, "team/structure_rename.html", context, status=422 if form.errors else 200)


# What is done → how; whether it already stood so before.
CHANGES: dict[str, tuple[Callable[..., Space], Callable[[Space], bool]]] = {
    ARCHIVED: (archive_space, lambda space: space.is_archived),
    REOPENED: (reopen_space, lambda space: not space.is_archived),
    TRUSTED: (trust_space, lambda space: space.is_trusted),
    DISTRUSTED: (distrust_space, lambda space: not space.is_trusted),
}


@transaction.atomic
def _change(request: HttpRequest, structure: StructurePage, what: str) -> None:
    """Do it, and tell the people of the space; asked twice, they are told once."""
    act, stands = CHANGES[what]
    by, now = _by(request), timezone.now()
    stood = stands(lock_space(structure))
    act(structure=structure, by=by, now=now)
    if not stood:
        tell_people(structure=structure, what=what, by=by, now=now)


def events_of_others(structure: StructurePage) -> Any:
    """Return the public entries to come of other structures at a place of this one: they must go somewhere first."""
    places = PlacePage.objects.child_of(structure).values("pk")
    found = Entry.objects.public().filter(page__location="place", page__place__in=places)
    return found.exclude(structure_id=structure.pk).upcoming(timezone.now()).select_related("page__place")


@READS_AND_WRITES
@for_team
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what archiving does, then do it; not while others meet at its places."""
    structure = structure_of(pk)
    stuck = list(events_of_others(structure)[:MOST_EVENTS])
    if request.method == "POST" and not stuck:
        _change(request, structure, ARCHIVED)
        messages.success(request, _("“%(name)s” is archived.") % {"name": structure.title})
        return redirect("team:structure", pk=pk)
    places = {entry.page.place_id: entry.page.place for entry in stuck if entry.page and entry.page.place}
    context = {
        "structure": structure,
        "contents": contents_of(structure),
        "people": Membership.objects.filter(structure=structure).count(),
        "stuck": stuck,
        "places": places.values(),
    }
    return render(request, "team/structure_archive.html", context, status=409 if request.method == "POST" else 200)


@require_POST
@for_team
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open an archived space again."""
    structure = structure_of(pk)
    _change(request, structure, REOPENED)
    messages.success(request, _("“%(name)s” is open again, as it stood.") % {"name": structure.title})
    return redirect("team:structure", pk=pk)


@require_POST
@for_team
def trust(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish at once what the structure sends, or read it first again."""
    structure = structure_of(pk)
    answer = request.POST.get("trust")
    if answer not in {"yes", "no"}:
        return redirect("team:structure", pk=pk)
    wanted = answer == "yes"
    try:
        _change(request, structure, TRUSTED if wanted else DISTRUSTED)
    except SpaceArchived:
        messages.error(request, _("This space is archived: open it again first."))
    else:
        said = _("What “%(name)s” sends is now published at once; you look at it afterwards.")
        words = said if wanted else _("What “%(name)s” sends is now read before it is published.")
        messages.success(request, words % {"name": structure.title})
    return redirect("team:structure", pk=pk)


@READS_AND_WRITES
@for_team
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who looks after the space from now on, somebody of it or somebody new."""
    structure = structure_of(pk)
    form = HandOverForm(request.POST or None, structure=structure)
    if request.method == "POST" and form.is_valid():
        try:
            heir = _hand_over(request, structure, form)
        except SpaceArchived:
            form.add_error(None, _("This space is archived: open it again first."))
        except AccountClosed:
            form.add_error("email", _("The account of this address is closed."))
        else:
            values = {"name": heir.get_full_name() or heir.get_username()}
            messages.success(request, _("%(name)s looks after this space from now on.") % values)
            return redirect("team:structure", pk=pk)
    context = {"structure": structure, "form": form}
    return render(request, "team/structure_hand_over.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _hand_over(request: HttpRequest, structure: StructurePage, form: HandOverForm) -> User:
    data, now, by = form.cleaned_data, timezone.now(), _by(request)
    if data["to"] == SOMEBODY_ELSE:
        known = Membership.objects.filter(structure=structure, user__email__iexact=data["email"]).first()
        new = {name: data[name] for name in ("email", "first_name", "last_name")}
        member = known or invite_member(structure=structure, role=Role.REFERENT, by=by, now=now, **new)
        if known is None:
            send_invitation(user=member.user, structure=structure)
    else:
        member = form.members[data["to"]]
    heir = member.user
    hand_over_space(structure=structure, to_user=heir, by=by, now=now, former_leave=data.get("former") == LEAVES)
    return heir
