"""Misspelt words find the catalogue's own, by distance, then by how many entries hold them."""

import random
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from agenda.catalogue.models import Entry
from agenda.catalogue.search import search
from agenda.catalogue.spelling import BEGINNING, corrected, distance, mistakes_allowed, variants
from agenda.catalogue.words import word_ids
from cms.territories.models import Commune
from tests.factories.entries import bulk_entries, write_rows

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def slow_distance(one: str, other: str) -> int:
    """Return the optimal string alignment by the whole table: what `distance` must agree with."""
    table = [[0] * (len(other) + 1) for _row in range(len(one) + 1)]
    for i in range(len(one) + 1):
        for j in range(len(other) + 1):
            if not i or not j:
                table[i][j] = i + j
                continue
            table[i][j] = min(
                table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (one[i - 1] != other[j - 1])
            )
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


def misspelt(word: str, mistakes: int, chance: random.Random) -> str:
    """Return a word with mistakes of the four sorts."""
    letters = list(word)
    for _mistake in range(mistakes):
        place = chance.randrange(len(letters))
        sort = chance.choice(("in", "out", "other", "swap"))
        if sort == "in":
            letters.insert(place, chance.choice(LETTERS))
        elif sort == "out" and len(letters) > 3:
            del letters[place]
        elif sort == "swap" and place + 1 < len(letters):
            letters[place], letters[place + 1] = letters[place + 1], letters[place]
        else:
            letters[place] = chance.choice(LETTERS)
    return "".join(letters)


@pytest.mark.once
def test_the_distance_is_that_of_the_whole_table() -> None:
    chance = random.Random(5)
    for _pair in range(3_000):
        one = "".join(chance.choices("abc", k=chance.randrange(1, 9)))
        other = misspelt(one, chance.randrange(4), chance) if chance.random() < 0.7 else one[::-1]
        assert distance(one, other, 2) == min(slow_distance(one, other), 3), (one, other)


@pytest.mark.once
def test_a_word_and_its_misspelling_always_share_a_variant() -> None:
    chance = random.Random(7)
    missed = []
    for _pair in range(3_000):
        word = "".join(chance.choices(LETTERS, k=chance.randrange(4, 14)))
        typed = misspelt(word, chance.randrange(1, 3), chance)
        allowed = mistakes_allowed(typed)
        if slow_distance(word, typed) <= allowed and not variants(word) & variants(typed, allowed):
            missed.append((word, typed))
    assert missed == []


@pytest.mark.once
def test_a_word_has_few_variants() -> None:
    assert len(variants("anticonstitutionnellement")) <= 29
    assert all(len(letters) <= BEGINNING for letters in variants("anticonstitutionnellement"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("ordianteur", "ordinateur"), ("téléfone", "téléphone"), ("arnaqes", "arnaques"), ("grope", "groupe")],
)
@pytest.mark.postgres
@pytest.mark.django_db
def test_a_misspelt_word_is_corrected(typed: str, meant: str, communes: dict[str, Commune]) -> None:
    bulk_entries(8, [communes["Nevers"]], ical=False)
    found = search(f"{typed} Nevers", now=timezone.now())
    assert found.corrections == [(typed, meant)]
    assert found.text == f"{meant} Nevers"


@pytest.mark.parametrize("typed", ["zzzzzz", "ord", "20026", "mos"])
@pytest.mark.django_db
def test_what_is_too_short_or_too_far_is_left(typed: str, communes: dict[str, Commune]) -> None:
    bulk_entries(8, [communes["Nevers"]], ical=False)
    assert search(typed, now=timezone.now()).corrections == []


@pytest.mark.django_db
def test_the_word_of_most_entries_is_meant_and_only_of_coming_ones(communes: dict[str, Commune]) -> None:
    entries = bulk_entries(5, [communes["Nevers"]], ical=False)
    for entry, title in zip(entries, ("Poterie", "Poteries du soir", "Loterie", "Loterie", "Loterie"), strict=True):
        retitle(entry, title)
    now = timezone.now()
    assert meaning("moterie", now) == "loterie"
    Entry.objects.filter(pk__in=[entry.pk for entry in entries[2:]]).update(state="withdrawn")
    assert meaning("moterie", now) == "poterie"
    assert meaning("moterie", now + timedelta(days=900)) is None


def retitle(entry: Entry, title: str) -> None:
    """Give an entry another title, with its words."""
    entry.description = {**entry.description, "title": title}
    entry.save()
    for related in (entry.occurrences, entry.themes, entry.facets, entry.words):
        related.all().delete()
    write_rows([entry])


def meaning(typed: str, now: Any) -> str | None:
    word = corrected(typed, now=now)
    return word.shown if word else None


@pytest.mark.django_db
def test_a_spelling_with_accents_is_shown(communes: dict[str, Commune]) -> None:
    word_ids({"numerique": "numerique"})
    word_ids({"numerique": "numérique"})
    word_ids({"numerique": "numerique"})
    bulk_entries(4, [communes["Nevers"]], ical=False)
    assert meaning("numerrique", timezone.now()) == "numérique"
