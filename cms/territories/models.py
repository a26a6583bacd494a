"""Communes and EPCI: who is where, who is near whom. Loaded once by `load_territory`, read by everything."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cms.territories.names import of_name

# How far the table of distances reaches; no radius is larger.
NEIGHBOUR_METRES = 30_000


class EpciQuerySet(models.QuerySet["Epci"]):
    """Reads of EPCI."""

    def of_departement(self, code: str) -> "EpciQuerySet":
        """Return the EPCI with at least one commune in the département: some also have communes next door."""
        return self.filter(communes__departement=code).distinct()


class Epci(models.Model):
    """An intermunicipal body (communauté de communes, d'agglomération…), which may straddle départements."""

    siren = models.CharField(_("SIREN"), max_length=9, primary_key=True)
    name = models.CharField(_("name"), max_length=120)

    objects = EpciQuerySet.as_manager()

    class Meta:
        verbose_name = _("EPCI")
        verbose_name_plural = _("EPCI")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class CommuneQuerySet(models.QuerySet["Commune"]):
    """Reads of communes."""

    def of_departement(self, code: str | None = None) -> "CommuneQuerySet":
        """Return the communes of the département (default: the installation's)."""
        return self.filter(departement=code or settings.DEPARTEMENT)

    def around(self, insee: str, metres: int) -> "CommuneQuerySet":
        """Return the communes at most `metres` from the commune, annotated with `metres`, nearest first."""
        within = self.filter(nearby__origin_id=insee, nearby__metres__lte=metres)
        return within.annotate(metres=F("nearby__metres")).order_by("metres", "insee")


class Commune(models.Model):  # type: ignore[django-manager-missing]  # pages point here, with Wagtail's untyped managers
    """A commune of the département or of its neighbourhood (30 km, and all communes of its EPCI)."""

    insee = models.CharField(_("INSEE code"), max_length=5, primary_key=True)
    name = models.CharField(_("name"), max_length=80)
    # Lower case, no accent, no hyphen: "Saint-Père" → "saint pere"; what a typed name is compared with.
    search_name = models.CharField(max_length=80, db_index=True)
    # Of the INSEE code, never of the EPCI nor of the postal code: three facts that do not follow from each other.
    departement = models.CharField(_("département"), max_length=3, db_index=True)
    postal_codes = models.CharField(_("postal codes"), max_length=200, help_text=_("Separated by spaces."))
    epci = models.ForeignKey(
        Epci, verbose_name=_("EPCI"), null=True, blank=True, on_delete=models.PROTECT, related_name="communes"
    )
    population = models.PositiveIntegerField(_("population"), default=0)
    # Empty for the hundred communes without a published outline (most in the Pacific): nothing is near them.
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)

    # Only on communes that `around` returns: how far away they lie.
    metres: int
    # Only on communes that a search found by an old name: that name.
    former = ""

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        ordering: ClassVar = ["search_name", "insee"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="commune_whole_point",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def postal_code(self) -> str:
        """The first postal code, the one to print beside the name; "" when the commune has none."""
        return self.postal_codes.split(" ")[0]

    @property
    def is_here(self) -> bool:
        """Whether the commune belongs to the installation's département."""
        return self.departement == settings.DEPARTEMENT

    @property
    def of_name(self) -> str:
        """The name behind "de": "d’Alluy"."""
        return of_name(self.name)


class Neighbour(models.Model):
    """`target` lies `metres` away from `origin` (point to point, straight line); rows exist up to 30 km, 0 m included.

    A radius is then a join on one index and no request does geometry (design §3.7).
    """

    origin = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="around")
    target = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="nearby")
    metres = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["origin", "target"], name="neighbour_once")]
        indexes: ClassVar = [models.Index(fields=["origin", "metres"], name="neighbour_by_distance")]

    def __str__(self) -> str:
        return f"{self.origin_id} – {self.target_id}: {self.metres} m"


class FormerName(models.Model):
    """A name under which people still look for a commune: a delegated or associated commune, a former one."""

    commune = models.ForeignKey(
        Commune, verbose_name=_("commune"), on_delete=models.CASCADE, related_name="former_names"
    )
    name = models.CharField(_("name"), max_length=80)
    search_name = models.CharField(max_length=80, db_index=True)

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        ordering: ClassVar = ["search_name", "commune_id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["commune", "search_name"], name="former_name_once")]

    def __str__(self) -> str:
        return self.name


class Outline(models.Model):
    """A commune's outline, from the operator's open data, simplified and ready to be drawn."""

    commune = models.OneToOneField(Commune, on_delete=models.CASCADE, primary_key=True, related_name="outline")
    # Rings of [longitude, latitude] in GeoJSON's order, simplified to some hundred metres.
    rings = models.JSONField(_("rings"))
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("outline")
        verbose_name_plural = _("outlines")

    def __str__(self) -> str:
        return str(self.commune_id)
