"""The French words of days and hours that sentences are written with and read by; the spaces of "14 h" do not break."""

from datetime import date, time

NBSP = "\N{NO-BREAK SPACE}"
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "", "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
ORDINALS = {1: "premier", 2: "deuxième", 3: "troisième", 4: "quatrième", 5: "cinquième", -1: "dernier",
            -2: "avant-dernier"}  # fmt: skip


def day_words(day: date) -> str:
    """Return "1er décembre 2026"."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}{NBSP}{MONTHS[day.month]} {day.year}"


def hour_words(moment: time) -> str:
    """Return "14 h" or "14 h 05"."""
    minutes = f"{NBSP}{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour}{NBSP}h{minutes}"


def enumerated(words: list[str]) -> str:
    """Return "a, b et c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} et {words[-1]}"
