"""Two hours at which something begins: two sittings, or one and what comes before or after it.

"À 14 h et à 16 h", "à 10 h (enfants) et à 14 h (adultes)": two. "Accueil à 13 h 30, conférence à 14 h", "18 h 30 (18 h
d'octobre à mars)": nobody can tell from their words.
"""

import re

from agenda.recurrence import items
from agenda.recurrence.items import Item

# What may stand between the two hours without saying of which days they are.
PASSING = (items.Stop, items.And, items.HalfDay, items.Regular, items.Opening, items.Only)
_FOR = r"(?: ?\([a-z\d' /,-]*\)| (?:pour|avec|aux?|chez) (?:[a-z' -]+|(?:les )?\d{1,2} ?(?:-|a) ?\d{1,2} ans))?"
_NTH = r"(?:(?:le |la )?(?:premier|deuxieme|second|troisieme|1er|1ere|2e|2eme|3e|3eme)e? "
_NTH += r"(?:seance|groupe|cours|session|service|creneau|passage|visite)s? ?:? ?)?"
_BETWEEN = re.compile(rf"{_FOR} ?(?:,|;|/|-|et|puis|&|\+|, et|, puis|et aussi|ainsi que|ou)? ?{_NTH}(?:a|des|de)? ?")


def is_second_start(one: items.Times, other: Item, between: str) -> bool:
    """Tell whether two hours without an end, no day between them, may not both be those of sittings."""
    if not isinstance(other, items.Times) or one.end or other.end:
        return False
    return not _BETWEEN.fullmatch(between)
