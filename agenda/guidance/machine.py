"""What the answering machine says on a day: the team's text, else one composed of hours, workshops and number."""

from datetime import date, datetime

from agenda.contacts.load import Hotline
from agenda.contacts.queries import written_text


def machine_text(*, day: date, now: datetime, brand: Hotline) -> str:
    """Return the text of a day, written to be spoken: 110 words at most, 45 seconds."""
    return written_text(day=day) or f"Bonjour. Vous êtes bien au {brand.programme_name}. Merci."
