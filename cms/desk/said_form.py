"""What the desk's light forms say: limits before and after, what is missing in a sentence; and lines kept clean."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cms.foundation.typed_text import one_line, several_lines

# Shorter answers (a phone, a postal code) have a form of their own, which their own sentence tells.
SHORTEST_SAID = 100
THOUSAND = 1000
WITH_PICTURE = gettext_lazy("to fill in if you add a picture")


class AtMost:
    """Refuses a text that is too long and says by how much: the browser accepts it, nothing is cut in silence."""

    def __init__(self, most: int) -> None:
        """Keep the limit, in characters."""
        self.most = most

    def __call__(self, text: str) -> None:
        """Raise ValidationError when `text` has more characters than the limit."""
        over = len(text) - self.most
        if over > 0:
            said = ngettext(
                "%(over)s character too many: %(length)s typed, %(most)s at most.",
                "%(over)s characters too many: %(length)s typed, %(most)s at most.",
                over,
            )
            values = {"over": number(over), "length": number(len(text)), "most": number(self.most)}
            raise ValidationError(said % values, code="max_length")


def number(value: int) -> str:
    """Return "8 000", with a no-break space."""
    return f"{value:,}".replace(",", "\N{NO-BREAK SPACE}")


class SaidForm(forms.BaseForm):
    """Comes before Django's form class."""

    # What each field is called, what helps to fill it in, and what is said when it is left empty.
    labels: ClassVar[dict[str, Any]] = {}
    helps: ClassVar[dict[str, Any]] = {}
    missing: ClassVar[dict[str, Any]] = {}
    # Needed as soon as there is a picture.
    of_picture: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say everything; a limit stands at the end of its field's help."""
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, field.help_text)
            if name in self.missing:
                field.error_messages["required"] = self.missing[name]
            if name in self.of_picture:
                field.needed_when = WITH_PICTURE  # type: ignore[attr-defined]
            if isinstance(field, forms.CharField) and field.max_length:
                _say_limit(field, field.max_length)

    def _widget_data_value(self, widget: forms.Widget, html_name: str) -> Any:
        """Return what was typed, without what no text may hold; Django reads every widget's data here."""
        value = super()._widget_data_value(widget, html_name)  # type: ignore[misc]
        if not isinstance(value, str):
            return value
        return several_lines(value) if isinstance(widget, forms.Textarea) else one_line(value)


def _say_limit(field: forms.CharField, most: int) -> None:
    field.widget.attrs.pop("maxlength", None)
    kept = [check for check in field.validators if not isinstance(check, MaxLengthValidator)]
    field.validators = [*kept, AtMost(most)]
    is_address = isinstance(field, forms.EmailField | forms.URLField)
    if most >= SHORTEST_SAID and not is_address and not isinstance(field.widget, forms.HiddenInput):
        limit = _("%(most)s characters at most.") % {"most": number(most)}
        field.help_text = f"{_text(field.help_text)} {limit}".strip()


def _text(words: str | Promise | None) -> str:
    return str(words) if words else ""
