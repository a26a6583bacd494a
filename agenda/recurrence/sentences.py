"""A rule in one French sentence, which `agenda.recurrence.reading` reads back as the same rule."""

from itertools import groupby

from agenda.recurrence.expansion import Sitting, Skipped, Why, by_start
from agenda.recurrence.rules import Days, Frequency, Hours, Parity, Rule, School
from agenda.recurrence.words import MONTHS, ORDINALS, WEEKDAYS, day_words, enumerated, hour_words

EVERY_DAY = tuple(range(7))
PARITIES = {Parity.EVEN: "paires", Parity.ODD: "impaires"}


def sentence_of(rule: Rule) -> str:
    """Return "tous les mardis de 14 h à 16 h, du 5 janvier 2027 au 29 juin 2027, sauf vacances scolaires"."""
    parts = [f"{_rhythm(rule)}{_days(rule)}", _months(rule), _bounds(rule), *_exceptions(rule)]
    return ", ".join(part for part in parts if part)


def _rhythm(rule: Rule) -> str:
    """Return what stands before the days when the rule is not of each week or each month; with its comma."""
    if rule.interval == 1:
        return ""
    if rule.frequency is Frequency.MONTHLY:
        return f"tous les {rule.interval} mois, "
    return f"toutes les {rule.interval} semaines, "


def _days(rule: Rule) -> str:
    """Return the days with their hours; days of the same hours stand together."""
    groups = [list(found) for _hours, found in groupby(rule.days, key=lambda one: one.hours)]
    end = f" des semaines {PARITIES[rule.parity]}" if rule.parity else ""
    if rule.frequency is Frequency.MONTHLY:
        end = " de chaque mois" if rule.interval == 1 else " du mois"
    simple = rule.interval == 1 and not rule.parity
    texts = [f"{_named(group, simple=simple and len(groups) == 1)}{end} {_hours(group[0].hours)}" for group in groups]
    return ", ".join(texts)


def _named(group: list[Days], *, simple: bool) -> str:
    if group[0].day is None and group[0].nth is None:
        return _weekdays([one.weekday or 0 for one in group], simple=simple)
    return enumerated([_monthly(one) for one in group])


def _weekdays(found: list[int], *, simple: bool) -> str:
    if tuple(found) == EVERY_DAY and simple:
        return "tous les jours"
    if len(found) >= 3 and found == list(range(found[0], found[-1] + 1)):
        return f"du {WEEKDAYS[found[0]]} au {WEEKDAYS[found[-1]]}"
    if simple:
        return f"tous les {enumerated([f'{WEEKDAYS[one]}s' for one in found])}"
    return enumerated([f"le {WEEKDAYS[one]}" for one in found])


def _monthly(one: Days) -> str:
    if one.day is not None:
        return "le dernier jour" if one.day == -1 else f"le {'1er' if one.day == 1 else one.day}"
    nth = ORDINALS[one.nth or 1]
    return f"{'l’' if nth[0] == 'a' else 'le '}{nth} {WEEKDAYS[one.weekday or 0]}"


def _hours(hours: tuple[Hours, ...]) -> str:
    return enumerated([_from_to(one) for one in hours])


def _from_to(hours: Hours) -> str:
    start = hour_words(hours.start)
    return f"de {start} à {hour_words(hours.end)}" if hours.end else f"à {start}"


def _months(rule: Rule) -> str:
    if not rule.months:
        return ""
    left_out = [month for month in range(1, 13) if month not in rule.months]
    but = len(left_out) < len(rule.months)
    named = enumerated([MONTHS[month] for month in (left_out if but else sorted(rule.months))])
    return f"sauf en {named}" if but else f"en {named}"


def _bounds(rule: Rule) -> str:
    if rule.until:
        text = f"du {day_words(rule.first)} au {day_words(rule.until)}"
    else:
        text = f"à partir du {day_words(rule.first)}"
    return f"{text}, {rule.count} séance{'s' if rule.count > 1 else ''}" if rule.count else text


def _exceptions(rule: Rule) -> list[str]:
    found = []
    if rule.school is School.ONLY:
        found.append("pendant les vacances scolaires seulement")
    but = [
        *(["vacances scolaires"] if rule.school is School.EXCEPT else []),
        *(["jours fériés"] if rule.but_public_holidays else []),
    ]
    if but:
        found.append(f"sauf {enumerated(but)}")
    if rule.excluded:
        found.append(f"sauf {enumerated([f'le {day_words(day)}' for day in sorted(rule.excluded)])}")
    return found


def reason_of(skipped: Skipped) -> str:
    """Return why a day is skipped, in French: "vacances de Noël", "jour férié : Ascension"."""
    if skipped.why is Why.PUBLIC_HOLIDAY:
        return f"jour férié\N{NO-BREAK SPACE}: {skipped.name}"
    if skipped.why is Why.SCHOOL_HOLIDAYS:
        return f"{skipped.name[:1].lower()}{skipped.name[1:]}"
    if skipped.why is Why.NOT_DECIDED:
        return "le calendrier scolaire n’est pas encore publié pour cette date"
    if skipped.why is Why.NO_SUCH_DAY:
        return f"{MONTHS[skipped.date.month]} n’a que {skipped.date.day} jours"
    return "date exclue"


def sittings_sentence(sittings: tuple[Sitting, ...]) -> str:
    """Return days one by one: "le samedi 12 décembre 2026 et le dimanche 13 décembre 2026 de 10 h à 18 h"."""
    by_day = {day: tuple(Hours(one.start.time(), one.end.time() if one.end else None) for one in found)
              for day, found in groupby(by_start(sittings), key=lambda one: one.start.date())}  # fmt: skip
    texts = []
    for hours, days in groupby(by_day, key=lambda day: by_day[day]):
        named = [f"le {WEEKDAYS[day.weekday()]} {day_words(day)}" for day in days]
        texts.append(f"{enumerated(named)} {_hours(hours)}")
    return ", ".join(texts)
