"""What makes the place form ask before it saves; it asks once, and a tick lets the second save through."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

# What a doubt may come from: only a change of these asks again.
WATCHED = frozenset({"title", "address", "commune", "latitude", "longitude", "phone"})

ASKS_ALIKE = _("Check first: this place may exist already. Nothing is saved yet.")
ASKS_POINT = _("Check first: the point may be elsewhere. Nothing is saved yet.")


@dataclass(frozen=True)
class Doubt:
    """A sentence, links to what it speaks of (name, address, why), and the form's field that answers it."""

    field: str
    sentence: str
    links: tuple[tuple[str, str, str], ...] = ()


Finder = Callable[[Any], Iterable[Doubt]]
# Registered by `handlers`: the finders read the model, whose form asks them.
finders: list[Finder] = []


class AsksOnce(forms.Form):
    """The ticks, and the asking; comes before Wagtail's form class."""

    says_distinct = forms.BooleanField(label=_("It is not the same place"), required=False)
    says_right_point = forms.BooleanField(label=_("The point is right"), required=False)

    doubts: tuple[Doubt, ...] = ()


def ask_about_doubts(form: Any) -> None:
    """Find what is doubtful in a bound form, keep it in `form.doubts`, and refuse what was not answered by its tick."""
    if form.instance.pk and not WATCHED & set(form.changed_data):
        return
    data = form.cleaned_data
    probe = type(form.instance)(pk=form.instance.pk)
    for name in WATCHED:
        setattr(probe, name, data[name] if name in data else getattr(form.instance, name))
    form.doubts = tuple(doubt for finder in finders for doubt in finder(probe))
    for doubt in form.doubts:
        if not data.get(doubt.field):
            form.add_error(doubt.field, doubt.sentence)


def only_doubts_remain(form: Any) -> bool:
    """Tell whether a bound form lacks nothing but the answers to what it asked."""
    asked = {doubt.field for doubt in getattr(form, "doubts", ())}
    if not asked or not set(form.errors) <= asked:
        return False
    return all(formset.is_valid() for formset in getattr(form, "formsets", {}).values())


class DoubtsPanel(Panel):
    """Shows, above the form, what it asks, with the tick beside it; nothing when there is nothing to ask."""

    class BoundPanel(Panel.BoundPanel):
        """The panel on one form."""

        template_name = "agenda/panels/doubts.html"

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            if self.form is not None and self.request is not None and only_doubts_remain(self.form):
                self._say_what_is_asked()

        def _say_what_is_asked(self) -> None:
            """Say so in place of Wagtail's red "could not be created due to validation errors"."""
            if not hasattr(self.request, "_messages"):
                return
            refusals = [told for told in messages.get_messages(self.request) if told.level == messages.ERROR]
            if refusals:
                alike = any(doubt.links for doubt in self.form.doubts)
                refusals[-1].level = messages.WARNING
                refusals[-1].message = str(ASKS_ALIKE if alike else ASKS_POINT)

        def is_shown(self) -> bool:
            """Show it once something was asked."""
            return bool(getattr(self.form, "doubts", ()))

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            """Give each doubt its bound tick."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["asked"] = [(doubt, self.form[doubt.field]) for doubt in self.form.doubts]
            return context
