"""The search index: every word of the catalogue once, which entries hold it, and what misspellings may mean it."""

from django.db import models

from agenda.catalogue.french import LONGEST_WORD


class Word(models.Model):
    """A word of the catalogue: `folded` is compared, `stem` is what its forms share, `shown` is how people write it."""

    folded = models.CharField(max_length=LONGEST_WORD, unique=True)
    stem = models.CharField(max_length=LONGEST_WORD, db_index=True)
    shown = models.CharField(max_length=LONGEST_WORD)

    def __str__(self) -> str:
        return self.shown


class EntryWord(models.Model):
    """An entry holds a word; written by `index_entry` in the projection's transaction."""

    entry = models.ForeignKey("agenda.Entry", on_delete=models.CASCADE, related_name="words")
    word = models.ForeignKey(Word, on_delete=models.CASCADE, related_name="entries", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "entry"], name="entry_word_once")]

    def __str__(self) -> str:
        return f"{self.word_id} {self.entry_id}"


class WordVariant(models.Model):
    """A word's beginning with up to two letters left out: what it shares with its misspellings (see `spelling`)."""

    letters = models.CharField(max_length=8)
    word = models.ForeignKey(Word, on_delete=models.CASCADE, related_name="variants")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letters", "word"], name="word_variant_once")]

    def __str__(self) -> str:
        return self.letters
