"""What each row of somebody's list of subscribers would do, and every doubt about it; writes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.foundation.digits import is_digits
from cms.structures.spreadsheets import TableRow
from cms.territories.models import Commune
from cms.territories.names import search_name
from newsletter.subscribers.models import Subscriber, SubscriberState, normalise_email
from newsletter.subscribers.suppression import suppressed_among
from newsletter.subscribers.typos import proposal

EMAIL = (
    "email",
    "e mail",
    "mail",
    "courriel",
    "adresse e mail",
    "adresse email",
    "adresse mail",
    "adresse electronique",
)
COMMUNE = ("commune", "ville", "insee", "code insee", "nom de la commune")
POSTAL = ("code postal", "cp")
DATE = ("date", "date du consentement", "date de consentement", "date d inscription", "consentement", "accord le")
PROOF = ("preuve", "preuve du consentement", "origine", "source", "comment")
TITLES = (EMAIL, COMMUNE, POSTAL, DATE, PROOF)

AT_ONCE = 400
LONGEST_PROOF = 280
SHORTEST_PROOF = 5
OLDEST = date(2000, 1, 1)
DATE_FORMATS = ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M")
# A spreadsheet would reckon with a cell that begins so; a proof is a sentence.
FORMULA = "=+-@\t\r"


class Outcome(models.TextChoices):
    """What becomes of a row."""

    ERROR = "error", gettext_lazy("to be corrected")
    NEVER = "never", gettext_lazy("never again")
    IMPORT = "import", gettext_lazy("subscribed")
    SAME = "same", gettext_lazy("known already")


@dataclass
class Row:
    """One row: its number in the spreadsheet, what becomes of it, what it says, and the doubts in words."""

    line: int
    outcome: str = Outcome.IMPORT
    email: str = ""
    commune: str = ""
    agreed_on: str = ""
    proof: str = ""
    notes: list[str] = field(default_factory=list)

    def to_json(self, *, anonymous: bool = False) -> dict[str, Any]:
        """Return the row for storage; `anonymous` keeps its number and outcome alone: notes quote what it said."""
        return asdict(Row(self.line, self.outcome) if anonymous else self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Read a stored row."""
        return cls(**stored)

    def refuse(self, sentence: str, outcome: Outcome = Outcome.ERROR) -> None:
        """Note why the row is not imported."""
        self.outcome = outcome
        self.notes.append(sentence)


class Communes:
    """All communes, by code, postal code and name; read once."""

    def __init__(self) -> None:
        """Two thirds of a megabyte for a département and its neighbours."""
        self.by_insee: dict[str, Commune] = {}
        self.by_name: dict[str, list[Commune]] = {}
        self.by_postal: dict[str, list[Commune]] = {}
        for commune in Commune.objects.only("insee", "name", "search_name", "postal_codes"):
            self.by_insee[commune.insee] = commune
            self.by_name.setdefault(commune.search_name, []).append(commune)
            for code in commune.postal_codes.split():
                self.by_postal.setdefault(code, []).append(commune)

    def find(self, text: str, postal: str) -> list[Commune]:
        """Return the communes meant by a code, a postal code, a name, or a name with its postal code."""
        if text.upper() in self.by_insee and not postal:
            return [self.by_insee[text.upper()]]
        code = next((part for part in f"{postal} {text}".split() if is_digits(part, 5)), "")
        name = search_name(" ".join(part for part in text.split() if not is_digits(part.strip("()"), 5)))
        if not name:
            return self.by_postal.get(code, [])
        named = self.by_name.get(name, [])
        if code:
            return [one for one in named if code in one.postal_codes.split() or one.insee == code] or named
        return named


def plan_rows(table: Iterable[TableRow], *, today: date) -> list[Row]:
    """Return what each row would do. Reads the communes once, and the known addresses 400 at a time."""
    communes = Communes()
    rows = [_plan(row, communes, today) for row in table]
    seen: dict[str, int] = {}
    for row in rows:
        if not row.email:
            continue
        if row.email in seen and row.outcome == Outcome.IMPORT:
            row.refuse(_("The same address stands in line %(line)d.") % {"line": seen[row.email]}, Outcome.SAME)
        seen.setdefault(row.email, row.line)
    for start in range(0, len(rows), AT_ONCE):
        _look_up(rows[start : start + AT_ONCE])
    return rows


def replan(rows: Sequence[Row]) -> None:
    """Look again at who left, complained or subscribed since the rows were planned."""
    for start in range(0, len(rows), AT_ONCE):
        _look_up(rows[start : start + AT_ONCE])


def _look_up(rows: Sequence[Row]) -> None:
    emails = [row.email for row in rows if row.email]
    states = dict(Subscriber.objects.filter(email__in=emails).values_list("email", "state"))
    aside = suppressed_among(emails)
    gone = {SubscriberState.UNSUBSCRIBED, SubscriberState.SUPPRESSED}
    for row in rows:
        if row.outcome != Outcome.IMPORT:
            continue
        state = states.get(row.email)
        if row.email in aside or state in gone:
            row.refuse(
                _("This address has left the letter, or does not exist: only its owner can subscribe it."),
                Outcome.NEVER,
            )
        elif state == SubscriberState.CONFIRMED:
            row.refuse(_("This address is subscribed already: nothing changes."), Outcome.SAME)
        elif state == SubscriberState.PENDING:
            row.refuse(_("This address has been asked to confirm: nothing changes."), Outcome.SAME)


def _plan(table: TableRow, communes: Communes, today: date) -> Row:
    email, commune, postal, agreed, proof = (_cell(table, titles) for titles in TITLES)
    row = Row(table.line)
    _read_email(row, email)
    _read_commune(row, commune, postal, communes)
    _read_date(row, agreed, today)
    row.proof = proof.lstrip(FORMULA + " ")[:LONGEST_PROOF]
    if len(row.proof) < SHORTEST_PROOF:
        row.refuse(_("The proof is missing: how did this person ask for the letter?"))
    return row


def _cell(row: TableRow, titles: tuple[str, ...]) -> str:
    return next((row.cells[title] for title in titles if row.cells.get(title)), "")


def _read_email(row: Row, written: str) -> None:
    if not written:
        row.refuse(_("The e-mail address is missing."))
        return
    try:
        row.email = normalise_email(written)
    except ValidationError:
        row.refuse(_("This is no e-mail address: “%(text)s”.") % {"text": written[:80]})
        return
    if meant := proposal(row.email):
        row.notes.append(_("Perhaps mistyped: %(meant)s?") % {"meant": meant})


def _read_commune(row: Row, written: str, postal: str, communes: Communes) -> None:
    found = communes.find(written.strip(), postal.strip())
    if len(found) == 1:
        row.commune = found[0].insee
    elif found:
        names = ", ".join(f"{one.name} ({one.insee})" for one in found[:4])
        row.refuse(_("Several communes are meant: %(names)s. Write the INSEE code.") % {"names": names})
    else:
        row.refuse(_("Commune not known: “%(text)s”.") % {"text": (written or postal)[:60]})


def _read_date(row: Row, written: str, today: date) -> None:
    day = _day(written)
    if not written:
        row.refuse(_("The day of the consent is missing."))
    elif day is None:
        row.refuse(_("The day of the consent cannot be read: “%(text)s”.") % {"text": written[:30]})
    elif not OLDEST <= day <= today:
        row.refuse(_("The day of the consent cannot be: %(text)s.") % {"text": written[:30]})
    else:
        row.agreed_on = day.isoformat()


def _day(written: str) -> date | None:
    for form in DATE_FORMATS:
        try:
            return datetime.strptime(written, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def noon_of(agreed_on: str) -> datetime:
    """Return the moment that a consent of that day is noted at."""
    day = date.fromisoformat(agreed_on)
    return datetime(day.year, day.month, day.day, 12, tzinfo=timezone.get_current_timezone())
