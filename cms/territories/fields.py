"""Choosing a commune in a form: the département's first, then the neighbours', each with its postal code."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from cms.territories.models import Commune


class CommunesByNearness(ModelChoiceIterator):
    """The empty answer, then two groups; one query."""

    def __iter__(self) -> Iterator[Any]:
        """Yield what the list shows."""
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        communes = list(self.queryset)
        groups = (
            (_("In the département"), [commune for commune in communes if commune.is_here]),
            (_("Next door"), [commune for commune in communes if not commune.is_here]),
        )
        for heading, found in groups:
            if found:
                yield (heading, [self.choice(commune) for commune in found])


class CommuneChoiceField(forms.ModelChoiceField):
    """A list of all communes that the installation knows."""

    iterator = CommunesByNearness

    def __init__(self, **kwargs: Any) -> None:
        """Offer every commune; a short list may be set afterwards as `queryset`."""
        super().__init__(queryset=Commune.objects.all(), **kwargs)

    def label_from_instance(self, obj: Commune) -> str:
        """Return "Athie (21500)": several communes share a name."""
        return f"{obj.name} ({obj.postal_code})" if obj.postal_code else obj.name
