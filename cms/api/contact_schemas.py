"""What the answer to "who do I call, where do I go" looks like outside."""

from datetime import datetime

from ninja import Field, Schema

from cms.api.schemas import Territory, Wording


class PhoneLine(Schema):
    """One link of the chain: whom its callers reach."""

    kind: str = Field(description="single, counsellor, france_services or machine.")
    name: str
    phone: str
    phone_uri: str
    answers_now: bool | None = Field(description="None when the hours are not known.")
    until: datetime | None
    next_open: datetime | None
    sentence: str
    hours_lines: list[str] = Field(description="The usual week in French.")
    note: str
    url: str


class NearPlace(Schema):
    """A near place, when it next receives people, and the services that it offers."""

    url: str
    name: str
    commune: str
    distance_km: int | None = Field(description="Straight line.")
    phone: str
    next_opening: str
    services: list[Wording]
    licence: str = Field(description="lo2: Licence Ouverte 2.0; odbl: ODbL 1.0, to be kept apart.")


class NextEvent(Schema):
    """A coming event at its next date."""

    url: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    remote: bool
    status: str


class WhoToCall(Schema):
    """Who to call and where to go, for a commune and a need."""

    territory: Territory
    need: str
    url: str = Field(description="The page that says the same to people.")
    whose_number: str = Field(description="Empty, or a sentence for a commune outside the département.")
    now: PhoneLine | None = Field(description="Who answers now.")
    next: PhoneLine | None = Field(description="When nobody answers now: who does first.")
    chain: list[PhoneLine]
    places: list[NearPlace] = Field(
        description="With a need: the places that announce it within 30 km; when there is none, the nearest places."
    )
    nearer: list[NearPlace] = Field(description="Nearer places that do not announce the need: to be called first.")
    events_km: int
    events: list[NextEvent]
    sentences: list[str] = Field(description="Two sentences to read aloud.")
