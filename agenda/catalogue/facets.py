"""For whom an entry is, and whom it can receive: rows that a filter can use an index for on both databases."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Facet(models.TextChoices):
    """What an entry's marks are about."""

    AUDIENCE = "audience", _("for whom")
    NEED = "need", _("able to receive")


class EntryFacet(models.Model):
    """For whom an entry is and whom it can receive, one row a code of the national lists.

    An entry that names no audience is for everybody and bears `EVERYBODY`: it is found under each of them.
    """

    EVERYBODY = "tous"

    entry = models.ForeignKey("agenda.Entry", on_delete=models.CASCADE, related_name="facets")
    facet = models.CharField(max_length=8, choices=Facet.choices)
    code = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facet", "code", "entry"], name="entry_facet_once")]

    def __str__(self) -> str:
        return f"{self.facet} {self.code}"
