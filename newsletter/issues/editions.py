"""Which editions a letter has, and where its events take place: a fixed number of queries, whatever their count."""

from collections.abc import Collection, Iterable, Sequence

from django.conf import settings
from django.db.models import Count, Min
from django.utils.text import slugify

from agenda.catalogue.models import Entry
from cms.territories.models import Neighbour
from newsletter.issues.cutting import NEAR_KM, Edition, Whereabouts
from newsletter.subscribers.models import Subscriber

DEPARTEMENT = Edition()


def readers_by_territory() -> dict[str, tuple[str, int]]:
    """Return {SIREN: (name, confirmed subscribers)} of every EPCI with one; those without EPCI stand under ""."""
    found = (
        Subscriber.objects.confirmed()
        .order_by()
        .values_list("commune__epci_id", "commune__epci__name")
        .annotate(readers=Count("pk"))
    )
    return {siren or "": (name or "", readers) for siren, name, readers in found}


def editions_now() -> tuple[Edition, ...]:
    """Return the département's edition, then one for each EPCI with enough confirmed subscribers, by name."""
    large = {
        siren: name
        for siren, (name, readers) in readers_by_territory().items()
        if siren and readers >= settings.NEWSLETTER_EDITION_FROM
    }
    taken: set[str] = set()
    editions = [DEPARTEMENT]
    for siren, name in sorted(large.items(), key=lambda item: (item[1], item[0])):
        slug = slugify(name) or siren
        slug = f"{slug}-{siren}" if slug in taken else slug
        taken.add(slug)
        editions.append(Edition(siren=siren, name=name, slug=slug))
    return tuple(editions)


def read_whereabouts(codes: Collection[str], editions: Sequence[Edition]) -> Whereabouts:
    """Return where the events named by `codes` take place, and how far they are from each territory. Two queries."""
    sirens = [edition.siren for edition in editions if edition.siren]
    if not sirens or not codes:
        return Whereabouts()
    entries = list(
        Entry.objects.filter(code__in=codes, remote=False).values_list("code", "commune_insee", "epci_siren")
    )
    metres = _metres(sirens, {insee for _code, insee, _siren in entries if insee})
    return Whereabouts(
        epcis={code: siren for code, _insee, siren in entries},
        near={
            siren: {code: metres[siren, insee] for code, insee, _siren in entries if (siren, insee) in metres}
            for siren in sirens
        },
    )


def _metres(sirens: Iterable[str], communes: Collection[str]) -> dict[tuple[str, str], int]:
    """Return {(SIREN, INSEE): metres from the nearest commune of that EPCI}, up to NEAR_KM."""
    found = (
        Neighbour.objects.filter(origin__epci_id__in=sirens, target_id__in=communes, metres__lte=NEAR_KM * 1000)
        .order_by()
        .values_list("origin__epci_id", "target_id")
        .annotate(nearest=Min("metres"))
    )
    return {(siren, insee): nearest for siren, insee, nearest in found}
