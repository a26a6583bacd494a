"""From when to when: spans of days and months, first and last days."""

import re

from agenda.recurrence import items
from agenda.recurrence.items import PartialDate
from agenda.recurrence.lexicon import DATE, DAYNUM, ISO, MON, SLASHED, WD, YEAR, H, date_of, month_number, weekday_of
from agenda.recurrence.patterns.registry import Made, pattern

_WEEKDAY_SPAN = (
    rf"(?:tous les jours |chaque semaine )?(?:du |de |le )?({WD}) ?(?:au|a|-|>|"
    rf"jusqu'au) ?({WD})(?! ?{DAYNUM}(?! ?(?:h|:))| ?- ?{WD})"
)
WITH_ONE_BETWEEN = 3
_SPAN_START = rf"(?:{WD},? ?)?(?:{DAYNUM}(?: er)?|premier)(?: {MON})?(?:,? {YEAR})?"
_LAST_DAY = rf"(?:{DATE}|{ISO}|{SLASHED})"


@pattern(rf"({WD}(?: ?- ?{WD}){{2,6}})")
def _dashed_weekdays(match: re.Match[str], text: str) -> Made:
    return items.Weekdays(text, tuple(weekday_of(found) for found in re.findall(WD, match.group())))


@pattern(rf"(?:du|de) {WD} (?:a )?{H} (?:au|a) {WD}")
def _week_long(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text, "hours")


@pattern(_WEEKDAY_SPAN)
def _weekday_span(match: re.Match[str], text: str) -> Made:
    first, last = weekday_of(match.group(1)), weekday_of(match.group(2))
    days = tuple((first + n) % 7 for n in range((last - first) % 7 + 1))
    if len(days) == WITH_ONE_BETWEEN and re.search(rf"{WD} ?- ?{WD}", match.group()):
        # "Mardi-jeudi" may leave Wednesday out, as "lundi-vendredi" may not.
        return items.Unknown(text, "dash")
    return items.Weekdays(text, days, repeats=True) if len(days) > 1 else items.Unknown(text)


@pattern(
    rf"(?:du|de|entre le|entre) ({ISO}|{SLASHED}|{_SPAN_START}) ?(?:au|jusqu'au|-|et le|et au|et|a) ?({_LAST_DAY})"
)
@pattern(rf"({ISO}|{SLASHED}|{_SPAN_START})(?: ?(?:au|jusqu'au) ?| a (?={WD}))({_LAST_DAY})")
def _span(match: re.Match[str], text: str) -> Made:
    first, last = date_of(match.group(1)), date_of(match.group(2))
    if first is None or last is None or last.month is None:
        return items.Unknown(text)
    if first.month is None:
        first = PartialDate(first.day, last.month, first.year or last.year, first.weekday)
    return items.Span(text, first, last)


@pattern(rf"(?:du |de )?{_LAST_DAY},? (?:a |des |de )?{H},? (?:au|jusqu'au) {_LAST_DAY},? (?:a )?{H}")
def _days_and_nights(_match: re.Match[str], text: str) -> Made:
    """Ask about "du mardi 2 mars 9 h au jeudi 4 mars 17 h": without a break, or each day."""
    return items.Unknown(text, "hours")


_MONTH_RUN = rf"{MON} (?:a|jusqu'a) {MON}"


@pattern(rf"(?:de |d')?{_MONTH_RUN}(?:(?: et |, ?)(?:de |d')?{_MONTH_RUN}){{1,5}}")
def _month_spans(match: re.Match[str], text: str) -> Made:
    found = [month_number(month) for month in re.findall(MON, match.group())]
    months = [(first - 1 + n) % 12 + 1 for first, last in zip(found[::2], found[1::2], strict=True)
              for n in range((last - first) % 12 + 1)]  # fmt: skip
    return items.Months(text, tuple(dict.fromkeys(months)))


@pattern(
    rf"(?:de |d'|entre )?(?:debut )?({MON})(?: ({YEAR}))? (?:a|jusqu'a|et) (?:fin )?({MON})(?: ({YEAR}))?(?= |,|;|"
    rf"\.|:|$|\))"
)
def _month_span(match: re.Match[str], text: str) -> Made:
    if " et " in match.group() and not match.group().startswith("entre "):
        return None
    year, first_year = match.group(4), match.group(2)
    return items.MonthSpan(
        text, month_number(match.group(1)), month_number(match.group(3)), int(year) if year else None,
        int(first_year) if first_year else None,
    )  # fmt: skip


_SINCE = (
    r"(?:a partir du|a partir de|a compter du|a compter de|des le|des|depuis le|depuis|debut(?:ant|e)? le|"
    r"debut :|commence le|reprise le|reprise)"
)


@pattern(
    rf"(depuis le|depuis|{_SINCE}) (?:mois de |debut |le |(?:de )?(?:la )?semaine du )?"
    rf"({DATE}|{ISO}|{SLASHED}|{MON}(?: {YEAR})?)"
)
def _since(match: re.Match[str], text: str) -> Made:
    if text.lower().startswith("des "):
        # "des lundis 9 et 16", not "dès lundi".
        return None
    if re.fullmatch(rf"({MON})(?: ({YEAR}))?", match.group(2)):
        return items.Since(text, None, *_month_year(match.group(2)))
    return items.Since(text, date_of(match.group(2)))


_BEGINS = (
    r"(?:(?:date de )?(?:la )?(?:repren\w+|reprises?|debut\w*|commenc\w+|recommenc\w+|redemarr\w+|reouv\w+|rouvr\w+))"
)
_WHAT = (
    r"(?: (?:ses|les|leurs|nos|des|de|du|la|l'|d'|activites?|ateliers?|cours|seances?|permanences?|entrainements?|"
    r"repetitions?|consultations?|distributions?)){0,3}"
)


@pattern(
    rf"{_BEGINS}{_WHAT}(?: (?:de |d'|du )(?:cette |la |l'|notre )?(?!{WD}|{MON})[a-z-]{{3,15}})?,? ?:? ?"
    r"(?:est |aura lieu |auront lieu )?(?:a partir du |a compter du |des )?"
    rf"(?:le |(?:dans |de )?la semaine du )?({DATE}|{ISO}|{SLASHED})"
)
def _begins(match: re.Match[str], text: str) -> Made:
    return items.Since(text, date_of(match.group(1)))


@pattern(rf"(?:commencent?|debutent?|demarrent?) (?:en |au mois de |au mois d')({MON})(?: ({YEAR}))?")
def _begins_in(match: re.Match[str], text: str) -> Made:
    return items.Since(text, None, *_month_year(f"{match.group(1)} {match.group(2) or ''}"))


_ENDS = r"(?:se terminent?|finissent|finit|s'achevent?|prennent fin|prend fin|s'arretent?)"


@pattern(rf"{_ENDS} (?:a la )?fin (?:du mois de |du mois d'|de |d')?({MON})(?: ({YEAR}))?")
def _ends_with(match: re.Match[str], text: str) -> Made:
    return items.Until(text, None, *_month_year(f"{match.group(1)} {match.group(2) or ''}"))


_ONE = r"(?:seance|cours|atelier|rencontre|permanence)(?: aura lieu)? ?:? ?(?:le )?"


@pattern(rf"(?:la |le )?(?:1ere?|1re|premiere?|prochaine?) {_ONE}({DATE})(?!,? (?:a|de) ?\d| 20\d)")
def _first_sitting(match: re.Match[str], text: str) -> Made:
    return items.Since(text, date_of(match.group(1)))


@pattern(rf"(?:la |le )?dern(?:ier|iere) {_ONE}({DATE})(?!,? (?:a|de) ?\d| 20\d)")
def _last_sitting(match: re.Match[str], text: str) -> Made:
    return items.Until(text, date_of(match.group(1)))


_UNTIL = r"(?:jusqu'au|jusqu'a la|jusqu'a|jusqu'en|jusque|et ce jusqu'au|fin le|se termine le)"


@pattern(rf"{_UNTIL} (?:le )?({DATE}|{ISO}|{SLASHED})")
def _until(match: re.Match[str], text: str) -> Made:
    return items.Until(text, date_of(match.group(1)))


@pattern(
    rf"{_UNTIL} (fin )?(?:de |du mois de |mois de |la fin de |la fin du mois de ){{0,3}}({MON})(?: ({YEAR}))?"
    r"( (?:inclus|compris))?"
)
def _until_month(match: re.Match[str], text: str) -> Made:
    year, included = match.group(3), match.group(4)
    if not ("fin " in match.group() or included or match.group().startswith("jusqu'en ")):
        # "Jusqu'en mai" has that May in it; "jusqu'à mai" may end before.
        return items.Unknown(text, "until_month")
    return items.Until(text, None, month_number(match.group(2)), int(year) if year else None)


def _month_year(text: str) -> tuple[int, int | None]:
    year = re.search(YEAR, text)
    return month_number(re.sub(YEAR, "", text)), int(year.group()) if year else None
