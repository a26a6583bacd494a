"""One month's letter: what it says, how far it is, and the frozen form that was approved."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.blocks import StructValue
from wagtail.fields import RichTextField
from wagtail.models import PreviewableMixin, RevisionMixin

from cms.foundation.fields import SlimStreamField
from cms.foundation.wording import month_name
from newsletter.issues.blocks import TEXT_FEATURES, LetterBlock
from newsletter.issues.cutting import Edition
from newsletter.issues.previews import preview_response
from newsletter.rendering.letter import digest_of
from newsletter.subscribers.models import LetterForm


class IssueState(models.TextChoices):
    """How far an issue is (design §3.10); everything else is a date."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("being reread")
    APPROVED = "approved", _("approved")
    SENDING = "sending", _("being sent")
    PAUSED = "paused", _("paused")
    SENT = "sent", _("sent")


EDITABLE = (IssueState.DRAFT, IssueState.IN_REVIEW, IssueState.APPROVED)
# From the first mail on, the letter also stands on the site: it says "read this letter on the site".
PUBLIC = (IssueState.SENDING, IssueState.PAUSED, IssueState.SENT)


class IssueQuerySet(models.QuerySet["Issue"]):
    """Reads of issues."""

    def public(self) -> "IssueQuerySet":
        """Return what the archive shows, latest first."""
        pages = Rendition.objects.filter(form=LetterForm.FULL).defer("html", "text", "letter")
        shown = self.filter(state__in=PUBLIC, pk__in=pages.filter(edition="").values("issue_id"))
        return shown.prefetch_related(models.Prefetch("renditions", pages, to_attr="pages")).order_by("-period")


class Issue(PreviewableMixin, RevisionMixin, models.Model):
    """The letter of one month."""

    period = models.CharField(
        _("month"),
        max_length=7,
        unique=True,
        validators=[RegexValidator(r"\A20\d\d-(0[1-9]|1[0-2])\Z", _("Write the month as 2026-12."))],
        help_text=_("As year-month, for example 2026-12."),
    )
    slug = models.SlugField(_("address on the site"), max_length=40, unique=True)
    subject = models.CharField(_("subject of the mail"), max_length=90)
    editorial = RichTextField(_("editorial"), blank=True, features=TEXT_FEATURES)
    content = SlimStreamField(LetterBlock(), verbose_name=_("content"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=IssueState.choices, default=IssueState.DRAFT, editable=False, db_index=True
    )

    composed_at = models.DateTimeField(_("composed on"), null=True, editable=False)
    approved_at = models.DateTimeField(_("approved on"), null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("approved by"), null=True, editable=False, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    approved_hash = models.CharField(max_length=64, blank=True, editable=False)
    send_at = models.DateTimeField(_("to be sent on"), null=True, editable=False)
    # The snapshot: who receives it is decided at that moment, once.
    sending_at = models.DateTimeField(_("sending began on"), null=True, editable=False)
    # From, Reply-To and List-Id of all its mails (newsletter.delivery.message.Sender), fixed when the sending began.
    sender = models.JSONField(default=dict, editable=False)
    recipients = models.PositiveIntegerField(_("recipients"), null=True, editable=False)
    sent_at = models.DateTimeField(_("sent on"), null=True, editable=False)
    # Why the sending waits (server down, nobody subscribed…), in words for the team; empty when all is well.
    trouble = models.CharField(max_length=300, blank=True, editable=False)
    trouble_at = models.DateTimeField(null=True, editable=False)

    objects = IssueQuerySet.as_manager()

    panels: ClassVar[list[Any]] = [
        HelpPanel(template="newsletter/admin/edit_help.html"),
        FieldPanel("subject"),
        FieldPanel("editorial"),
        FieldPanel("content"),
        # The composer decides them: a month or an address changed by hand would break the archive.
        MultiFieldPanel(
            [FieldPanel("period", read_only=True), FieldPanel("slug", read_only=True)],
            heading=_("Month and address"),
            classname="collapsed",
        ),
    ]

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-period"]

    def __str__(self) -> str:
        return self.month

    @property
    def month(self) -> str:
        """Return "décembre 2026"."""
        year, month = self.period.split("-")
        return month_name(date(int(year), int(month), 1))

    @property
    def path(self) -> str:
        """The address of the archive page without the host."""
        return reverse("newsletter:issue", args=[self.slug])

    def path_of(self, edition_slug: str) -> str:
        """Return the address of an edition's archive page without the host; "" is the département's."""
        return reverse("newsletter:edition", args=[self.slug, edition_slug]) if edition_slug else self.path

    @property
    def url(self) -> str:
        """The absolute address of the archive page."""
        return settings.PUBLIC_URL + self.path

    def page(self, edition_slug: str = "") -> "Rendition":
        """Return what the archive shows of an edition of an issue read with `public()`; "" is the département's.

        Raises:
            Rendition.DoesNotExist: no edition of that name was sent.
        """
        pages: list[Rendition] = getattr(self, "pages", [])
        for page in pages:
            if page.slug == edition_slug:
                return page
        raise Rendition.DoesNotExist

    @property
    def is_editable(self) -> bool:
        """Whether the text may still change."""
        return self.state in EDITABLE

    def lines(self) -> Iterator[StructValue]:
        """Yield the lines that the letter says: ticked, in a block that is shown."""
        for block in self.content:
            if block.value.get("shown", True):
                yield from (line for line in block.value.get("entries", ()) if line["show"])

    def fingerprint(self) -> str:
        """Return a hash of all that the team can edit; block ids do not count, the editor may renew them."""
        # Child by child: StreamValue itself answers stored JSON for blocks not looked at yet, normal form for others.
        content = [[child.block_type, _without_ids(child.block.get_prep_value(child.value))] for child in self.content]
        value = [self.period, self.slug, self.subject, self.editorial, content]
        return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """The mail as programs show it, and its plain text."""
        return [("", _("Mail")), ("text", _("Plain text"))]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Answer the preview of the text being edited."""
        return preview_response(self, text=mode_name == "text")


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_ids(item) for key, item in value.items() if key != "id"}
    if isinstance(value, list):
        return [_without_ids(item) for item in value]
    return value


class Rendition(models.Model):
    """One edition of an issue in one form, frozen: what was approved is what is sent, and what the archive shows."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="renditions")
    # SIREN of the EPCI whose subscribers receive it; empty: all others.
    edition = models.CharField(max_length=9, blank=True)
    name = models.CharField(max_length=120, blank=True)
    slug = models.SlugField(max_length=140, blank=True)
    form = models.CharField(max_length=5, choices=LetterForm.choices, default=LetterForm.FULL)
    subject = models.CharField(max_length=200)
    html = models.TextField()
    text = models.TextField()
    letter = models.JSONField()
    # Codes of the events marked ANNULÉ after the approval, by the rule approved with the letter.
    struck = models.JSONField(default=list)
    # Of the issue's editable fields when this was made: another value means that somebody changed the text since.
    source_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["name", "form"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issue", "edition", "form"], name="rendition_once"),
            models.UniqueConstraint(fields=["issue", "slug", "form"], name="rendition_address"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.name or self.issue_id}, {self.form})"

    @property
    def path(self) -> str:
        """The address of this edition's archive page without the host."""
        return self.issue.path_of(self.slug)

    @property
    def territory(self) -> Edition:
        """For whom this edition is."""
        return Edition(siren=self.edition, name=self.name, slug=self.slug)

    def digest(self) -> str:
        """Return the SHA-256 of everything that leaves in the mail."""
        return digest_of(self.subject, self.html, self.text)


class ComposedMonth(models.Model):
    """A month whose draft was made once: one that the team deleted is not made again by itself."""

    period = models.CharField(_("month"), max_length=7, unique=True)
    at = models.DateTimeField(_("composed on"))

    def __str__(self) -> str:
        return self.period
