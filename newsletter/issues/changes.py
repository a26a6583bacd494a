"""What changed in a letter since it was last approved: only the lines that differ, and in which editions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from newsletter.issues.letters import RenderedEdition
from newsletter.issues.models import Rendition
from newsletter.rendering.contributed import html_to_text
from newsletter.rendering.letter import Item, Letter, letter_from_json
from newsletter.subscribers.models import LetterForm

Lines = tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """The same difference in some editions (names; "" is the département's). Neither line: only the layout differs."""

    editions: tuple[str, ...]
    removed: Lines
    added: Lines
    # The edition exists since the approval only, or not any more.
    is_new: bool = False
    is_gone: bool = False


def changes_since(frozen: Sequence[Rendition], rendered: Iterable[RenderedEdition]) -> list[Change]:
    """Return how the complete editions differ from those last approved; empty when nothing does, or none was."""
    if not frozen:
        return []
    before = {item.edition: item for item in frozen if item.form == LetterForm.FULL}
    now = {item.edition.siren: item for item in rendered if item.form == LetterForm.FULL}
    found: dict[tuple[Lines, Lines], list[str]] = {}
    for siren, item in now.items():
        if siren in before and before[siren].digest() != item.rendered.digest:
            difference = _difference(_lines(letter_from_json(before[siren].letter)), _lines(item.letter))
            found.setdefault(difference, []).append(item.edition.name)
    changes = [Change(tuple(names), removed, added) for (removed, added), names in found.items()]
    fresh = tuple(item.edition.name for siren, item in now.items() if siren not in before)
    gone = tuple(item.name for siren, item in before.items() if siren not in now)
    changes += [Change(fresh, (), (), is_new=True)] if fresh else []
    return changes + ([Change(gone, (), (), is_gone=True)] if gone else [])


def _difference(before: Lines, after: Lines) -> tuple[Lines, Lines]:
    removed: list[str] = []
    added: list[str] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            removed += before[i1:i2]
            added += after[j1:j2]
    return tuple(removed), tuple(added)


def _lines(letter: Letter) -> Lines:
    """Return what a letter says, one line for each thing that a reader would call one."""
    lines = [letter.subject, letter.title, *_words(letter.editorial)]
    for section in letter.sections:
        lines += [section.heading, section.phone, *section.hours.splitlines(), *_words(section.html)]
        if section.picture:
            lines.append(f"[{section.picture.alt}] {section.picture.caption}".strip())
        lines += [_line(item) for item in section.items]
    lines += [*letter.address, letter.contact_email]
    return tuple(line for line in lines if line)


def _words(html: str) -> list[str]:
    return html_to_text(html).splitlines() if html else []


def _line(item: Item) -> str:
    return " – ".join(part for part in (item.title, item.line, item.by, item.url) if part)
