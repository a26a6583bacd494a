"""What is doubtful about a place that is about to be saved: another one like it, a point outside its commune."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from agenda.places.doubts import Doubt
from agenda.places.likeness import likely_same
from agenda.places.models import PlacePage
from cms.territories.distances import metres_between
from cms.territories.models import Commune
from cms.territories.outlines import point_in_commune

# Communes without an outline: a point so far from its commune's own, and nearer to another's, is doubted.
FAR_METRES = 8_000
SHOWN = 3


def like_places(place: PlacePage) -> Iterator[Doubt]:
    """Doubt a place that resembles published ones."""
    if found := likely_same(place, limit=SHOWN, same_house=True):
        links = tuple((one.place.title, one.place.permanent_path, ", ".join(one.reasons)) for one in found)
        names = ", ".join(f"«\N{NO-BREAK SPACE}{one.place.title}\N{NO-BREAK SPACE}»" for one in found)
        yield Doubt("says_distinct", _("This place resembles %(names)s.") % {"names": names}, links)


def point_elsewhere(place: PlacePage) -> Iterator[Doubt]:
    """Doubt a point outside its commune's outline; without an outline, one nearer to another commune and far away."""
    commune, latitude, longitude = place.commune, place.latitude, place.longitude
    if commune is None or latitude is None or longitude is None:
        return
    inside = point_in_commune(commune, latitude, longitude)
    if inside is None:
        inside = not _is_far(commune, (latitude, longitude))
    if not inside:
        values = {"commune": commune.name}
        yield Doubt("says_right_point", _("The point given by latitude and longitude is not in %(commune)s.") % values)


def _is_far(commune: Commune, point: tuple[float, float]) -> bool:
    if commune.latitude is None or commune.longitude is None:
        return False
    metres = metres_between(point, (commune.latitude, commune.longitude))
    if metres <= FAR_METRES:
        return False
    around = Commune.objects.filter(
        latitude__range=(point[0] - 0.2, point[0] + 0.2), longitude__range=(point[1] - 0.3, point[1] + 0.3)
    ).values_list("latitude", "longitude")
    # Nobody's neighbour: far out, or latitude and longitude exchanged.
    return (
        min(
            (metres_between(point, (lat, lon)) for lat, lon in around if lat is not None and lon is not None), default=0
        )
        < metres
    )
