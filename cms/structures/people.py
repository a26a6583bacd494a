"""Who belongs to which structure in which role, what is kept beside a structure's page, and who asks to join."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, Page

from cms.foundation.personal_data import declare
from cms.structures.models import StructureKind, StructurePage
from cms.territories.models import Commune


class Role(models.TextChoices):
    """What a person may do in one structure's space; each role may what the one before may."""

    CONTRIBUTOR = "contributor", _("contributor")  # the desk only, no way into Wagtail's admin
    EDITOR = "editor", _("editor")  # the desk, and Wagtail's admin on the structure's subtree
    REFERENT = "referent", _("referent")  # also the people of the space


# Roles whose people are in the space's group, hence in Wagtail's admin.
ADMIN_ROLES = frozenset({Role.EDITOR, Role.REFERENT})


class SpaceArchived(Exception):
    """The space is archived: nobody is added to it and nothing of it changes but by reopening it."""


class RegisterStays(Exception):
    """The space that holds the département's register is not archived, and its people are the team's."""


class AccountClosed(Exception):
    """The account of that address is closed: the team opens it again first."""


class Space(models.Model):
    """What is kept beside a structure's page: a revision that is published again must not undo it."""

    structure = models.OneToOneField(StructurePage, on_delete=models.CASCADE, related_name="space")
    # Rights and media of the space's editors; made with it.
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="+")
    collection = models.OneToOneField(Collection, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened at"))
    # What a trusted structure sends is published at once and looked at afterwards.
    trusted_at = models.DateTimeField(_("trusted since"), null=True, blank=True)
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True)
    # What reopening puts back: {"live": whether the page was public, "scheduled": {revision id: when it goes public}}.
    before_archive = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("editorial space")
        verbose_name_plural = _("editorial spaces")

    def __str__(self) -> str:
        return self.structure.title

    @property
    def is_trusted(self) -> bool:
        """Whether what is sent is published at once."""
        return self.trusted_at is not None

    @property
    def is_archived(self) -> bool:
        """Whether the space is closed: nobody writes in it, and its page is not public."""
        return self.archived_at is not None


class Membership(models.Model):
    """One person in one structure, in one role."""

    structure = models.ForeignKey(StructurePage, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.CONTRIBUTOR)
    since_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints: ClassVar[list] = [
            models.UniqueConstraint(fields=["structure", "user"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.structure} ({self.get_role_display()})"


class RequestState(models.TextChoices):
    """What became of somebody's request."""

    WAITING = "waiting", _("waiting")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")


class JoinRequest(models.Model):
    """Somebody asks to write for a structure that has its space already; its referent, or the team, decides."""

    structure = models.ForeignKey(StructurePage, on_delete=models.CASCADE, related_name="join_requests")
    email = models.EmailField(_("e-mail address"))
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80)
    message = models.CharField(_("message"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=RequestState.choices, default=RequestState.WAITING)
    asked_at = models.DateTimeField(_("asked at"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    personal_data = declare(
        email="Answering the request; 90 days after the decision",
        first_name="Telling the referent who asks; 90 days after the decision",
        last_name="Telling the referent who asks; 90 days after the decision",
        message="Telling the referent why; 90 days after the decision",
    )

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        constraints: ClassVar[list] = [
            models.UniqueConstraint(
                "structure", Lower("email"), condition=models.Q(state="waiting"), name="join_request_waits_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.structure}"


class Proposal(models.Model):
    """What somebody told by the public form "je propose de la médiation"; becomes a structure or a place."""

    name = models.CharField(_("name of the structure or place"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=StructureKind.choices, default=StructureKind.OTHER)
    is_place = models.BooleanField(_("a place to register, not a structure that publishes"), default=False)
    commune = models.ForeignKey(Commune, verbose_name=_("commune"), on_delete=models.PROTECT, related_name="+")
    address = models.CharField(_("address"), max_length=200, blank=True)
    offer = models.CharField(_("what is offered, and when"), max_length=1000, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    website = models.URLField(_("website"), blank=True)
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80)
    email = models.EmailField(_("e-mail address"))
    state = models.CharField(_("state"), max_length=8, choices=RequestState.choices, default=RequestState.WAITING)
    sent_at = models.DateTimeField(_("sent at"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The structure or the place that it became.
    page = models.ForeignKey(Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    personal_data = declare(
        email="Answering the proposal; 90 days after the decision",
        first_name="Knowing who proposes; 90 days after the decision",
        last_name="Knowing who proposes; 90 days after the decision",
        phone="Calling back who proposes; 90 days after the decision",
        offer="Knowing what is proposed, which may name people; 90 days after the decision",
    )

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering: ClassVar[list[str]] = ["sent_at", "pk"]

    def __str__(self) -> str:
        return self.name
