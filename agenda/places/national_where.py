"""Reads where a row of the national schema says a place is: commune, postal code and point, and what contradicts."""

from collections.abc import Iterable, Mapping

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from agenda.places.national_cells import ReadPlace
from cms.foundation.digits import is_digits
from cms.territories.distances import Point, metres_between
from cms.territories.models import Commune
from cms.territories.names import search_name
from cms.territories.outlines import point_in_commune

# Further from its commune's point than this, a place's own point is a mistake (the widest commune is 50 km across).
FARTHEST_METRES = 30_000
# Beyond this and nearer to another commune, it was found in a namesake elsewhere: worse than no point.
NAMESAKE_METRES = 12_000
# Beyond this and nearer to another commune, it is kept and said.
DOUBTFUL_METRES = 5_000


class CommuneFinder:
    """The communes by INSEE code and by name, fetched once for a whole file (with their outlines, if there are any)."""

    def __init__(self, communes: Iterable[Commune]) -> None:
        self.by_insee = {commune.insee: commune for commune in communes}

    @cached_property
    def _by_name(self) -> dict[str, list[Commune]]:
        found: dict[str, list[Commune]] = {}
        for commune in self.by_insee.values():
            found.setdefault(commune.search_name, []).append(commune)
        return found

    def by_name(self, name: str, postal_code: str) -> Commune | None:
        """Return the one commune of that name, told from its namesakes by the postal code; None when in doubt."""
        same = self._by_name.get(search_name(name), [])
        if len(same) > 1:
            same = [commune for commune in same if postal_code in commune.postal_codes.split()]
        return same[0] if len(same) == 1 else None

    def nearest(self, point: Point) -> tuple[Commune, int] | None:
        """Return the commune whose point is nearest, and how many metres away it is; None when no commune has one."""
        far = (
            (metres_between(point, (commune.latitude, commune.longitude)), commune.insee)
            for commune in self.by_insee.values()
            if commune.latitude is not None and commune.longitude is not None
        )
        metres, insee = min(far, default=(0, ""))
        return (self.by_insee[insee], metres) if insee else None


def read_where(place: ReadPlace, cells: Mapping[str, str], communes: CommuneFinder) -> None:
    """Read commune, postal code and point, and say where they contradict each other."""
    postal_code, name, insee = (
        cells.get("code_postal", ""),
        cells.get("commune", ""),
        cells.get("code_insee", "").upper(),
    )
    if not is_digits(postal_code, 5):
        if postal_code:
            place.warn(_("Postal code “%(value)s” is not five digits: left out."), value=postal_code[:20])
        postal_code = ""
    commune = _commune(place, name, insee, postal_code, communes)
    if commune is None:
        place.warn(_("Commune “%(name)s” is not known here: to be chosen by hand."), name=name[:80])
    elif postal_code and postal_code not in commune.postal_codes.split():
        place.warn(_("Postal code %(code)s is not one of %(commune)s."), code=postal_code, commune=commune.name)
    postal_code = postal_code or (commune.postal_code if commune else "")
    place.values |= {"commune_id": commune.insee if commune else None, "postal_code": postal_code}
    place.values["latitude"], place.values["longitude"] = _read_point(place, cells, commune, communes)


def _commune(place: ReadPlace, name: str, insee: str, postal_code: str, communes: CommuneFinder) -> Commune | None:
    """Return the commune of the INSEE code, or that of the name when the code is unknown or alone against the rest."""
    coded, named = communes.by_insee.get(insee), communes.by_name(name, postal_code)
    if coded is None:
        if insee:
            place.warn(_("INSEE code %(code)s is not known here."), code=insee[:10])
        return named
    if not name or search_name(name) == coded.search_name:
        return coded
    place.warn(_("The commune is written “%(name)s”, its code says %(commune)s."), name=name[:80], commune=coded.name)
    if named and postal_code in named.postal_codes.split() and postal_code not in coded.postal_codes.split():
        place.warn(_("Name and postal code agree on %(commune)s: kept."), commune=named.name)
        return named
    return coded


def _read_point(
    place: ReadPlace, cells: Mapping[str, str], commune: Commune | None, communes: CommuneFinder
) -> tuple[float, float] | tuple[None, None]:
    if not cells.get("latitude") and not cells.get("longitude"):
        place.warn(_("No point: the commune’s centre stands for it."))
        return None, None
    try:
        point = float(cells["latitude"].replace(",", ".")), float(cells["longitude"].replace(",", "."))
    except (KeyError, ValueError):
        place.warn(_("The point cannot be read: left out."))
        return None, None
    if not (-90 <= point[0] <= 90 and -180 <= point[1] <= 180):
        place.warn(_("The point is nowhere on Earth: left out."))
        return None, None
    return point if _is_kept(place, point, commune, communes) else (None, None)


def _is_kept(place: ReadPlace, point: Point, commune: Commune | None, communes: CommuneFinder) -> bool:
    """Tell whether a point is believed; say so when it lies in another commune, or nearer to another one.

    With the commune's outline, what lies inside is believed however far from the centre. Without, distances between
    points decide: a geocoder that took a namesake is tens of kilometres off, a hamlet at the border is not.
    """
    if commune is None or commune.latitude is None or commune.longitude is None:
        return True
    inside = point_in_commune(commune, *point)
    metres = metres_between(point, (commune.latitude, commune.longitude))
    nearest = communes.nearest(point)
    if inside or nearest is None:
        return True
    other = nearest[0] if nearest[0].insee != commune.insee else None
    words = {"km": metres // 1000, "commune": commune.name, "other": nearest[0].name}
    if metres > FARTHEST_METRES or (metres > NAMESAKE_METRES and (other or inside is False)):
        if other and nearest[1] <= NAMESAKE_METRES:
            place.warn(_("The point lies %(km)d km from %(commune)s, near %(other)s: left out."), **words)
        else:
            place.warn(_("The point lies %(km)d km from %(commune)s: left out."), **words)
        return False
    if inside is False:
        place.warn(_("The point lies outside %(commune)s, %(km)d km from its centre: to be checked."), **words)
    elif metres > DOUBTFUL_METRES and other:
        place.warn(_("The point lies nearer to %(other)s than to %(commune)s: to be checked."), **words)
    return True
