"""Places made by hand: every answer of every closed list, and values as hostile as people and files make them."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from random import Random
from typing import Any

from agenda.places.models import PlacePage
from agenda.places.national_row import MapContext
from agenda.places.records import PlaceRecord
from agenda.places.vocabulary import CLOSED_LISTS, TYPOLOGIES
from cms.territories.models import Commune
from cms.territories.table import Row

CONTEXT = MapContext(points=((46.99, 3.16),), source="France Numérique Ensemble", sirets={"0001": "43493312300029"})

# One field after the other takes these values; whatever they do, the row that comes out is valid or there is none.
HOSTILE: dict[str, tuple[Any, ...]] = {
    "title": ("=1+1", 'Le "Café", n° 3', "Éspace\tnumérique", "Lieu\u0000", "x" * 255, "Ĳzer 𝒜 🙂", "a|b"),
    "address": (
        "12 # rue de la Gare", "#", "", "rue « du » Pont", "12, rue de l'E\u0301glise", "Žižkov 4", "1\nrue", "a|b",
        "12 bis/ter; (cour) – fond & gauche + 1er étage: n° 3", "place_du_marché!", "Œuf © 5 €", "🙂", "ruelle ‘x’—y",
    ),
    "address_complement": ("#|\n", '"', "=x", "Bât. A «B»", "x" * 200),
    "phone": ("3646", "15", "118712", "+33800123456", "+33386606900", "+590590123456", "+262692123456", "+687123456",
              "+68940123456", "+41791234567", "le matin"),
    "email": ("a@example.org", "a@b", "é@example.org", "o'brien@example.org", "x+y@example.org"),
    "further_emails": ("deux@example.org|trois@example.org", "|", "non|a@b|quatre@example.org"),
    "website": ("https://example.org/", "http://example.org:8080/a?b=[1]#c", "https://éxample.org/é|è"),
    "further_websites": ("https://a.example.org|https://b.example.org/x y", "|||"),
    "booking_url": (
        "https://example.org/prendre?motif[]=1&dpt=58", "https://example.org:8080/", "https://example.org/a#b-c",
        "https://example.org/a?u=http://x.fr/?y", "https://exámple.org/é", "https://u:p@example.org/", "https://x",
        "https://example.org/été (1)/~x*!'", "https://example.org?x=1", "https://example.org/a%20b#!/c", "ftp://a.fr/",
        "https://example.org:99999999/", "https://[::1]/",
    ),
    "access_url": ("https://acceslibre.beta.gouv.fr/app/29-x/a/b/erp/m-13/", "https://example.org/a{b}|c"),
    "hours": ("Mo-Fr 09:00-12:00", "8h30-12h", "24/7", 'Mo 09:00-12:00 "sur rendez-vous"', "PH off", "Mo[1] 9:00-12:00",
              "2026 Mar 01-31: Mo 09:00-12:00", "week 01-53/2 Mo 09:00-12:00", "x" * 500),
    "summary": ("x" * 280, "x" * 281, "Une\nligne", "é" * 280, '"', "=cmd|x"),
    "details": ("a\r\nb\rc\n\n", '"; x', "\u0007", "x" * 4000, "|", "'"),
    "source": ("a|b", "", "Hubik"),
    "parent_structure": ("Commune de Nevers", "=x", "a|b"),
    "pivot": ("43493312300029", "43493312300028", "W581000123", "9876543210", "123456789", "ABCDEFGHIJKLMN", "1 2",
              "35600000000048", "00000000000000", "W58100012"),
    "postal_code": ("58022", "", "58000", "99999"),
    "latitude": (200.0, 0.0, 46.98, 46.123456789012, None, -1e-9, 1e-7),
    "typology": (*sorted(TYPOLOGIES), "|".join(sorted(TYPOLOGIES)), "MAIRIE", "MAIRIE|RFS", "RFS|RFS"),
    "other_labels": ("Label et la bête", "a|b| |a", "|"),
    "updated_date": (date(2026, 3, 1), None, date(1, 1, 1), date(9999, 12, 31)),
    "national_id": ("", " x ", "=1", "é|è", "a__b"),
}  # fmt: skip

# Letters of several alphabets, what separates, quotes and joins, and signs that nobody sees.
SIGNS = (
    "abcé ÀŸœŒß|#&'\"«»()[]{}<>@:/?=%+-_.,;!*~^`\\$€\n\r\t\u00a0\u202f\u2028\u0000\u001c\u200b\ufeff\u0301🙂"
    "中\u0430Ø\u0663\ud800 0123456789"
)
TEXT_FIELDS = (
    "title", "address", "address_complement", "phone", "email", "further_emails", "website", "further_websites",
    "booking_url", "access_url", "hours", "summary", "details", "source", "parent_structure", "pivot", "postal_code",
    "typology", "other_labels", "national_id",
)  # fmt: skip


def place(number: int = 0, *, commune: Commune | None = None, **fields: Any) -> PlacePage:
    """Return a good place, not saved, with other fields."""
    nevers = Commune(
        insee="58194", name="Nevers", departement="58", postal_codes="58000", latitude=46.99, longitude=3.16
    )
    given: dict[str, Any] = {
        "title": "Espace numérique", "address": "1 rue de la Gare", "commune": commune or nevers,
        "postal_code": (commune or nevers).postal_code, "latitude": 46.9876, "longitude": 3.1497,
        "phone": "+33353011234", "email": "espace@example.org", "website": "https://example.org/",
        "hours": "Mo-Fr 09:00-12:00", "updated_date": date(2026, 3, 1), "services": ["demarches", "acces"],
        "access_modes": ["venir", "telephoner"], "fees": ["gratuit"], "itinerance": ["fixe"], "path": "00010001",
    }  # fmt: skip
    made = PlacePage(**(given | fields))
    made.record = PlaceRecord(page=made, code=f"{number:06d}", name=made.title)
    return made


def lists_alone_and_together() -> Iterator[dict[str, Any]]:
    """Yield each answer of each closed list alone, each pair, all of a list, all of all lists, and none."""
    for name, terms in CLOSED_LISTS.items():
        codes = list(terms)
        yield {name: []}
        yield from ({name: [code]} for code in codes)
        yield from ({name: list(pair)} for pair in combinations(codes, 2))
        yield {name: codes}
        yield {name: codes, "services": []}
        yield {name: codes, "access_modes": ["ferme"]}
        yield {name: codes, "access_modes": ["ferme"], "services": []}
    yield {name: list(terms) for name, terms in CLOSED_LISTS.items()}
    yield {name: [] for name in CLOSED_LISTS}


def hostile() -> Iterator[dict[str, Any]]:
    """Yield each hostile value alone, then them all, the first with the first, until the longest list ends."""
    for name, values in HOSTILE.items():
        yield from ({name: value} for value in values)
    for turn in range(max(map(len, HOSTILE.values()))):
        yield {name: values[turn % len(values)] for name, values in HOSTILE.items()}


def noise(times: int) -> Iterator[dict[str, Any]]:
    """Yield places with one to five fields of random signs, the same ones at each run."""
    dice = Random(58)
    for _time in range(times):
        fields = {}
        for name in dice.sample(TEXT_FIELDS, dice.choice((1, 1, 2, 5))):
            text = "".join(dice.choice(SIGNS) for _sign in range(dice.choice((0, 1, 2, 5, 20, 60))))
            starts = ("https://example.org/", "https://é.example.org?", "http://a.example.org#", "")
            fields[name] = f"{dice.choice(starts)}{text}" if name.endswith(("url", "website")) else text
        yield fields


def commune_of(row: Row) -> Commune:
    """Return a commune of the packaged table, not saved."""
    return Commune(
        insee=row.insee, name=row.name, departement=row.departement, postal_codes=row.postal_codes,
        latitude=row.latitude, longitude=row.longitude,
    )  # fmt: skip
