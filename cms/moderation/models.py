"""What moderation remembers beside Wagtail's workflow: decisions, things to look at afterwards, readers, digests."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from cms.structures.models import StructurePage
from cms.territories.models import Epci


class ModeratorScope(models.Model):
    """What a limited moderator moderates: one EPCI or one structure a row; several rows add up.

    A person with rows here moderates that much and is in no group of the team; the team itself has no row.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="moderator_scopes")
    epci = models.ForeignKey(Epci, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    structure = models.ForeignKey(StructurePage, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("moderator's scope")
        verbose_name_plural = _("moderators' scopes")
        constraints: ClassVar[list] = [
            models.CheckConstraint(
                condition=models.Q(epci=None, structure__isnull=False) | models.Q(epci__isnull=False, structure=None),
                name="scope_epci_or_structure",
            ),
            models.UniqueConstraint(fields=["user", "epci"], name="scope_epci_once"),
            models.UniqueConstraint(fields=["user", "structure"], name="scope_structure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.epci or self.structure}"


class DecisionKind(models.TextChoices):
    """What was decided about a page."""

    APPROVED = "approved", _("published")
    SENT_BACK = "sent_back", _("sent back")
    TRUSTED = "trusted", _("published at once, the structure is trusted")


class Decision(models.Model):
    """One decision about a page: kept, readable, and undoable until the next one about the same page."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="decisions")
    # Of the page: what a limited moderator's lists are narrowed by.
    structure = models.ForeignKey(StructurePage, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("decision"), max_length=9, choices=DecisionKind.choices)
    revision = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    # What stood public before, to be put back by an undo; none when the page was not public.
    previous_live = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reason_code = models.CharField(_("ready reason"), max_length=20, blank=True)
    sentence = models.CharField(_("sentence"), max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(_("at"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes: ClassVar[list] = [models.Index(fields=["page", "at"], name="decision_by_page")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"


class LookKind(models.TextChoices):
    """What shows already and is looked at afterwards."""

    NOTICE = "notice", _("notice")
    TRUSTED = "trusted", _("published by a trusted structure")


class Look(models.Model):
    """Something public that somebody of the team has still to look at; looking takes nothing away."""

    kind = models.CharField(_("kind"), max_length=8, choices=LookKind.choices)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="looks")
    structure = models.ForeignKey(StructurePage, on_delete=models.CASCADE, related_name="+")
    # The notice, or the revision: a number of another room's table, never followed from here.
    reference = models.PositiveBigIntegerField()
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    looked_at = models.DateTimeField(_("looked at"), null=True, blank=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("thing to look at")
        verbose_name_plural = _("things to look at")
        constraints: ClassVar[list] = [models.UniqueConstraint(fields=["kind", "reference"], name="look_once")]
        indexes: ClassVar[list] = [models.Index(fields=["looked_at", "at"], name="look_waiting")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.page}"


class Waiting(models.Model):
    """One page that waits for the team: a projection of Wagtail's workflow, so that the queue sorts in the database.

    `cms.moderation.waiting` alone writes it; losing a row loses nothing, the sweep makes it again.
    """

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="waiting")
    structure = models.ForeignKey(StructurePage, on_delete=models.CASCADE, related_name="+")
    # Model of the page: "eventpage", "newspage", "placepage", "structurepage".
    kind = models.CharField(_("kind"), max_length=20)
    title = models.CharField(_("title"), max_length=255)
    # The revision that would be published; never followed from here.
    revision = models.PositiveBigIntegerField()
    is_live = models.BooleanField(_("published already"))
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField(_("sent at"))
    due_date = models.DateField(_("answer due"))
    # The next sitting of an event when the row was written.
    starts_at = models.DateTimeField(_("starts at"), null=True, blank=True)

    class Meta:
        verbose_name = _("page that waits")
        verbose_name_plural = _("pages that wait")
        indexes: ClassVar[list] = [
            models.Index(fields=["starts_at"], name="waiting_by_start"),
            models.Index(fields=["sent_at"], name="waiting_by_sent"),
        ]

    def __str__(self) -> str:
        return self.title


class Reading(models.Model):
    """Who of the team has a page in hand; it fades by itself after a while, and forbids nothing."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="reading")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")

    def __str__(self) -> str:
        return f"{self.user}: {self.page}"


class Digest(models.Model):
    """The team's mail of one local day: the row is what keeps it from leaving twice."""

    date = models.DateField(_("day"), unique=True)
    sent_at = models.DateTimeField(_("sent at"))

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")

    def __str__(self) -> str:
        return f"{self.date}"
