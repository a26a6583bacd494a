"""The moderation's two questions: what of the queue to see, and why a page goes back."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cms.foundation.digits import is_digits, whole_number
from cms.moderation.reasons import LABELS
from cms.team.queue import KINDS, Filters


def filters_of(query: QueryDict) -> Filters:
    """Read the filters from an address; what makes no sense filters nothing."""
    kind, epci = query.get("quoi", ""), query.get("epci", "")
    return Filters(
        kind=kind if kind in KINDS else "",
        epci=epci if is_digits(epci, 9) else "",
        structure=whole_number(query.get("structure", "")),
        overdue=query.get("retard") == "1",
        mine=query.get("moi") == "1",
    )


class BackForm(forms.Form):
    """A ready reason, a sentence, or both."""

    reason_code = forms.ChoiceField(
        label=_("Why"),
        required=False,
        widget=forms.RadioSelect(),
        choices=[*LABELS.items(), ("", _("Another reason, said below"))],
    )
    sentence = forms.CharField(
        label=_("A word of yours"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The structure reads it by e-mail and at its desk, below the reason."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one of both."""
        data = super().clean() or {}
        if not self.errors and not data.get("reason_code") and not data.get("sentence", "").strip():
            raise ValidationError(
                {"sentence": _("Tick a reason or write a sentence: without it nobody knows what to do.")}
            )
        return data
