"""Names where places under ODbL come from, once for a list of cards."""

from collections.abc import Iterable
from typing import Any

from django import template

from cms.foundation.wording import NBSP

register = template.Library()


@register.filter
def odbl_credit(cards: Iterable[Any]) -> str:
    """Return "Certains lieux viennent d’autres bases publiques : …" for cards with an `odbl` of which some have one.

    "" when none stands under ODbL. The licence itself is linked by pages/parts/odbl.html.
    """
    every = list(cards or ())
    held = [card for card in every if card.odbl]
    if not held:
        return ""
    sources = ", ".join(dict.fromkeys(card.odbl_source for card in held if card.odbl_source))
    whose = (
        "Ce lieu vient d’une autre base publique"
        if len(every) == 1
        else "Certains lieux viennent d’autres bases publiques"
    )
    return f"{whose}{NBSP}: {sources}" if sources else whose
