"""Finds places that are probably one, by name without town, distance, address and phone; says why, blocks nothing."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from agenda.places.models import PlacePage, PlacePageQuerySet
from agenda.places.names import NameSense, like_words, same_kind, same_words, senses
from agenda.places.phones import PhoneError, normalise_phone
from agenda.places.records import DistinctPlaces
from cms.foundation.digits import is_digits
from cms.territories.distances import Point, metres_between, pairs_within
from cms.territories.names import search_name

# Beyond that, two places with the same name are two branches.
VICINITY_METRES = 2_000
NEAR_METRES = 300
SAME_HOUSE_METRES = 60
# What a search looks at, at most: the places of a large town and around.
MOST_CANDIDATES = 300
_STREET_WORDS = frozenset("de du des d la le les l et bis ter rue avenue place route".split())  # noqa: SIM905
_FIELDS = ("pk", "title", "address", "commune_id", "commune__name", "latitude", "longitude", "phone")


@dataclass(frozen=True)
class Likeness:
    """A published place that resembles, how much (for the order only) and why, in words."""

    place: PlacePage
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class LikePair:
    """Two published places that are probably one; `one.pk < other.pk`."""

    one: PlacePage
    other: PlacePage
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class _Facts:
    """What is compared of a place."""

    pk: int
    insee: str
    point: Point | None
    phone: str
    street: frozenset[str]
    sense: NameSense


def likely_same(place: PlacePage, limit: int = 5, *, same_house: bool = False) -> list[Likeness]:
    """Return the published places that a place, saved or not, probably describes again, the likeliest first.

    With `same_house` those of another name at the same number of the same street too: worth a question to whoever
    types, no more (a town hall houses several services). Four queries at most. Pairs that a person has called two
    places are left out.
    """
    rows = list(_candidates(place).values_list(*_FIELDS)[:MOST_CANDIDATES])
    if not rows:
        return []
    town = place.commune.name if place.commune else ""
    own = (
        place.pk or 0,
        place.title,
        place.address,
        place.commune_id,
        town,
        place.latitude,
        place.longitude,
        place.phone,
    )
    mine, *others = _facts([own, *rows])
    found = [
        (score, other.pk, reasons)
        for other in others
        if (compared := _compare(mine, other) or (_in_one_house(mine, other) if same_house else None))
        for score, reasons in [compared]
    ]
    best = sorted(found, key=lambda item: (-item[0], item[1]))[:limit]
    pages = PlacePage.objects.with_card().in_bulk([pk for _score, pk, _reasons in best])
    return [Likeness(pages[pk], score, reasons) for score, pk, reasons in best]


def _candidates(place: PlacePage) -> PlacePageQuerySet:
    near = Q(commune_id=place.commune_id) if place.commune_id else Q()
    if place.latitude is not None and place.longitude is not None:
        near |= Q(
            latitude__range=(place.latitude - 0.02, place.latitude + 0.02),
            longitude__range=(place.longitude - 0.03, place.longitude + 0.03),
        )
    if phone := _phone(place.phone):
        near |= Q(phone=phone)
    if not near:
        return PlacePage.objects.none()
    found: PlacePageQuerySet = PlacePage.objects.published().filter(near).order_by("pk")
    if place.pk:
        distinct = DistinctPlaces.objects
        found = found.exclude(pk=place.pk)
        found = found.exclude(pk__in=distinct.filter(one_id=place.pk).values("other_id"))
        found = found.exclude(pk__in=distinct.filter(other_id=place.pk).values("one_id"))
    return found


def find_pairs() -> list[LikePair]:
    """Return all pairs of published places that are probably one, the likeliest first. A fixed number of queries."""
    facts = {fact.pk: fact for fact in _facts(list(PlacePage.objects.published().values_list(*_FIELDS)))}
    said = set(DistinctPlaces.objects.values_list("one_id", "other_id"))
    found = []
    for one, other in sorted(_neighbours(facts) - said):
        if compared := _compare(facts[one], facts[other]):
            found.append((compared[0], one, other, compared[1]))
    found.sort(key=lambda item: (-item[0], item[1], item[2]))
    wanted = {pk for _score, one, other, _reasons in found for pk in (one, other)}
    pages = PlacePage.objects.with_card().in_bulk(list(wanted))
    return [LikePair(pages[one], pages[other], score, reasons) for score, one, other, reasons in found]


def _neighbours(facts: dict[int, _Facts]) -> set[tuple[int, int]]:
    """Return the pairs worth comparing: near each other, in one commune, or with one phone."""
    pairs: set[tuple[int, int]] = set()
    points = {f"{pk:012d}": fact.point for pk, fact in facts.items() if fact.point}
    for one, other, _metres in pairs_within(points, VICINITY_METRES):
        pairs.add((int(one), int(other)))
    groups: dict[str, list[int]] = defaultdict(list)
    for pk, fact in facts.items():
        for key in filter(None, (fact.insee, fact.phone)):
            groups[key].append(pk)
    for members in groups.values():
        pairs.update((one, other) for one in members for other in members if one < other)
    return pairs


def _facts(rows: list[tuple]) -> Iterator[_Facts]:
    found = senses((row[1], row[4] or "") for row in rows)
    for (pk, title, address, insee, _town, latitude, longitude, phone), sense in zip(rows, found, strict=True):
        point = None if latitude is None or longitude is None else (latitude, longitude)
        # Some imported rows repeat the name where the address should stand.
        street = "" if search_name(address) == search_name(title) else search_name(address)
        words = frozenset(word for word in street.split() if word not in _STREET_WORDS)
        yield _Facts(pk, insee or "", point, _phone(phone), words, sense)


def _phone(text: str) -> str:
    try:
        return normalise_phone(text or "")
    except PhoneError:
        return ""


def _in_one_house(one: _Facts, other: _Facts) -> tuple[int, tuple[str, ...]] | None:
    numbered = any(is_digits(word[0]) for word in one.street)
    if numbered and len(one.street) > 1 and one.street == other.street and one.insee and one.insee == other.insee:
        return 25, (_("same address"),)
    return None


def _compare(one: _Facts, other: _Facts) -> tuple[int, tuple[str, ...]] | None:
    """Return (score, reasons) of two places that are probably one; None for two places."""
    phone = bool(one.phone) and one.phone == other.phone
    named = same_words(one.sense, other.sense)
    like = named or like_words(one.sense, other.sense)
    kind = same_kind(one.sense, other.sense)
    if not (like or kind or phone):
        return None  # told first: most pairs of a town end here
    metres = metres_between(one.point, other.point) if one.point and other.point else None
    same_commune = bool(one.insee) and one.insee == other.insee
    if not same_commune and (metres is None or metres > VICINITY_METRES):
        return None
    near = same_commune if metres is None else metres <= NEAR_METRES
    street = same_commune and bool(one.street) and one.street == other.street
    alike = named or ((like or kind) and (near or phone or street))
    if not alike and not (phone and (street or (metres is not None and metres <= SAME_HOUSE_METRES))):
        return None
    weighed = (
        (named, 50, _("same name")),
        (like and not named, 30, _("similar name")),
        (kind and not like, 25, _("same sort of place")),
        (street, 25, _("same address")),
        (phone, 30, _("same phone")),
        (metres is not None and metres < 10, 20, _("at the same spot")),
        (metres is not None and 10 <= metres <= NEAR_METRES, 15, _("%(metres)s m apart") % {"metres": metres}),
        (same_commune and not street, 5, _("same commune")),
    )
    return sum(weight for holds, weight, _r in weighed if holds), tuple(
        reason for holds, _w, reason in weighed if holds
    )
