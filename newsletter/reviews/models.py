"""Private links by which people without an account reread a letter, and what each of them answered."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.foundation.personal_data import declare
from newsletter.issues.models import Issue


class ReviewLink(models.Model):
    """The address that one person was given; whoever holds it sees the draft, until it ends or is taken back."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="review_links")
    name = models.CharField(_("who rereads"), max_length=80)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    personal_data: ClassVar[dict[str, str]] = declare(
        name="Knowing to whom the draft of a letter was shown; 13 months, then the link alone",
        made_by="Telling who asked that somebody answered; as long as the account",
    )

    class Meta:
        ordering: ClassVar = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.issue}: {self.name}"

    def is_open(self, now: datetime) -> bool:
        """Whether the address still works."""
        return self.revoked_at is None and now < self.ends_at


class Verdict(models.TextChoices):
    """What somebody says of a letter."""

    GOOD = "good", _("good to be sent")
    MEND = "mend", _("to be corrected")
    COMMENT = "comment", _("a remark")


class ReviewAnswer(models.Model):
    """One answer; `digest` says of which text it was given: a letter changed since was not read by them."""

    link = models.ForeignKey(ReviewLink, on_delete=models.CASCADE, related_name="answers")
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    name = models.CharField(_("your name"), max_length=80)
    comment = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    personal_data: ClassVar[dict[str, str]] = declare(
        name="Telling who said that a letter may leave; 13 months, then the answer alone",
        comment="What a rereader asks to be mended; 13 months",
    )

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_verdict_display()}"
