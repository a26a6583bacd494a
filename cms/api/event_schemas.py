"""What an event looks like outside."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

from cms.api.schemas import Picture, Territory, Wording


class EventStructure(Schema):
    """Who publishes an event, and how to reach it."""

    id: int | None
    name: str
    url: str
    phone: str = ""
    email: str = ""
    website: str = ""


class CoOrganiser(Schema):
    """Who organises an event with its owner."""

    id: int
    name: str
    url: str


class Price(Schema):
    """What it costs."""

    kind: Literal["free", "conditional", "paid"]
    label: str
    text: str


class Registration(Schema):
    """Whether and how to register."""

    required: bool
    link: str
    phone: str
    email: str


class EventPlace(Schema):
    """Where people go; `code` is empty unless the place stands in the register."""

    name: str
    street: str
    postal_code: str
    commune: str
    insee: str
    latitude: float | None
    longitude: float | None
    code: str
    url: str = Field(description="Permanent address of the place; empty unless it stands in the register.")


class Online(Schema):
    """How to take part from afar."""

    link: str
    phone: str


class Occurrence(Schema):
    """One sitting, named by the instant first announced."""

    original_start: datetime
    start: datetime
    end: datetime
    state: Literal["scheduled", "cancelled", "moved", "postponed", "full"]
    note: str


class Event(Schema):
    """One published event with all its sittings; notices (cancelled, moved, full…) are applied."""

    uid: UUID
    code: str = Field(description="Short code of the permanent address.")
    url: str = Field(description="Permanent address, for people.")
    change_no: int = Field(description="Grows with every change of the catalogue.")
    changed_at: datetime
    first_published_at: datetime
    title: str
    kind: str
    kind_label: str
    status: Literal["scheduled", "cancelled", "postponed", "full"]
    status_label: str
    status_sentence: str
    summary: str
    body_html: str
    body_text: str
    when: str = Field(description="All dates in one French sentence.")
    next_start: datetime | None = Field(description="Start of the first sitting that ends after “from”.")
    occurrences: list[Occurrence]
    cycle: bool = Field(description="Whether one registration is for all the sittings.")
    mode: Literal["on_site", "remote"]
    place: EventPlace | None
    online: Online | None
    territory: Territory
    distance_km: int | None = Field(description="Straight line from “commune”, only when it was asked for.")
    themes: list[Wording]
    audience: str
    audiences: list[Wording] = Field(default=[], description="Empty: everybody.")
    special_needs: list[Wording] = Field(default=[], description="Whom it can receive.")
    bring: str
    access: str
    price: Price
    registration: Registration
    seats: int | None
    image: Picture | None
    poster_url: str
    structure: EventStructure
    coorganisers: list[CoOrganiser] = Field(default=[], description="Who organises it with “structure”, by name.")


class EventList(Schema):
    """A page of events."""

    items: list[Event]
    next: str | None
