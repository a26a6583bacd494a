"""Who belongs to a space, for its referents and the team: invite, give another role, take out, answer requests."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cms.accounts.models import User
from cms.desk.people_forms import InviteForm, RoleForm
from cms.desk.people_mails import tell_asker
from cms.foundation.digits import whole_number
from cms.signin.decorators import desk_required
from cms.structures.invitations import send_invitation
from cms.structures.joining import AlreadyAnswered, decide_join_request
from cms.structures.members import (
    AlreadyMember,
    LastReferent,
    change_role,
    invite_member,
    may_manage_people,
    remove_member,
)
from cms.structures.models import StructurePage
from cms.structures.people import AccountClosed, JoinRequest, Membership, RequestState, Role
from cms.structures.queries import is_team
from cms.structures.spaces import SpaceArchived

# More people than that in one space is not a space any more; the page says so rather than growing without end.
MOST = 200
READS_AND_WRITES = require_http_methods(["GET", "HEAD", "POST"])


def _managed(user: Any) -> list[StructurePage]:
    """Return the open spaces whose people the person decides about as a referent, by name."""
    found = StructurePage.objects.filter(
        memberships__user=user, memberships__role=Role.REFERENT, space__archived_at=None
    )
    return list(found.order_by("title", "pk"))


def _chosen(request: HttpRequest) -> tuple[StructurePage, list[StructurePage]]:
    """Return the structure whose people are meant, and those to choose from.

    Raises:
        Http404: the person decides about nobody, or not there.
    """
    mine = _managed(request.user)
    wanted = request.GET.get("structure", "")
    if not wanted and mine:
        return mine[0], mine
    pk = whole_number(wanted) or 0
    for structure in mine:
        if structure.pk == pk:
            return structure, mine
    if not is_team(request.user):
        raise Http404
    # An archived space has nobody to decide about: its own screen says so.
    return get_object_or_404(StructurePage, pk=pk, space__archived_at=None), mine


def _own(request: HttpRequest, structure: StructurePage) -> None:
    if structure.space.is_archived or not may_manage_people(request.user, structure):  # type: ignore[arg-type]
        raise Http404


def _home(structure: StructurePage) -> str:
    return f"{reverse('desk:people')}?structure={structure.pk}"


@READS_AND_WRITES
@desk_required
def people(request: HttpRequest) -> HttpResponse:
    """List who is in the space and who asks to be; invite somebody."""
    structure, structures = _chosen(request)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _invite(request, structure, form):
        return redirect(_home(structure))
    members = Membership.objects.filter(structure=structure).select_related("user")
    context = {
        "structure": structure,
        "structures": structures,
        "members": members.order_by("user__last_name", "user__first_name", "pk")[:MOST],
        "asking": JoinRequest.objects.filter(structure=structure, state=RequestState.WAITING).order_by("asked_at")[
            :MOST
        ],
        "form": form,
        "team": is_team(request.user),
        "home": _home(structure),
    }
    return render(request, "desk/people.html", context, status=422 if form.errors else 200)


def _invite(request: HttpRequest, structure: StructurePage, form: InviteForm) -> bool:
    """Invite the person of the form; False with the reason on the form when they cannot be."""
    now = timezone.now()
    try:
        with transaction.atomic():
            membership = invite_member(structure=structure, by=request.user, now=now, **form.cleaned_data)  # type: ignore[arg-type]
            send_invitation(user=membership.user, structure=structure)
    except AlreadyMember as known:
        # Twice the same form, or somebody was quicker: what was wanted is so already.
        name = _name(known.args[0].user)
        messages.info(request, _("%(name)s is in the space already: nothing was changed.") % {"name": name})
        return True
    except AccountClosed:
        form.add_error("email", _("The account of this address is closed: ask the communication team."))
        return False
    except SpaceArchived as archived:
        raise Http404 from archived
    messages.success(request, _("%(name)s is invited: a mail is on its way.") % {"name": _name(membership.user)})
    return True


@READS_AND_WRITES
@desk_required
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one person of the space; give another role."""
    membership = get_object_or_404(Membership.objects.select_related("user", "structure__space"), pk=pk)
    structure = membership.structure
    _own(request, structure)
    form = RoleForm(request.POST or None, initial={"role": membership.role})
    if request.method == "POST" and form.is_valid():
        role = form.cleaned_data["role"]
        words = _("Noted: %(name)s has another role.") % {"name": _name(membership.user)}
        _try(request, lambda: change_role(membership=membership, role=role, by=_by(request), now=timezone.now()), words)
        return _back(request, structure)
    context = {"membership": membership, "structure": structure, "form": form, "home": _home(structure)}
    return render(request, "desk/person.html", context, status=422 if form.errors else 200)


@require_POST
@desk_required
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a person out of the space."""
    membership = get_object_or_404(Membership.objects.select_related("user", "structure__space"), pk=pk)
    structure = membership.structure
    _own(request, structure)
    words = _("%(name)s no longer writes here. What they wrote stays.") % {"name": _name(membership.user)}
    _try(request, lambda: remove_member(membership=membership, by=_by(request), now=timezone.now()), words)
    return _back(request, structure)


@require_POST
@desk_required
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or refuse somebody who asks to join; the answer leaves by mail."""
    asked = get_object_or_404(JoinRequest.objects.select_related("structure__space"), pk=pk)
    _own(request, asked.structure)
    answer = request.POST.get("answer", "")
    if answer not in {"yes", "no"}:
        raise Http404
    now = timezone.now()
    try:
        with transaction.atomic():
            user = decide_join_request(request=asked, accept=answer == "yes", by=_by(request), now=now)
            tell_asker(request=asked, user=user, now=now)
    except AlreadyAnswered:
        messages.info(request, _("This request has been answered already."))
    except AccountClosed:
        messages.error(request, _("The account of this address is closed: ask the communication team."))
    else:
        name = f"{asked.first_name} {asked.last_name}".strip()
        words = _("%(name)s may write here now.") if user else _("%(name)s is told that the answer is no.")
        messages.success(request, words % {"name": name})
    return redirect(_home(asked.structure))


def _try(request: HttpRequest, action: Callable[[], Any], done: str) -> None:
    """Do it, and say that it is done or why it is not."""
    try:
        action()
    except LastReferent:
        messages.error(request, _("Somebody must look after this space: name another referent first."))
    except Membership.DoesNotExist:
        messages.info(request, _("This person is not in the space any more."))
    except SpaceArchived as archived:
        raise Http404 from archived
    else:
        messages.success(request, done)


def _back(request: HttpRequest, structure: StructurePage) -> HttpResponse:
    """Lead back to the people, or home for who has just given the role away."""
    return redirect(_home(structure) if may_manage_people(_by(request), structure) else reverse("desk:home"))


def _by(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _name(user: User) -> str:
    return user.get_full_name() or user.get_username()
