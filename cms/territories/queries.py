"""Finds communes: by what somebody types, by spelling that is almost right, by an old name, and by distance."""

import re
from collections.abc import Collection
from difflib import SequenceMatcher

from django.conf import settings
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from cms.territories.models import NEIGHBOUR_METRES, Commune, Epci, FormerName, Neighbour
from cms.territories.names import search_name

SHORTEST = 3
LONGEST = 80
# How much of two spellings must agree (SequenceMatcher) for one to be meant for the other.
# Less offers towns that nobody meant: Parigny for Paris, Braux for Bordeaux.
ALIKE = 0.75
BEGINNING, ALIKE_IN_THE_END = 4, 0.65
# In letters.
MOST_LONGER = 2
# A code: digits of a postal or INSEE code, of which Corsica's second figure is a letter.
_CODE = re.compile(r"\b(2[ab]\d{1,3}|\d{3,5})\b")


def search_communes(text: str, limit: int = 10) -> list[Commune]:
    """Return the communes that `text` may mean, the département's first, then the exact name, then by population.

    `text` holds at least three letters of the name (accents and hyphens or not), or the first three figures of a
    postal or INSEE code, or both. Shorter texts only find a commune of exactly that name. A commune found by the name
    of one that became part of it carries that name in `.former`. Where no name goes on like `text`, those that hold
    each of its words: people say "Cosne-sur-Loire" for Cosne-Cours-sur-Loire. Costs one query, two for such a text.
    """
    name = search_name(text[:LONGEST])
    wanted = Q()
    for code in _CODE.findall(name):
        wanted &= (
            Q(postal_codes__startswith=code) | Q(postal_codes__contains=f" {code}") | Q(insee__startswith=code.upper())
        )
    codes = wanted
    words = " ".join(_CODE.sub(" ", name).split())
    communes = Commune.objects.select_related("epci")
    if words:
        begins = Q(search_name=words)
        if len(words) >= SHORTEST or wanted:
            begins = Q(search_name__startswith=words) | Q(search_name__contains=f" {words}")
        former = FormerName.objects.filter(begins)
        mine = former.filter(commune=OuterRef("pk")).order_by("search_name")
        communes = communes.annotate(old_name=Subquery(mine.values("name")[:1]))
        # Asked once for all communes, not once for each.
        wanted &= begins | Q(pk__in=former.values("commune"))
    if not wanted:
        return []
    communes = communes.filter(wanted).order_by(_elsewhere(), _rank(words), "-population", "search_name", "insee")
    found = list(communes[:limit]) or _that_hold_each(words, codes, limit)
    for commune in found:
        if f" {words}" not in f" {commune.search_name}":
            commune.former = getattr(commune, "old_name", None) or ""
    return found


def _that_hold_each(words: str, codes: Q, limit: int) -> list[Commune]:
    """Return the communes whose name holds each of several words, in any order; the last one may be cut short."""
    *whole, last = words.split() or [""]
    if not whole:
        return []
    wanted = codes & (Q(search_name__startswith=last) | Q(search_name__contains=f" {last}"))
    for word in whole:
        wanted &= (
            Q(search_name__startswith=f"{word} ")
            | Q(search_name__contains=f" {word} ")
            | Q(search_name__endswith=f" {word}")
        )
    communes = Commune.objects.select_related("epci").filter(wanted)
    return list(communes.order_by(_elsewhere(), "-population", "search_name", "insee")[:limit])


def _rank(words: str) -> Case:
    """0 for the very name, 1 for the very name of old, 2 for a name that begins so, 3 for the rest."""
    return Case(
        When(search_name=words, then=Value(0)),
        When(Exists(FormerName.objects.filter(search_name=words, commune=OuterRef("pk"))), then=Value(1)),
        When(search_name__startswith=words, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )


def closest_names(text: str, limit: int = 5) -> list[Commune]:
    """Return the communes whose names, of today or old (`.former`), are spelled most like `text`.

    For "unknown commune: did you mean…"; empty when nothing resembles it. Costs two queries, and one pass over the
    names of the loaded communes.
    """
    typed = search_name(text[:LONGEST])
    if len(typed) < 2:
        return []
    today = Commune.objects.order_by().values_list("insee", "search_name", "departement", Value(""))
    old = FormerName.objects.order_by().values_list("commune_id", "search_name", "commune__departement", "name")
    matcher = SequenceMatcher(b=typed, autojunk=False)
    scores: dict[str, tuple[float, str]] = {}
    for insee, name, departement, former in today.union(old, all=True):
        if abs(len(name) - len(typed)) > MOST_LONGER:
            continue
        matcher.set_seq1(name)
        # Who knows how a name begins often writes its end by ear: "Clamessi" for Clamecy.
        least = ALIKE_IN_THE_END if name[:BEGINNING] == typed[:BEGINNING] else ALIKE
        if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least or matcher.ratio() < least:
            continue
        score = matcher.ratio() + (0.05 if departement == settings.DEPARTEMENT else 0)
        if score > scores.get(insee, (0.0, ""))[0]:
            scores[insee] = (score, former)
    best = sorted(scores, key=lambda insee: (-scores[insee][0], insee))[:limit]
    communes = Commune.objects.select_related("epci").in_bulk(best)
    for insee, commune in communes.items():
        commune.former = scores[insee][1]
    return [communes[insee] for insee in best]


def communes_within(insee: str, km: float) -> QuerySet[Commune]:
    """Return the communes whose point lies at most `km` (0 to 30) from that of the commune, nearest first.

    Each carries `.metres`, the distance. This is what "and 15 km around" means everywhere (design §3.7).

    Raises:
        ValueError: `km` is not between 0 and 30: distances beyond are not stored.
    """
    return Commune.objects.around(insee, _metres(km))


def insee_within(insee: str, km: float) -> QuerySet[Neighbour, str]:
    """Return the INSEE codes of `communes_within`, as a subquery for `commune_insee__in=…`; raises like it."""
    return Neighbour.objects.filter(origin_id=insee, metres__lte=_metres(km)).values_list("target_id", flat=True)


def metres_around(insee: str, km: float = NEIGHBOUR_METRES / 1000) -> dict[str, int]:
    """Return {INSEE code: metres} for the communes of `communes_within`, for the distance beside each thing listed."""
    around = Neighbour.objects.filter(origin_id=insee, metres__lte=_metres(km))
    return dict(around.values_list("target_id", "metres"))


def epci_of_departement() -> QuerySet[Epci]:
    """Return the EPCI with at least one commune in the installation's département, by name."""
    return Epci.objects.of_departement(settings.DEPARTEMENT).order_by("name")


def _metres(km: float) -> int:
    if not 0 <= km * 1000 <= NEIGHBOUR_METRES:
        raise ValueError(f"a radius is between 0 and {NEIGHBOUR_METRES // 1000} km, not {km}")
    return round(km * 1000)


def _elsewhere() -> Case:
    """0 for the installation's communes, 1 for the neighbours'."""
    return Case(When(departement=settings.DEPARTEMENT, then=Value(0)), default=Value(1), output_field=IntegerField())


def communes_named(names: Collection[str]) -> dict[str, Commune]:
    """Return {search name: commune} for those of `names` that are the very name, or former name, of one commune here.

    "Here" is the installation's département: a name next door is too often a word. A name that two communes bear is
    left out. One query.
    """
    asked = {name for name in names if len(name) >= SHORTEST}
    if not asked:
        return {}
    here = Commune.objects.of_departement()
    former = FormerName.objects.filter(search_name__in=asked)
    rows = here.filter(Q(search_name__in=asked) | Q(pk__in=former.values("commune")))
    found: dict[str, list[Commune]] = {}
    for commune in rows.annotate(old_name=Subquery(former.filter(commune=OuterRef("pk")).values("search_name")[:1])):
        for name in asked & {commune.search_name, commune.old_name}:
            found.setdefault(name, []).append(commune)
    # Today's name stands before a former one.
    best = {name: [c for c in communes if c.search_name == name] or communes for name, communes in found.items()}
    return {name: communes[0] for name, communes in best.items() if len(communes) == 1}
