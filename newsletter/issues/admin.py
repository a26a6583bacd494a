"""The letters in Wagtail's admin: list, editor with previews; how far each is stands on its own board."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from newsletter.issues.actions import void_changed_approval
from newsletter.issues.models import Issue


class IssueIndex(IndexView):
    """The list, with the button that composes."""

    @cached_property
    def header_buttons(self) -> list[Button]:
        """Offer to prepare the next letter now."""
        return [
            HeaderButton(_("Dates of the letters"), url=reverse("letter:months"), icon_name="calendar"),
            HeaderButton(_("Prepare the letter"), url=reverse("letter:compose"), icon_name="plus"),
        ]


class IssueViewSet(SnippetViewSet):
    """Letters, for the communication team."""

    model = Issue
    icon = "mail"
    menu_label = gettext_lazy("The letter")
    menu_order = 300
    add_to_admin_menu = True
    index_view_class = IssueIndex
    edit_template_name = "newsletter/admin/edit.html"
    copy_view_enabled = False
    inspect_view_enabled = False
    list_per_page = 24
    list_display = (
        TitleColumn(
            "month", label=gettext_lazy("Month"), get_url=lambda issue: reverse("letter:board", args=[issue.pk])
        ),
        "subject",
        Column("get_state_display", label=gettext_lazy("State")),
        DateColumn("send_at", label=gettext_lazy("To be sent on")),
    )
    list_filter = ("state",)
    search_fields = ("subject", "period")


def listing_buttons(snippet: Any, user: Any, next_url: str | None = None) -> list[Button]:
    """Add the way to the board of a letter."""
    if not isinstance(snippet, Issue):
        return []
    return [Button(_("Follow and send"), url=reverse("letter:board", args=[snippet.pk]), icon_name="mail", priority=5)]


def refuse_late_edit(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """Send the team back to the board once the sending has begun: what is sent does not change any more."""
    if not isinstance(instance, Issue) or instance.is_editable:
        return None
    messages.warning(request, _("This letter is being sent or was sent: it cannot be changed any more."))
    return redirect("letter:board", instance.pk)


def refuse_late_delete(request: HttpRequest, instances: Any) -> HttpResponse | None:
    """Keep what was sent, and the proof of it."""
    for instance in instances:
        refused = refuse_late_edit(request, instance)
        if refused is not None:
            return refused
    return None


def refuse_late_bulk_delete(request: HttpRequest, action_type: str, objects: Any, action: Any) -> HttpResponse | None:
    """Do the same for rows ticked in the list."""
    return refuse_late_delete(request, objects) if action_type == "delete" else None


def after_edit(request: HttpRequest, instance: Any) -> None:
    """Take the approval back when the text is no longer the approved one, and say so."""
    if not isinstance(instance, Issue):
        return
    user: Any = request.user
    if void_changed_approval(issue_id=instance.pk, by=user, now=timezone.now()):
        messages.warning(request, _("The text has changed: the letter has to be approved again."))
