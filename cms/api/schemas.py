"""What things look like outside: typed, English keys, instants in ISO 8601 with their offset, addresses whole."""

from datetime import date, datetime

from ninja import Field, Schema

from cms.api.place_schemas import PlaceClosure, PlaceStop


class Problem(Schema):
    """What is wrong with one parameter."""

    parameter: str
    sentence: str


class Refusal(Schema):
    """Why there is no answer, in sentences."""

    detail: str
    problems: list[Problem] = []


class StructureRef(Schema):
    """Who publishes."""

    id: int
    name: str
    url: str


class Territory(Schema):
    """Codes of where it is; empty where unknown."""

    insee: str = Field(description="INSEE code of the commune.")
    commune: str = Field(description="Name of the commune.")
    epci: str = Field(description="SIREN number of the EPCI.")
    departement: str = Field(description="Code of the département.")


class Wording(Schema):
    """One value of a closed list: its stable code, everyday words, and the wording of the national schema."""

    code: str
    label: str
    national: str


class Picture(Schema):
    """A picture with its text alternative and who made it."""

    url: str
    alt: str
    credit: str
    width: int
    height: int


class Logo(Schema):
    """A logo; the name beside it is its text alternative."""

    url: str
    width: int
    height: int


class News(Schema):
    """One piece of news."""

    id: int
    url: str
    title: str
    summary: str
    body_html: str
    body_text: str
    published_at: datetime
    changed_at: datetime | None
    structure: StructureRef | None


class Place(Schema):
    """One place of the register."""

    code: str
    url: str = Field(description="Permanent address, for people.")
    name: str
    summary: str
    details: str
    street: str
    complement: str
    postal_code: str
    territory: Territory
    latitude: float | None
    longitude: float | None
    distance_km: int | None = Field(description="Straight line from “commune”, only when it was asked for.")
    itinerant: bool = Field(description="Whether it moves from town to town.")
    itinerance: list[Wording]
    phone: str
    phone_uri: str
    email: str
    further_emails: list[str]
    website: str
    further_websites: list[str]
    hours: str = Field(description="As in OpenStreetMap (opening_hours).")
    closures: list[PlaceClosure] = Field(description="The first one first.")
    stops: list[PlaceStop] = Field(description="Empty unless the place moves from town to town.")
    services: list[Wording]
    support_modes: list[Wording]
    access_modes: list[Wording]
    fees: list[Wording]
    audiences: list[Wording]
    special_needs: list[Wording]
    booking_url: str
    access_url: str
    national_id: str
    source: str
    parent_structure: str = Field(description="The network or body that the place belongs to, as its source says.")
    licence: str = Field(description="lo2: Licence Ouverte 2.0; odbl: ODbL 1.0, to be kept apart.")
    updated_date: date | None
    structure: StructureRef | None = Field(description="None when no partner has taken the place over yet.")


class Structure(Schema):
    """One partner."""

    id: int
    url: str
    name: str
    kind: str
    kind_label: str
    siret: str
    summary: str
    body_html: str
    body_text: str
    address: str
    territory: Territory
    phone: str
    phone_uri: str
    email: str
    website: str
    logo: Logo | None
    feed_url: str = Field(description="The structure's iCalendar feed.")


class IssueRef(Schema):
    """One newsletter issue that was sent."""

    slug: str
    url: str
    title: str = Field(description="Subject of the mail.")
    period: str = Field(description="Year and month.")
    sent_at: datetime | None


class IssueItem(Schema):
    """One event, place or piece of news as the letter said it."""

    title: str
    line: str
    url: str
    by: str
    cancelled: bool


class IssuePicture(Schema):
    """A picture of the letter."""

    url: str
    width: int
    height: int
    alt: str
    caption: str


class IssueSection(Schema):
    """One block of the letter."""

    kind: str
    heading: str
    items: list[IssueItem]
    html: str
    phone: str
    hours: str
    picture: IssuePicture | None


class Issue(IssueRef):
    """One issue as it was frozen before it left."""

    name: str = Field(description="Name of the newsletter.")
    month: str
    editorial_html: str
    editorial_text: str
    sections: list[IssueSection]


class Answering(Schema):
    """Whether the number answers at the moment of the question."""

    is_open: bool
    sentence: str


class Brand(Schema):
    """Who runs this installation, its colours, and whom residents call."""

    programme_name: str
    short_name: str
    newsletter_name: str
    tagline: str
    departement_code: str
    departement_name: str
    departement_the: str
    departement_in: str
    url: str
    agenda_url: str
    feed_url: str
    subscribe_url: str
    logo_url: str
    colours: dict[str, str] = Field(description="Every colour of the charter by name, as #rrggbb.")
    phone: str
    phone_uri: str
    phone_hours: str = Field(description="As in OpenStreetMap (opening_hours).")
    phone_hours_lines: list[str] = Field(description="The usual week in French.")
    phone_note: str
    answers_now: Answering | None = Field(description="None when the hours are not known.")
    contact_email: str
    postal_address: list[str]


class NewsList(Schema):
    """A page of news."""

    items: list[News]
    next: str | None


class PlaceList(Schema):
    """A page of places."""

    items: list[Place]
    next: str | None


class StructureList(Schema):
    """A page of structures."""

    items: list[Structure]
    next: str | None


class IssueList(Schema):
    """A page of issues."""

    items: list[IssueRef]
    next: str | None
