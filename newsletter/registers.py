"""Flat read-only registers for the team: subscribers, deliveries, consent records (wagtail-modeladmin)."""

from typing import Any, ClassVar

from django.contrib.admin.filters import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup
from wagtail_modeladmin.views import IndexView, InspectView

from cms.foundation.digits import whole_number
from newsletter.delivery.models import Delivery
from newsletter.issues.models import Issue
from newsletter.permissions import ReadOnlyForTeam
from newsletter.subscribers.assisted import AssistedSignup
from newsletter.subscribers.models import ConsentRecord, Subscriber, Suppression


class Buttons(ButtonHelper):
    """One button, in words of everyday use."""

    def inspect_button(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the button that shows a row whole."""
        return {**super().inspect_button(*args, **kwargs), "label": gettext("See"), "title": gettext("See this row")}


class OneRow(InspectView):
    """A row shown whole, named for what it is."""

    def get_page_title(self) -> str:
        """Return what the row is."""
        return capfirst(self.verbose_name)

    def get_meta_title(self) -> str:
        """Return the same for the browser's tab."""
        return self.get_page_title()

    def get_field_label(self, field_name: str, field: Any = None) -> str:
        """Return the label as the columns write it."""
        return capfirst(str(super().get_field_label(field_name, field)))


def as_text(value: str) -> str:
    """Return what a spreadsheet shows as it is: a cell that begins like a formula is one for it (CWE-1236)."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


class Rows(IndexView):
    """The list, and its export as a spreadsheet."""

    custom_value_preprocess: ClassVar[dict[Any, Any]] = {
        **IndexView.custom_value_preprocess,
        str: {"csv": as_text, "xlsx": as_text},
    }


class Register(ModelAdmin):
    """What they have in common."""

    button_helper_class = Buttons
    index_view_class = Rows
    inspect_view_class = OneRow
    inspect_template_name = "newsletter/admin/inspect.html"
    permission_helper_class = ReadOnlyForTeam
    inspect_view_enabled = True
    list_per_page = 50


class SubscriberRegister(Register):
    """Who receives the letter."""

    model = Subscriber
    index_template_name = "newsletter/admin/subscribers.html"
    menu_label = _("Subscribers")
    menu_icon = "group"
    base_url_path = "abonnes"
    list_display = ("email", "commune", "form", "state", "confirmed_at", "unsubscribed_at")
    list_filter = ("state", "form")
    search_fields = ("email", "commune__name")
    list_export = (
        "email",
        "commune",
        "commune_id",
        "epci",
        "form",
        "state",
        "asked_at",
        "confirmed_at",
        "unsubscribed_at",
    )
    export_filename = "abonnes"
    inspect_view_fields = ("email", "commune", "epci", "form", "state", "asked_at", "confirmed_at", "unsubscribed_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subscriber]:
        """Return the rows with what the columns show."""
        return super().get_queryset(request).select_related("commune__epci")


class IssueFilter(SimpleListFilter):
    """Deliveries of one letter; Django's own filter of a relation asks for the admin site that we do not install."""

    title = _("letter")
    parameter_name = "issue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the letters of the last three years."""
        return [(str(issue.pk), str(issue)) for issue in Issue.objects.only("period").order_by("-period")[:36]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> QuerySet[Delivery]:
        """Keep the rows of the letter chosen."""
        chosen = whole_number(self.value())
        return queryset if chosen is None else queryset.filter(issue_id=chosen)


class DeliveryRegister(Register):
    """What became of each mail of each letter."""

    model = Delivery
    menu_label = _("Deliveries")
    menu_icon = "mail"
    base_url_path = "envois"
    list_display = ("email", "issue", "state", "attempts", "changed_at", "reply")
    list_filter = ("state", IssueFilter)
    search_fields = ("email", "reply")
    list_export = ("email", "issue", "state", "attempts", "made_at", "changed_at", "reply", "message_id")
    export_filename = "envois"
    inspect_view_fields = ("email", "issue", "state", "attempts", "made_at", "changed_at", "reply", "message_id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        """Return the rows with what the columns show."""
        return super().get_queryset(request).select_related("issue")


class ConsentRegister(Register):
    """The proof of each consent."""

    model = ConsentRecord
    menu_label = _("Proofs of consent")
    menu_icon = "check"
    base_url_path = "consentements"
    list_display = ("subscriber", "event", "text", "at", "source")
    list_filter = ("event",)
    search_fields = ("subscriber__email",)
    list_export = ("subscriber", "event", "text", "at", "source")
    export_filename = "consentements"
    inspect_view_fields = ("subscriber", "event", "text", "at", "source", "commune")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ConsentRecord]:
        """Return the rows with what the columns show."""
        return super().get_queryset(request).select_related("subscriber", "text", "commune")


class SuppressionRegister(Register):
    """Which addresses are not written to, and why; the addresses themselves are not kept."""

    model = Suppression
    menu_label = _("Addresses set aside")
    menu_icon = "no-view"
    base_url_path = "adresses-ecartees"
    list_display = ("email_hash", "reason", "at")
    list_filter = ("reason",)
    list_export = ("email_hash", "reason", "at")
    export_filename = "adresses-ecartees"
    inspect_view_fields = ("email_hash", "reason", "at")


class AssistedRegister(Register):
    """Who was signed up at a counter, by which structure, and who said "it was not me"."""

    model = AssistedSignup
    menu_label = _("Sign-ups at counters")
    menu_icon = "user"
    base_url_path = "inscriptions-accompagnees"
    list_display = ("subscriber", "structure_name", "proof", "at_once", "at", "disputed_at")
    list_filter = ("proof", "at_once")
    search_fields = ("subscriber__email", "structure_name")
    list_export = ("subscriber", "structure_name", "by", "proof", "at_once", "at", "disputed_at")
    export_filename = "inscriptions-accompagnees"
    inspect_view_fields = ("subscriber", "structure_name", "by", "proof", "at_once", "at", "disputed_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AssistedSignup]:
        """Return the rows with what the columns show."""
        return super().get_queryset(request).select_related("subscriber", "by")


class Registers(ModelAdminGroup):
    """The menu entry that holds them."""

    menu_label = _("Subscribers and deliveries")
    menu_icon = "group"
    menu_order = 310
    items = (SubscriberRegister, DeliveryRegister, ConsentRegister, AssistedRegister, SuppressionRegister)
