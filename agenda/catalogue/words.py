"""Keeps the search index: which words an entry's description holds, written with it in the same transaction."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from agenda.catalogue.french import stem, tokens
from agenda.catalogue.models import Entry
from agenda.catalogue.spelling import variants
from agenda.catalogue.word_models import EntryWord, Word, WordVariant
from agenda.places.vocabulary import AUDIENCES, SERVICES, SPECIAL_NEEDS
from cms.foundation.richtext import to_text

# No entry holds more different words in the index: a description of a whole page has some 300.
MOST_WORDS = 500
_LISTS = (("themes", SERVICES), ("audiences", AUDIENCES), ("special_needs", SPECIAL_NEEDS))


def words_of(description: dict[str, Any]) -> dict[str, str]:
    """Return {folded: as written} of what a description says, the most important first."""
    found: dict[str, str] = {}
    for text in _texts(description):
        for folded, written in tokens(text):
            found[folded] = best_spelling(found.get(folded, ""), written)
            if len(found) >= MOST_WORDS:
                return found
    return found


def _texts(said: dict[str, Any]) -> Iterator[str]:
    place, structure = said["place"] or {}, said["structure"]
    yield from (said["title"], said["summary"], said["kind_label"])
    yield from (place.get("name", ""), said["commune"]["name"], structure["name"])
    yield from (item["name"] for item in said.get("coorganisers", ()))
    for key, terms in _LISTS:
        for code in said.get(key, ()):  # absent from what an earlier renderer wrote
            yield from terms[code]
    yield from (said["audience"], said["access"], said["price"]["label"], said["price"]["text"], said["bring"])
    yield from (place.get("street", ""), place.get("postal_code", ""))
    yield to_text(said["body_html"])


def best_spelling(known: str, written: str) -> str:
    """Return the one of two spellings of a word that has more accents: capitals are often written without."""
    return max(known, written, key=lambda text: (sum(not letter.isascii() for letter in text), text))


@transaction.atomic
def index_entry(*, entry: Entry) -> None:
    """Make the index hold exactly the words of the entry's description."""
    wanted = words_of(entry.description)
    ids = word_ids(wanted)
    present = set(entry.words.values_list("word_id", flat=True))
    entry.words.exclude(word_id__in=ids.values()).delete()
    EntryWord.objects.bulk_create(EntryWord(entry=entry, word_id=pk) for pk in ids.values() if pk not in present)


def word_ids(wanted: dict[str, str]) -> dict[str, int]:
    """Return {folded: id}, the words that are new written with their variants, spellings bettered."""
    known = {word.folded: word for word in Word.objects.filter(folded__in=wanted)}
    # In one order everywhere: two transactions that meet the same new words wait for each other, never in a circle.
    fresh = [
        Word(folded=folded, stem=stem(folded), shown=wanted[folded]) for folded in sorted(wanted) if folded not in known
    ]
    if fresh:
        Word.objects.bulk_create(fresh, ignore_conflicts=True)
        made = list(Word.objects.filter(folded__in=[word.folded for word in fresh]))
        rows = (WordVariant(letters=letters, word=word) for word in made for letters in variants(word.folded))
        WordVariant.objects.bulk_create(rows, ignore_conflicts=True)
        known |= {word.folded: word for word in made}
    bettered = []
    for folded, word in known.items():
        shown = best_spelling(word.shown, wanted[folded])
        if shown != word.shown:
            word.shown = shown
            bettered.append(word)
    Word.objects.bulk_update(bettered, ["shown"])
    return {folded: word.pk for folded, word in known.items()}


def unindexed_entries() -> list[int]:
    """Return the ids of public entries of which the index knows nothing. One query."""
    bare = Entry.objects.public().filter(~Exists(EntryWord.objects.filter(entry=OuterRef("pk"))))
    return list(bare.values_list("pk", flat=True))


def is_indexed(entry: Entry) -> bool:
    """Tell whether the index holds exactly the entry's words."""
    return set(entry.words.values_list("word__folded", flat=True)) == set(words_of(entry.description))


def forget_unused_words() -> int:
    """Delete the words that no entry holds any more; return how many."""
    unused = Word.objects.filter(~Exists(EntryWord.objects.filter(word=OuterRef("pk"))))
    _count, by_model = unused.delete()
    return by_model.get("agenda.Word", 0)
