"""The page "mon compte" of the desk: optional password, backup codes, who writes, a colleague's lost second factor."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.accounts.actions import (
    forget_second_factor,
    remove_password,
    renew_backup_codes,
    set_password,
    set_shared_mailbox,
)
from cms.accounts.links import safe_path
from cms.accounts.models import person_of
from cms.foundation.digits import whole_number
from cms.signin.decorators import desk_required
from cms.signin.forms import NewPasswordForm, WriterForm
from cms.signin.second_factor import device_of, needs_code, people_with_code
from cms.signin.writers import take_writer, written_by

PEOPLE_A_PAGE = 50


@require_safe
@desk_required
def home(request: HttpRequest) -> HttpResponse:
    """Show how the person signs in."""
    return _home(request, NewPasswordForm(user=person_of(request)))


def _home(request: HttpRequest, form: NewPasswordForm) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "asks_code": needs_code(person_of(request)),
        "device": device_of(person_of(request)),
        "writer": written_by(request),
    }
    return render(request, "signin/account.html", context)


@sensitive_post_parameters("password")
@require_POST
@desk_required
def choose_password(request: HttpRequest) -> HttpResponse:
    """Set or change the password; this session goes on, others of the person end."""
    form = NewPasswordForm(request.POST, user=person_of(request))
    if not form.is_valid():
        return _home(request, form)
    set_password(user=person_of(request), password=form.cleaned_data["password"], now=timezone.now())
    update_session_auth_hash(request, person_of(request))
    messages.success(request, _("Your password is set. The link by e-mail works too, as before."))
    return redirect("account:home")


@require_POST
@desk_required
def drop_password(request: HttpRequest) -> HttpResponse:
    """Remove the password; links are left."""
    remove_password(user=person_of(request), now=timezone.now())
    update_session_auth_hash(request, person_of(request))
    messages.success(request, _("Your password is removed: you come in by a link."))
    return redirect("account:home")


@require_POST
@desk_required
def share_mailbox(request: HttpRequest) -> HttpResponse:
    """Say that several people read this address, or that only one does."""
    set_shared_mailbox(user=person_of(request), is_shared=request.POST.get("shared") == "1", now=timezone.now())
    return redirect("account:home")


@require_POST
@desk_required
def new_backup_codes(request: HttpRequest) -> HttpResponse:
    """Make new backup codes and show them, once."""
    if device_of(person_of(request)) is None:
        raise Http404
    codes = renew_backup_codes(user=person_of(request), now=timezone.now())
    return render(request, "signin/backup_codes.html", {"codes": codes, "next": ""})


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def people(request: HttpRequest) -> HttpResponse:
    """List who must give a code, for administrators; clear the second factor of who has lost the phone."""
    if not person_of(request).is_superuser:
        raise Http404
    found = people_with_code()
    if request.method == "POST":
        person = get_object_or_404(found, pk=whole_number(request.POST.get("person")) or 0)
        forget_second_factor(user=person, by=person_of(request), now=timezone.now())
        name = person.get_full_name() or person.get_username()
        messages.success(request, _("%(name)s will set up a new code at the next sign-in.") % {"name": name})
        return redirect("account:people")
    page = Paginator(found, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "signin/people.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def writer(request: HttpRequest) -> HttpResponse:
    """Ask who writes in the name of a shared mailbox; remembered for the session."""
    if not person_of(request).is_shared_mailbox:
        raise Http404
    from_get = {"who_writes": written_by(request), "next": safe_path(request.GET.get("next"))}
    form = WriterForm(request.POST) if request.method == "POST" else WriterForm(initial=from_get)
    if request.method == "POST" and form.is_valid():
        if take_writer(request, form.cleaned_data["who_writes"]):
            return redirect(safe_path(form.cleaned_data["next"]) or "desk:home")
        form.add_error("who_writes", _("Type your name in letters."))
    return render(request, "signin/writer.html", {"form": form})
