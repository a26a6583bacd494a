"""Tells for which clauses of a sentence holds what is said beside them: even weeks, a period, holidays.

What stands before all days heads them; what stands after all of them closes them; between two clauses the punctuation
tells, else it is asked. Even weeks hold for their own clause; a period or the holidays alone must be said of all or
of none, since nobody can tell what the others do then.
"""

from dataclasses import dataclass

from agenda.recurrence import items
from agenda.recurrence.clauses import About, Modifier, Sentence
from agenda.recurrence.items import Item
from agenda.recurrence.questions import Ask
from agenda.recurrence.remainder import fill_remainder, is_rest
from agenda.recurrence.rules import School


@dataclass(frozen=True)
class _Placed:
    """A modifier with the clauses before and after it, and what separates it from them."""

    modifier: Modifier
    before: int | None
    after: int | None
    parted_before: int
    parted_after: int
    in_brackets: bool
    colon: bool


def give_modifiers(sentence: Sentence, modifiers: list[Modifier], found: list[Item], owners: dict[int, int]) -> None:
    """Give each clause what holds for it.

    Raises:
        Ask: it may hold for one clause or for several.
    """
    aside: set[int] = set()
    for about in About:
        said = [_placed(one, found, owners) for one in modifiers if one.about is about]
        if len(sentence.clauses) == 1:
            sentence.clauses[0].modifiers += [one.modifier for one in said]
        elif sentence.clauses:
            for one in said:
                aside |= {one.modifier.place} if one.in_brackets else set()
                for n in _clauses_of(one, said, len(sentence.clauses)):
                    sentence.clauses[n].modifiers.append(one.modifier)
    fill_remainder(sentence)
    rest = next((one for clause in sentence.clauses for one in clause.modifiers if is_rest(one)), None)
    if rest is not None:
        raise Ask("unclear", rest.item.text)
    _check_whole(sentence, About.PERIOD, aside)
    _check_whole(sentence, About.SCHOOL, aside)
    _check_bounds(sentence, found, owners)


def check_reach(sentence: Sentence, found: list[Item]) -> None:
    """Ask where "sauf …" stands in the sentence of some days, and other days have a sentence of their own.

    Raises:
        Ask: it may be left out of these days alone.
    """
    for left_out in sentence.left_out:
        dots = [n for n, one in enumerate(found[: left_out.place]) if isinstance(one, items.Stop) and one.text == "."]
        mine = [one for one in sentence.clauses if dots and dots[-1] < one.first < left_out.place]
        others = [one for one in sentence.clauses if dots and one.first < dots[-1]]
        if mine and others and not left_out.closed:
            raise Ask("whose", found[left_out.place].text)


def _placed(one: Modifier, found: list[Item], owners: dict[int, int]) -> _Placed:
    place = one.place
    before = max((n for n in owners if n < place), default=None)
    after = min((n for n in owners if n > place), default=None)
    left = found[(-1 if before is None else before) + 1 : place]
    right = found[place + 1 : len(found) if after is None else after]
    stops = [each for each in left if isinstance(each, items.Stop)]
    brackets = bool(stops) and stops[-1].text == "("
    return _Placed(
        one, None if before is None else owners[before], None if after is None else owners[after],
        parted_before=0 if brackets else max((_parts(each) for each in left), default=0),
        parted_after=max((_parts(each) for each in right), default=0),
        in_brackets=brackets,
        colon=bool(right) and isinstance(right[0], items.Stop) and right[0].text == ":",
    )  # fmt: skip


def _parts(one: Item) -> int:
    """Return how much an item parts: 2 what ends a sentence or a line, 1 a comma or "et", 0 nothing."""
    if isinstance(one, items.Stop):
        return 2 if one.text in {".", ";"} else int(one.text != "(")
    return int(isinstance(one, items.And | items.Except))


def _clauses_of(one: _Placed, said: list[_Placed], number: int) -> list[int]:
    """Return the clauses that a modifier holds for."""
    if one.before is not None and one.before == one.after:
        return [one.before]
    if isinstance(one.modifier.item, items.Every) and one.modifier.item.of_next and one.after is not None:
        return [one.after]
    if one.before is None or (one.after is not None and _heads(one)):
        return _headed(one, said, number)
    return _closed(one, said)


def _heads(one: _Placed) -> bool:
    """Tell whether what stands between two clauses heads the next one, rather than closing the one before."""
    if one.in_brackets:
        return False
    if one.colon and one.parted_before:
        return True
    if one.parted_before == one.parted_after:
        raise Ask("whose", one.modifier.item.text)
    return one.parted_before > one.parted_after


def _headed(one: _Placed, said: list[_Placed], number: int) -> list[int]:
    start = one.after or 0
    ends = [
        other.after if other.before != other.after and other.after is not None else other.before
        for other in said if other.modifier.place > one.modifier.place
    ]  # fmt: skip
    found = list(range(start, min([n for n in ends if n is not None and n > start], default=number)))
    if len(found) > 1 and one.modifier.about is About.RHYTHM and not (one.parted_after or one.colon):
        raise Ask("whose", one.modifier.item.text)
    return found


def _closed(one: _Placed, said: list[_Placed]) -> list[int]:
    assert one.before is not None  # noqa: S101 - what has no clause before it heads
    # What stands right beside it, as "en mars, du 5 janvier au 30 juin", closes the same days.
    earlier = [
        other for other in said
        if other.modifier.place < one.modifier.place and (other.before, other.after) != (one.before, one.after)
    ]  # fmt: skip
    taken = [other.before if other.before is not None else other.after for other in earlier]
    since = max((n + 1 for n in taken if n is not None), default=0)
    found = list(range(min(since, one.before), one.before + 1))
    if len(found) == 1:
        return found
    if one.modifier.about is About.RHYTHM:
        if one.parted_before:
            raise Ask("whose", one.modifier.item.text)
        return [one.before]
    attached = not one.parted_before
    if one.modifier.about is About.PERIOD:
        return found
    if one.after is not None or (attached and one.modifier.way is School.ONLY):
        raise Ask("whose", one.modifier.item.text)
    return found


def _check_whole(sentence: Sentence, about: About, aside: set[int]) -> None:
    """Ask where some clauses have a period, or are of the holidays alone, and others are not; brackets hold for one."""
    clauses = sentence.clauses
    own = [
        [one for one in clause.about(about) if about is About.PERIOD or one.way is School.ONLY] for clause in clauses
    ]
    said = [bool(found) or bool(clause.about(about)) for found, clause in zip(own, clauses, strict=True)]
    first = next((one for found in own for one in found if one.place not in aside), None)
    if first is not None and not all(said):
        raise Ask("whose", first.item.text)


def _check_bounds(sentence: Sentence, found: list[Item], owners: dict[int, int]) -> None:
    """Ask where a first or last day stands between two clauses, or beside several periods."""
    kinds = (items.Since, items.Until, items.ForWeeks, items.Count)
    for place, one in enumerate(found):
        if not isinstance(one, kinds) or one not in sentence.others:
            continue
        before = max((n for n in owners if n < place), default=None)
        after = min((n for n in owners if n > place), default=None)
        between = before is not None and after is not None
        # "Mardi 14 h-16 h, un jeudi sur deux à partir du 7 janvier de 9 h à 11 h": of the Thursdays, or of all.
        if between and len(sentence.clauses) > 1:
            raise Ask("whose", one.text)
        counted = [any(_is_counted(each) for each in clause.about(About.RHYTHM)) for clause in sentence.clauses]
        if isinstance(one, items.Since) and any(counted) and not all(counted):
            raise Ask("whose", one.text)


def _is_counted(one: Modifier) -> bool:
    """Tell whether weeks or months are counted from a first day on."""
    return isinstance(one.item, items.Every) and (one.item.weeks > 1 or one.item.months > 1)
