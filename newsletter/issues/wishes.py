"""What a structure wants the letter to say of it: its sentence, or nothing. Applied when a draft is made, and to it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.structures.models import StructurePage
from newsletter.issues.compose import NewsItem, Proposal, Sources
from newsletter.issues.period import Period


class LineWish(models.Model):
    """What a structure asked about one line of one month's letter; the team reads it before it approves the letter."""

    structure = models.ForeignKey(StructurePage, on_delete=models.CASCADE, related_name="+")
    period = models.CharField(_("month"), max_length=7)
    # Of the line: the permanent code of its event, or the address of its news.
    key = models.CharField(max_length=400)
    title = models.CharField(_("title"), max_length=255)
    sentence = models.CharField(_("sentence"), max_length=280, blank=True)
    is_silent = models.BooleanField(_("not to be mentioned"), default=False)
    # The line of the draft before the wish, "" while there was no draft.
    before = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("wish about a line of the letter")
        verbose_name_plural = _("wishes about lines of the letter")
        constraints: ClassVar[list] = [models.UniqueConstraint(fields=["period", "key"], name="wish_once")]

    def __str__(self) -> str:
        return f"{self.period} {self.title}"


def wishes_of(period: Period) -> dict[str, LineWish]:
    """Return {key of a line: wish} of a month's letter. One query."""
    return {wish.key: wish for wish in LineWish.objects.filter(period=period.key)}


def with_wishes(sources: Sources, wishes: Mapping[str, LineWish]) -> Sources:
    """Return the sources with the sentences that structures asked for."""
    return replace(
        sources,
        proposals=tuple(_proposal(item, wishes) for item in sources.proposals),
        news=tuple(_news(item, wishes) for item in sources.news),
    )


def _proposal(item: Proposal, wishes: Mapping[str, LineWish]) -> Proposal:
    wish = wishes.get(item.code or item.url)
    return replace(item, sentence=wish.sentence) if wish and wish.sentence else item


def _news(item: NewsItem, wishes: Mapping[str, LineWish]) -> NewsItem:
    wish = wishes.get(item.url)
    return replace(item, summary=wish.sentence) if wish and wish.sentence else item


def key_of(line: Mapping[str, Any]) -> str:
    """Return what a line is found by: the code of its event, else its link."""
    return str(line["code"] or line["url"] or "")


def hush(content: Iterable[dict[str, Any]], wishes: Mapping[str, LineWish]) -> list[dict[str, Any]]:
    """Return raw content in which the lines that structures do not want are unticked."""
    silent = {key for key, wish in wishes.items() if wish.is_silent}
    return [
        {**block, "value": {**block["value"], "entries": [_hushed(line, silent) for line in block["value"]["entries"]]}}
        if "entries" in block["value"]
        else block
        for block in content
    ]


def _hushed(line: dict[str, Any], silent: set[str]) -> dict[str, Any]:
    return {**line, "show": False} if key_of(line) in silent else line
