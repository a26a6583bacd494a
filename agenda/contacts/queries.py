"""What the team wrote for the answering machine.

`agenda.guidance.machine.machine_text` gives the text of a day: the composed one tells workshops, which this room may
not know.
"""

from datetime import date

from agenda.contacts.models import MachineText


def written_text(*, day: date) -> str:
    """Return what the team wrote for a day, "" when nothing."""
    row = MachineText.objects.filter(day=day).only("text").first()
    return row.text.strip() if row else ""
