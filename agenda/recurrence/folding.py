"""Folds French as people type it: lower case without accents, one sign for each sort, words written out."""

import re
import unicodedata


def fold(text: str) -> tuple[str, list[int]]:
    """Return the text folded, and for each of its characters the place in the original."""
    text = _WRAPPED.sub(" ", text)
    letters, places = [], []
    for n, letter in enumerate(text):
        for part in _fold_letter(letter):
            letters.append(part)
            places.append(n)
    places.append(len(text))
    return _spaced("".join(letters), places)


# Hours over two lines: "de 14 h\nà 17 h 30".
_WRAPPED = re.compile(r"(?<=[\dhH])[\r\n](?=[àa] ?\d)")
# "à14 h", "sam.23/01", "19 hfermé": a space that the author forgot.
_FORGOTTEN = re.compile(
    r"\b(?:a|de|des|du|au)(?=\d)|\b(?:lun|mar|mer|jeu|ven|sam|dim)\.(?=\d)|\dh(?=ferme|sauf|du |le |les |et )"
)


# A line that breaks after such a word goes on in the next: "de 8 h à\n20 h 30".
_GOES_ON = re.compile(r"\b(a|de|du|des|au|aux|et|ou|le|les|la|en) ?;")


def _spaced(folded: str, places: list[int]) -> tuple[str, list[int]]:
    folded = _GOES_ON.sub(lambda match: f"{match.group()[:-1]} ", folded)
    for match in reversed(list(_FORGOTTEN.finditer(folded))):
        folded = f"{folded[: match.end()]} {folded[match.end() :]}"
        places.insert(match.end(), places[match.end()])
    listed = [_SHORT_HOURS] if len(set(_SHORT_HOURS.findall(folded))) > 1 else []
    for found in (_SPELLED, _ABBREVIATED, _TWO_LETTERS, _SHORT_RUN, _SHORT_ALONE, *listed):
        for match in reversed(list(found.finditer(folded))):
            written = _written_out(match.group())
            folded = f"{folded[: match.start()]}{written}{folded[match.end() :]}"
            shown = [min(match.start() + n, match.end() - 1) for n in range(len(written))]
            places[match.start() : match.end()] = [places[n] for n in shown]
    return folded, places


# Hours in letters: "de neuf à midi", "dix-huit heures"; alone they may count anything.
_HOURS = {
    "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
    "onze": 11, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "dix-sept": 17, "dix-huit": 18,
    "dix-neuf": 19, "vingt": 20, "vingt et une": 21, "vingt-et-une": 21, "vingt-deux": 22, "vingt-trois": 23,
}  # fmt: skip
_SPELLED_HOUR = rf"(?:{'|'.join(sorted(_HOURS, key=len, reverse=True))})"
_SPELLED = re.compile(
    rf"(?<![a-z-]){_SPELLED_HOUR}(?= heures?\b| a (?:midi|minuit)\b| a (?:{_SPELLED_HOUR}|\d{{1,2}}) heures?\b)"
)
_FULL_DAYS = {day[:3]: day for day in ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")}
_SHORT_DAY = rf"(?:{'|'.join(_FULL_DAYS)})\b\.?"
# "lun-ven", "mar, jeu": two together are days, where "jeu" or "mer" alone may be a game or the sea.
_SHORT_RUN = re.compile(
    rf"\b{_SHORT_DAY}(?: ?(?:-|au|a|/|,|et|&) ?{_SHORT_DAY}){{1,6}}(?! ?(?!(?:de|a|sauf|hors|et|matin)\b)[a-z])"
)

# "Sam : 8 h": a day, where "mer" and "jeu" alone may be none; "ven" is no other word.
_SHORT_ALONE = re.compile(r"\b(?:lun|ven|dim)\b\.?|\b(?:mar|mer|jeu|sam)\b\.?(?= ?:)")

# "mar 15 h-18 h, mer 10 h-12 h": where several stand before hours, they are days.
_SHORT_HOURS = re.compile(rf"\b({'|'.join(_FULL_DAYS)})\b\.?(?= \d{{1,2}} ?[h:])")


# "Tlj sf dim.", "ts les mardis", "ttes les semaines".
_WORDS = {"tlj": "tous les jours", "t.l.j": "tous les jours", "sf": "sauf", "ts": "tous", "ttes": "toutes",
          "qq": "quelques", "vac": "vacances", "scol": "scolaires", "1 er": "1er"}  # fmt: skip
_ABBREVIATED = re.compile(
    r"\b(?:1 er\b|tlj\b|t\.l\.j\b|sf\b|ts(?= les\b)|ttes(?= les\b)|qq(?= [a-z])|vac(?=\.| scol)|scol(?=\.))\.?"
)
# "Lu-Ve 9 h-17 h", "Ma, Je : 9 h": so short only right before hours.
_TWO = {day[:2]: day for day in _FULL_DAYS.values()}
_TWO_LETTERS = re.compile(
    rf"\b(?:{'|'.join(_TWO)})\b\.?(?: ?[-,/&] ?(?:{'|'.join(_TWO)})\b\.?){{0,6}}(?= ?:? ?(?:de )?\d{{1,2}} ?[h:])"
)


def _written_out(said: str) -> str:
    """Return "18" for "dix-huit", "lundi-vendredi" for "lun-ven", "sauf" for "sf."."""
    if said in _HOURS:
        return str(_HOURS[said])
    if said.rstrip(".") in _WORDS:
        return _WORDS[said.rstrip(".")]
    if _TWO_LETTERS.match(f"{said} 9h"):
        return re.sub(r"[a-z]{2}\.?", lambda day: _TWO[day.group()[:2]], said)
    return re.sub(_SHORT_DAY, lambda day: _FULL_DAYS[day.group()[:3]], said)


# Letters of a ligature ("ﬃ"); other signs may stand for whole sentences.
_WIDEST = 3
_SAME = {"’": "'", "ʼ": "'", "‘": "'", "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-", "œ": "oe", "→": "-",
         "«": " ", "»": " ", "“": " ", "”": " ", '"': " ", "\n": ";", "\r": ";",
         "\u2028": ";", "\u2029": ";", "\x85": ";", "•": ";", "·": ";"}  # fmt: skip


def _fold_letter(letter: str) -> str:
    letter = letter.lower()
    if letter in _SAME:
        return _SAME[letter]
    if letter.isspace():
        return " "
    parts = unicodedata.normalize("NFKD", letter)
    if "\N{FRACTION SLASH}" in parts:
        # "½" is no figure that a date has.
        return letter
    return "".join(part for part in parts[:_WIDEST] if not unicodedata.combining(part))
