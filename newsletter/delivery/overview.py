"""The editions of a letter side by side, for the team: who reads which, what it weighs, what stands in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from newsletter.issues.cutting import Edition, count_events
from newsletter.issues.editions import readers_by_territory
from newsletter.issues.letters import RenderedEdition
from newsletter.subscribers.models import LetterForm


@dataclass(frozen=True)
class EditionRow:
    """One edition in the overview; `events` counts what its agenda names."""

    edition: Edition
    readers: int
    kilobytes: int
    events: int


def rows_of(rendered: Sequence[RenderedEdition]) -> list[EditionRow]:
    """Return the overview, the département's edition first; its readers are all who have no other. One query."""
    readers = readers_by_territory() if rendered else {}
    own = {item.edition.siren for item in rendered}
    rest = sum(count for siren, (_name, count) in readers.items() if siren not in own or not siren)
    return [
        EditionRow(
            edition=item.edition,
            readers=readers[item.edition.siren][1] if item.edition.siren else rest,
            kilobytes=round(item.rendered.size / 1000),
            events=count_events(item.letter),
        )
        for item in rendered
        if item.form == LetterForm.FULL
    ]


def warnings_of(rendered: Iterable[RenderedEdition]) -> list[str]:
    """Return what the team should know before approving, each sentence once, the edition named where it has one."""
    sentences: dict[str, None] = {}
    for item in rendered:
        for warning in item.rendered.warnings:
            territory = item.letter.edition
            named = _("Edition of %(territory)s: %(problem)s") % {"territory": territory, "problem": warning}
            sentences[named if territory else warning] = None
    return list(sentences)
