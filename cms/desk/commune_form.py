"""The one way the desk asks for a commune: its name or postal code, typed; several that may be meant are offered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cms.foundation.typed_text import one_line
from cms.pages.search import find_commune
from cms.territories.models import Commune

LONGEST = 120


@dataclass(frozen=True)
class Typed:
    """What somebody typed, and the INSEE code chosen among those offered before ("" for none)."""

    text: str
    chosen: str = ""


class CommuneWidget(forms.TextInput):
    """A line to type in; below it, once it was sent, the communes that may be meant."""

    def __init__(self, choice: str = "") -> None:
        """`choice` is the name under which the choice comes, else the field's own with `_choice`."""
        super().__init__(attrs={"autocomplete": "off"})
        self.choice = choice
        self.offered: list[Commune] = []

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """Return what was typed and chosen."""
        return Typed(one_line(str(data.get(name) or "")), str(data.get(self._choice_name(name)) or ""))

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """Return the HTML of the line, with the choice that stands or is to be made."""
        typed = value if isinstance(value, Typed) else Typed("")
        line = super().render(name, typed.text, attrs, renderer)
        context = {"line": line, "name": self._choice_name(name), "offered": self.offered, "chosen": typed.chosen}
        return render_to_string("desk/commune.html", context)

    def _choice_name(self, name: str) -> str:
        return self.choice or f"{name}_choice"


class CommuneField(forms.Field):
    """Cleaned to a commune, None when it may be left empty."""

    def __init__(self, *, choice: str = "", **kwargs: Any) -> None:
        """Ask for the name or the postal code."""
        given = {"label": _("Commune"), "help_text": _("Its name or its postal code."), **kwargs}
        super().__init__(widget=CommuneWidget(choice), **given)

    def prepare_value(self, value: Any) -> Any:
        """Return what the line shows: of a commune or its INSEE code, its name and postal code."""
        return value if isinstance(value, Typed) else _said(value)

    def clean(self, value: Any) -> Commune | None:
        """Return the commune meant.

        Raises:
            ValidationError: there is none of that name, or several, which are offered then.
        """
        typed = value if isinstance(value, Typed) else Typed(str(value or ""))
        if not typed.text:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        found = find_commune(typed.text[:LONGEST].replace("(", " ").replace(")", " "))
        offered = [found.commune] if found.commune else [*found.choices, *found.nearest]
        chosen = next((commune for commune in offered if commune.insee == typed.chosen), found.commune)
        if chosen is not None:
            return chosen
        assert isinstance(self.widget, CommuneWidget)  # noqa: S101 - for the type checker
        self.widget.offered = offered
        if found.choices:
            raise ValidationError(_("Several communes may be meant: choose one."), code="several")
        raise ValidationError(
            _("We do not know this commune: check the name, or type the postal code."), code="unknown"
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether another commune was typed than was shown."""
        return isinstance(data, Typed) and data.text != _said(initial).text


def _said(value: Any) -> Typed:
    """Return "Athie (21500)" of a commune or its INSEE code: several communes share a name."""
    commune = value if isinstance(value, Commune) or not value else Commune.objects.filter(pk=str(value)).first()
    if not commune:
        return Typed("")
    name = f"{commune.name} ({commune.postal_code})" if commune.postal_code else commune.name
    return Typed(name, commune.insee)
