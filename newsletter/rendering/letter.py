"""What a letter says, as plain data: mail, plain text and web page are all made from it, and it is what gets frozen."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any

# With fewer territories one sees them without being led.
FEWEST_FOR_CONTENTS = 4


class Kind(StrEnum):
    """What a section is; the templates have one drawing for each."""

    AGENDA = "agenda"
    PROPOSALS = "proposals"
    NEWS = "news"
    CALL = "call"
    TEXT = "text"
    PICTURE = "picture"


@dataclass(frozen=True)
class Item:
    """One event, place or piece of news: a title that is a link, a line below, who says it, what it costs to know."""

    title: str
    line: str = ""
    url: str = ""
    by: str = ""
    cancelled: bool = False
    # Of the event's catalogue entry: where it takes place follows from it. Empty for news and places.
    code: str = ""
    # Stands only in its territory's own edition: the département's has no room for it.
    local: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture of ours: absolute address, pixels as shown, what it shows (never empty), a caption or none."""

    url: str
    width: int
    height: int
    alt: str
    caption: str = ""


@dataclass(frozen=True)
class Section:
    """One block of the letter under one heading; `html` is contributors' text, cleaned when rendered."""

    kind: Kind
    heading: str = ""
    items: tuple[Item, ...] = ()
    html: str = ""
    phone: str = ""
    hours: str = ""
    picture: Picture | None = None
    # SIREN of the EPCI whose agenda this is; empty where none is said.
    epci: str = ""


@dataclass(frozen=True)
class Letter:
    """A whole issue. Addresses are absolute; `editorial` and the sections' `html` are contributors' HTML."""

    subject: str
    title: str
    month: str
    programme: str
    editorial: str = ""
    sections: tuple[Section, ...] = ()
    url: str = ""
    agenda_url: str = ""
    address: tuple[str, ...] = ()
    contact_email: str = ""
    preheader: str = ""
    # The territory that this edition is for; empty for the département's.
    edition: str = ""
    # Few lines in large type, for who asked for it.
    large: bool = False

    @property
    def has_content(self) -> bool:
        """Whether there is anything to read."""
        return bool(self.editorial.strip() or self.sections)

    @property
    def contents(self) -> tuple[tuple[int, str], ...]:
        """The territories as (place among the sections from 1, heading), for anchors; empty when they are few."""
        found = tuple(
            (place, section.heading) for place, section in enumerate(self.sections, 1) if section.kind == Kind.AGENDA
        )
        return found if len(found) >= FEWEST_FOR_CONTENTS else ()


def letter_to_json(letter: Letter) -> dict[str, Any]:
    """Return the letter as JSON-ready values."""
    return asdict(letter)


def letter_from_json(value: dict[str, Any]) -> Letter:
    """Return the letter that `letter_to_json` made; unknown keys of a later version are ignored."""
    sections = tuple(
        Section(
            **{
                **_known(Section, section),
                "kind": Kind(section["kind"]),
                "items": tuple(Item(**_known(Item, item)) for item in section.get("items", ())),
                "picture": Picture(**_known(Picture, section["picture"])) if section.get("picture") else None,
            }
        )
        for section in value.get("sections", ())
    )
    return Letter(**{**_known(Letter, value), "sections": sections, "address": tuple(value.get("address", ()))})


def map_texts(letter: Letter, change: Callable[[str], str]) -> Letter:
    """Return the letter with every text of it, however deep, as `change` makes it."""
    return letter_from_json(_mapped(letter_to_json(letter), change))


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {key: _mapped(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_mapped(item, change) for item in value]
    return change(value) if isinstance(value, str) else value


def _known(cls: type[Item | Picture | Section | Letter], value: dict[str, Any]) -> dict[str, Any]:
    return {known.name: value[known.name] for known in fields(cls) if known.name in value}


def digest_of(subject: str, html: str, text: str) -> str:
    """Return the SHA-256 of a mail's subject and both parts: what was read, approved and sent is compared by it."""
    return hashlib.sha256(f"{subject}\0{html}\0{text}".encode()).hexdigest()


@dataclass(frozen=True)
class Rendered:
    """The bytes-to-be of a letter: both parts carry the slot where each person's own address goes."""

    subject: str
    html: str
    text: str
    warnings: tuple[str, ...] = field(default=())

    @property
    def digest(self) -> str:
        """The SHA-256 of everything that leaves in the mail."""
        return digest_of(self.subject, self.html, self.text)

    @property
    def size(self) -> int:
        """Bytes of the HTML part, which is what mail programs measure before they cut."""
        return len(self.html.encode())
