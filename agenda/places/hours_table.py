"""Opening hours as a week's table (seven days, morning and afternoon) and what does not fit it; pure.

`read_table` and `write_table` are each other's inverse: rules that a table cannot hold stay, word for word, in
`special`.
"""

from dataclasses import dataclass, field
from itertools import pairwise

from agenda.places.hours_rules import WEEKDAYS, Rule, Stretch, read_rule, split_rules

DAYS = 7
NOON = "12:30"
# Morning and afternoon.
Cells = tuple[Stretch | None, Stretch | None]
CLOSED: Cells = (None, None)


@dataclass(frozen=True)
class HoursTable:
    """A week, the hours of public holidays (none: closed), a word to all of them, and further rules."""

    days: tuple[Cells, ...] = (CLOSED,) * DAYS
    holidays: Cells = CLOSED
    comment: str = ""
    special: str = ""


@dataclass
class _Reading:
    days: dict[int, Cells] = field(default_factory=dict)
    holidays: Cells | None = None
    comment: str | None = None

    def take(self, rule: Rule | None) -> bool:
        """Take a rule into the table; False when it does not fit."""
        if rule is None or rule.week or any(nth for _day, nth in rule.days):
            return False
        cells = _cells(rule.stretches)
        days = [day for day, _nth in rule.days]
        if cells is None or self.holidays is not None or any(day in self.days for day in days):
            return False
        if rule.stretches and self.comment not in {None, rule.comment}:
            return False
        if not rule.stretches and (rule.comment or rule.off is False):
            # A comment alone: the only rule there is, for all days.
            if days or rule.holidays or rule.off or self.days or self.comment is not None:
                return False
            self.comment = rule.comment
            return True
        if rule.stretches:
            self.comment = rule.comment
        self.days.update(dict.fromkeys(days, cells))
        if rule.holidays:
            self.holidays = cells
        return True


def _cells(stretches: tuple[Stretch, ...]) -> Cells | None:
    """Return the stretches in two cells; None when they do not fit, overlap, or run past midnight."""
    flat = [clock for stretch in stretches for clock in stretch]
    if len(stretches) > 2 or any(one >= other for one, other in pairwise(flat)) or max(flat, default="") > "24:00":
        return None
    if len(stretches) == 1:
        return (stretches[0], None) if stretches[0][0] < NOON else (None, stretches[0])
    return (stretches[0], stretches[1]) if stretches else CLOSED


def read_table(hours: str) -> HoursTable:
    """Return the leading rules that fit as a table, everything from the first one that does not as `special`."""
    texts = split_rules(hours)
    reading = _Reading()
    taken = 0
    if "||" not in hours:
        while taken < len(texts) and reading.take(read_rule(texts[taken])):
            taken += 1
    rest = texts[taken:]
    if rest and not reading.days:
        reading, rest = _Reading(), texts
    # Our own way of writing: the public holidays behind the special rules.
    if len(rest) > 1 and reading.holidays is None and "PH" not in " ".join(rest[:-1]) and "||" not in hours:
        last = read_rule(rest[-1])
        cells = _cells(last.stretches) if last and last.holidays and not last.days and not last.week else None
        if last and cells is not None and last.comment == (reading.comment if any(cells) else ""):
            reading.holidays, rest = cells, rest[:-1]
    days = tuple(reading.days.get(day, CLOSED) for day in range(DAYS))
    return HoursTable(days, reading.holidays or CLOSED, reading.comment or "", "; ".join(rest))


def write_table(table: HoursTable) -> str:
    """Return the table in OpenStreetMap's syntax; "" for an empty one."""
    word = f' "{table.comment}"' if table.comment else ""
    parts = [f"{names} {_times(cells)}{word}" for names, cells in _runs(table.days)]
    if not parts and not table.special:
        return word.strip() if not any(table.holidays) else f"PH {_times(table.holidays)}{word}"
    if table.special:
        # Without days, the word belongs to the special rules that have none of their own.
        texts = split_rules(table.special) if word else [table.special]
        parts += [table.special] if parts else [text if '"' in text else text + word for text in texts]
    if "PH" not in table.special:
        parts.append(f"PH {_times(table.holidays)}{word}" if any(table.holidays) else "PH off")
    return "; ".join(parts)


def _times(cells: Cells) -> str:
    return ",".join(f"{start}-{end}" for start, end in filter(None, cells))


def _runs(days: tuple[Cells, ...]) -> list[tuple[str, Cells]]:
    """Return ("Mo-We,Fr", cells) of the days that share hours, in the order of the first of them."""
    shared: dict[Cells, list[int]] = {}
    for number, cells in enumerate(days):
        if any(cells):
            shared.setdefault(cells, []).append(number)
    return [(_names(numbers), cells) for cells, numbers in shared.items()]


def _names(numbers: list[int]) -> str:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(
        WEEKDAYS[run[0]] if len(run) == 1 else f"{WEEKDAYS[run[0]]}{'-' if len(run) > 2 else ','}{WEEKDAYS[run[-1]]}"
        for run in runs
    )
