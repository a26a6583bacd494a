"""Who does what across structures: the team, limited moderators, the reception desk, administrators."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agenda.contacts.rota import clear_turns
from cms.accounts.models import User
from cms.foundation.digits import whole_number
from cms.moderation.models import ModeratorScope
from cms.moderation.scopes import (
    AccountClosed,
    LastAdministrator,
    LastModerator,
    ModeratesEverything,
    add_administrator,
    add_moderator,
    administrators,
    give_scope,
    limited_moderators,
    moderators,
    remove_administrator,
    remove_moderator,
    remove_scopes,
    take_scope,
)
from cms.structures.actions import RECEPTION_GROUP, add_receptionist, remove_receptionist
from cms.structures.queries import is_team, reception_people
from cms.team.guards import for_team
from cms.team.people_forms import PersonForm, ScopeForm, Task
from cms.team.people_mails import welcome

# More than that in one list is a mistake; the page stays bounded.
MOST = 100
READS_AND_WRITES = require_http_methods(["GET", "HEAD", "POST"])


def _by(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _name(user: User) -> str:
    return user.get_full_name() or user.get_username()


@require_safe
@for_team
def listing(request: HttpRequest) -> HttpResponse:
    """List who does what across structures."""
    receptionists = User.objects.filter(groups__name=RECEPTION_GROUP).order_by("last_name", "first_name", "pk")
    context = {
        "moderators": moderators()[:MOST],
        "limited": limited_moderators()[:MOST],
        "receptionists": receptionists[:MOST],
        "administrators": administrators()[:MOST],
        "administers": _by(request).is_superuser,
    }
    return render(request, "team/people.html", context)


@READS_AND_WRITES
@for_team
def add(request: HttpRequest) -> HttpResponse:
    """Give a person a task across structures, and tell them by mail."""
    administers = _by(request).is_superuser
    wanted = request.GET.get("role", "")
    initial = {"task": wanted if wanted in Task.values else Task.MODERATOR}
    form = PersonForm(request.POST or None, administers=administers, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            user = _add(request, form)
        except AccountClosed:
            form.add_error("email", _("The account of this address is closed."))
        except ModeratesEverything:
            form.add_error("task", _("This person moderates everything already."))
        else:
            messages.success(request, _("%(name)s is told by e-mail.") % {"name": _name(user)})
            return redirect("team:people")
    return render(request, "team/person_add.html", {"form": form}, status=422 if form.errors else 200)


@transaction.atomic
def _add(request: HttpRequest, form: PersonForm) -> User:
    task, now, by, person = Task(form.cleaned_data["task"]), timezone.now(), _by(request), form.person()
    if task is Task.LIMITED:
        user = give_scope(by=by, now=now, **form.scopes(), **person)  # type: ignore[arg-type]
    elif task is Task.RECEPTION:
        if User.objects.filter(email__iexact=person["email"], is_active=False).exists():
            raise AccountClosed
        user = add_receptionist(by=by, now=now, **person)
    else:
        user = (add_administrator if task is Task.ADMINISTRATOR else add_moderator)(by=by, now=now, **person)
    welcome(user=user, task=task, now=now)
    return user


@READS_AND_WRITES
@for_team
def remove(request: HttpRequest, pk: int, task: str) -> HttpResponse:
    """Ask, then take a task from a person; the account stays."""
    people = {
        Task.MODERATOR: moderators(),
        Task.LIMITED: limited_moderators(),
        Task.RECEPTION: User.objects.filter(groups__name=RECEPTION_GROUP),
        Task.ADMINISTRATOR: administrators(),
    }
    if task not in Task.values or (task == Task.ADMINISTRATOR and not _by(request).is_superuser):
        raise Http404
    user = get_object_or_404(people[Task(task)], pk=pk)
    if request.method == "POST":
        return _removed(request, user, Task(task))
    return render(request, "team/person_remove.html", {"person": user, "task": task, "label": Task(task).label})


def _removed(request: HttpRequest, user: User, task: Task) -> HttpResponse:
    by, now = _by(request), timezone.now()
    actions: dict[Task, Callable[..., Any]] = {
        Task.MODERATOR: remove_moderator,
        Task.LIMITED: remove_scopes,
        Task.RECEPTION: _remove_receptionist,
        Task.ADMINISTRATOR: remove_administrator,
    }
    try:
        actions[task](user=user, by=by, now=now)
    except LastAdministrator:
        messages.error(request, _("Somebody must administer: name another administrator first."))
    except LastModerator:
        messages.error(
            request,
            _("%(name)s is the only person who reads what structures send: add somebody else first.")
            % {"name": _name(user)},
        )
    else:
        messages.success(request, _("Done: %(name)s keeps the account without this task.") % {"name": _name(user)})
    return redirect("team:people" if is_team(User.objects.get(pk=by.pk)) else "desk:home")


@transaction.atomic
def _remove_receptionist(*, user: User, by: User, now: Any) -> None:
    """Take the reception desk from a person, and the turns of who does not answer the phone any more."""
    remove_receptionist(user=user, by=by)
    if not reception_people().filter(pk=user.pk).exists():
        clear_turns(person=user, by=by, now=now)


@READS_AND_WRITES
@for_team
def scope(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a limited moderator moderates; add an EPCI or a structure."""
    person = get_object_or_404(limited_moderators(), pk=pk)
    form = ScopeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            give_scope(
                email=person.email, first_name="", last_name="", by=_by(request), now=timezone.now(), **form.scopes()
            )
        except (AccountClosed, ModeratesEverything):
            messages.error(request, _("Nothing was changed: this account is closed or moderates everything."))
        else:
            messages.success(request, _("Noted."))
        return redirect("team:moderator_scope", pk=pk)
    context = {"person": person, "form": form}
    return render(request, "team/person_scope.html", context, status=422 if form.errors else 200)


@require_POST
@for_team
def unscope(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one EPCI or structure from a limited moderator."""
    found = ModeratorScope.objects.filter(user_id=pk, pk=whole_number(request.POST.get("scope")) or 0).first()
    if found:
        take_scope(scope=found, by=_by(request), now=timezone.now())
        messages.success(request, _("Noted."))
    if ModeratorScope.objects.filter(user_id=pk).exists():
        return redirect("team:moderator_scope", pk=pk)
    return redirect("team:people")
