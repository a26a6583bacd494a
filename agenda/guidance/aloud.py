"""The two sentences that the agent at the phone reads aloud: whom to call now, where to go next."""

from collections.abc import Sequence
from datetime import datetime

from agenda.catalogue.models import Entry
from agenda.contacts.chain import Answer
from agenda.places.queries import NearPlace


def two_sentences(
    called: Answer, places: Sequence[NearPlace], entries: Sequence[Entry], now: datetime
) -> tuple[str, str]:
    """Return the sentence about the number and the one about places and workshops; 45 words each at most."""
    return "", ""
