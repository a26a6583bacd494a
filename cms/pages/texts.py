"""Texts for a commune's sign, its mobile notices and its bulletin, in exact lengths: number, places, dates.

Nothing is ever cut: what does not fit is left out, the number last. A text is copied today and read for weeks, so it
says no "today", no "next" and no "open now".
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from agenda.catalogue.queries import NOT_STANDING, events_around, public_entries
from agenda.contacts.chain import answer
from agenda.guidance.workshops import Workshop, at_town, first_words, workshops_to_come
from agenda.places.queries import NearPlace, nearest_places
from branding.models import Brand
from cms.foundation.wording import NBSP, day_and_month, hour, short_day
from cms.territories.models import Commune

LIMITS = (160, 300, 1200)
SIGN, NOTICE, BULLETIN = LIMITS
PLACES = 3
WORKSHOPS = 8
TITLE_WORDS = 8
# What a luminous sign can show: Latin-1, so that capitals keep their length too.
_FOR_A_SIGN = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "–": "-",
        "—": "-",
        NBSP: " ",
        "\u202f": " ",
        "œ": "oe",
        "Œ": "OE",
        "…": "...",
        "ÿ": "y",
        "ß": "ss",
    }
)


@dataclass(frozen=True)
class Facts:
    """What the texts say; `whose` tells a commune elsewhere that the number is not its département's."""

    commune: str
    number: str
    hours: tuple[str, ...]
    whose: str
    places: tuple[tuple[str, str], ...]
    workshops: tuple[Workshop, ...]
    address: str
    today: date

    @property
    def until(self) -> date:
        """The last day of the month for which a text is written."""
        return last_day(self.today)


def last_day(today: date) -> date:
    """Return the same day of the next month: from the 24 November to the 24 December."""
    return today + relativedelta(months=1)


def commune_texts(commune: Commune, now: datetime, brand: Brand | None = None) -> dict[int, str]:
    """Return {160, 300, 1200: a text of at most so many characters}, plain, true for a month from `now` on.

    Each holds the number whenever the département has one. Constant queries.
    """
    facts = facts_of(commune, now, brand or Brand.load())
    return {SIGN: sign_text(facts), NOTICE: notice_text(facts), BULLETIN: bulletin_text(facts)}


def facts_of(commune: Commune, now: datetime, brand: Brand) -> Facts:
    """Gather what the texts say about a commune."""
    called = answer(commune=commune, need="", now=now, brand=brand)
    people = [step for step in called.steps if not step.is_machine] or list(called.steps)
    first = people[0] if people else None
    entries = list(events_around(commune=commune, now=now).entries[: 2 * WORKSHOPS])
    workshops = list(workshops_to_come(entries, now))
    if not workshops:
        standing = public_entries().exclude(status__in=NOT_STANDING)
        workshops = list(workshops_to_come(standing.upcoming(now)[:WORKSHOPS], now))
    return Facts(
        commune=commune.name,
        number=first.number if first else "",
        hours=first.hours_in_french if first else (),
        whose=called.whose,
        places=tuple(_place_lines(near, now) for near in nearest_places(commune=commune, limit=PLACES, now=now)),
        workshops=tuple(sorted(workshops, key=lambda workshop: workshop.start)[:WORKSHOPS]),
        address=f"{settings.PUBLIC_URL}{reverse('pages:commune', args=[commune.pk])}",
        today=timezone.localdate(now),
    )


def sign_text(facts: Facts) -> str:
    """Return 160 characters at most for a luminous sign: number, hours, one date; the same length in capitals."""
    long = f"Besoin d’aide avec le numérique ? Appelez le {facts.number}"
    short = f"Aide au numérique : {facts.number}"
    hours = f" ({_joined(facts.hours)})" if facts.hours else ""
    first = facts.workshops[0] if facts.workshops else None
    named = f" {first_words(first.title, TITLE_WORDS)} : {_when(first)}." if first else ""
    dated = f" Atelier {_when(first)}." if first else ""
    if not facts.number:
        bare = ["Besoin d’aide avec le numérique ? Renseignez-vous en mairie."]
        return _first_that_fits(
            SIGN, (text.translate(_FOR_A_SIGN) for text in [bare[0] + named, bare[0] + dated, *bare])
        )
    pieces = (
        f"{long}{hours}.{named}", f"{long}{hours}.{dated}", f"{short}{hours}.{named}", f"{short}{hours}.{dated}",
        f"{long}.{named}", f"{long}.{dated}", f"{short}.{dated}", f"{long}{hours}.", f"{long}.", f"{short}.",
    )  # fmt: skip
    return _first_that_fits(SIGN, (text.translate(_FOR_A_SIGN) for text in pieces))


def notice_text(facts: Facts) -> str:
    """Return 300 characters at most for a notice on telephones: number, hours, the nearest place, dates, address."""
    call = f"Besoin d’aide avec un ordinateur, un téléphone, une démarche en ligne{NBSP}? {_call(facts)}."
    brief = f"Besoin d’aide avec le numérique{NBSP}? {_call(facts)}."
    hours = f" {_capital(_joined(facts.hours))}." if facts.hours else ""
    whose = f" {facts.whose}" if facts.whose else ""
    more = f" {facts.address}"
    place = f" Près de {facts.commune}{NBSP}: {facts.places[0][0]}." if facts.places else ""
    dates = [_dates(facts.workshops[:count]) for count in (3, 2, 1) if len(facts.workshops) >= count]
    heads = (f"{call}{whose}{hours}", f"{brief}{whose}{hours}", f"{brief}{whose}", f"{brief}{hours}", brief)
    # A notice that leads to the page is worth more than one that says everything.
    dated = [f"{place}{text}{more}" for text in dates] + [f"{text}{more}" for text in dates]
    bare = [f"{place}{more}", more, dates[-1] if dates else "", ""]
    return _first_that_fits(NOTICE, (head + tail for tails in (dated, bare) for head in heads for tail in tails))


def bulletin_text(facts: Facts) -> str:
    """Return 1 200 characters at most for the bulletin: number, hours, places with hours, dates, address."""
    heads = [f"Aide au numérique {at_town(facts.commune)} et autour", f"{_call(facts)}."]
    told = [line for line in (facts.whose, f"{_capital(_joined(facts.hours))}." if facts.hours else "") if line]
    foot = f"Les dates à jour{NBSP}: {facts.address}"
    in_time = [w for w in facts.workshops if w.start.date() <= facts.until]
    title = f"Du {_span(facts)}{NBSP}:" if in_time else f"Les rendez-vous annoncés{NBSP}:"
    dates = [f"- {first_words(w.title, TITLE_WORDS)}, {_when(w)}" for w in in_time or facts.workshops]
    body = _Sheet(heads, foot)
    for line in told:
        body.add("told", "", (line,))
    for number in range(max(len(facts.places), len(dates))):
        if number < len(facts.places):
            place, hours = facts.places[number]
            lines = (f"- {place}{NBSP}: {hours}", f"- {place}") if hours else (f"- {place}",)
            body.add("places", f"Où aller{NBSP}:", lines)
        if number < len(dates):
            body.add("dates", title, (dates[number],))
    return body.text()


class _Sheet:
    """Lines of a bulletin in their sections; a line that would go beyond the limit stays out."""

    def __init__(self, heads: Sequence[str], foot: str) -> None:
        self.heads, self.foot = list(heads), foot
        self.sections: dict[str, list[str]] = {"told": [], "places": [], "dates": []}
        self.titles = {"told": "", "places": "", "dates": ""}

    def add(self, section: str, title: str, variants: Iterable[str]) -> None:
        """Take the first of the variants that fits."""
        self.titles[section] = title
        for line in variants:
            self.sections[section].append(line)
            if len(self.text()) <= BULLETIN:
                return
            self.sections[section].pop()

    def text(self) -> str:
        """Return head, sections and foot, an empty line between them."""
        blocks = ["\n".join([*self.heads, *self.sections["told"]])]
        blocks += [
            "\n".join([self.titles[key], *self.sections[key]]) for key in ("places", "dates") if self.sections[key]
        ]
        return "\n\n".join([*blocks, self.foot])


def _first_that_fits(limit: int, texts: Iterable[str]) -> str:
    """Return the first text of at most `limit` characters, in small letters and in capitals; the last one is short."""
    text = ""
    for text in texts:
        if max(len(text), len(text.upper())) <= limit:
            break
    return text


def _call(facts: Facts) -> str:
    return f"Appelez le {facts.number}" if facts.number else "Renseignez-vous en mairie"


def _place_lines(near: NearPlace, now: datetime) -> tuple[str, str]:
    """Return ("Médiathèque, Decize, environ 12 km, 03 53…", "lundi au vendredi : 9 h – 12 h")."""
    page = near.page
    stop = near.stop
    town = stop.commune.name if stop else page.commune.name if page.commune else ""
    spot = ", ".join(part for part in ("" if town in page.title else town, stop.spot if stop else page.address) if part)
    km = near.distance_km
    far = "" if not km else f"environ {km}{NBSP}km"
    name = ", ".join(part for part in (page.title, spot, far, page.phone_display.replace(" ", NBSP)) if part)
    lines = stop.hours_lines if stop else page.hours_lines
    if near.visit:
        day = near.visit.start
        return name, f"passage {short_day(day)} à {hour(day)}"
    closed = next(iter(_closures(near, now)), "")
    return name, "; ".join(part for part in (_joined(lines), closed) if part)


def _closures(near: NearPlace, now: datetime) -> Iterator[str]:
    """Yield the closures that fall into the month of the text."""
    today = timezone.localdate(now)
    for closure in near.page.closures.all():
        if closure.undone_at is None and closure.end_date >= today and closure.start_date <= last_day(today):
            yield f"fermé du {day_and_month(closure.start_date)} au {day_and_month(closure.end_date)}"


def _joined(lines: Iterable[str]) -> str:
    return f"{NBSP}; ".join(lines)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _when(workshop: Workshop) -> str:
    """Return "mardi 1er décembre à 14 h à Decize": a day, never "demain"."""
    return " ".join(part for part in (f"{short_day(workshop.start)} à {hour(workshop.start)}", workshop.at) if part)


def _dates(workshops: Sequence[Workshop]) -> str:
    return f" {'Atelier' if len(workshops) == 1 else 'Ateliers'}{NBSP}: {f'{NBSP}; '.join(map(_when, workshops))}."


def _span(facts: Facts) -> str:
    """Return "24 novembre au 24 décembre", the span that the text is written for."""
    return f"{day_and_month(facts.today)} au {day_and_month(facts.until)}"
