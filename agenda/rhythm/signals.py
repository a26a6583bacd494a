"""What the rhythm tells the rooms above it; sent inside the writing transaction."""

from django.dispatch import Signal

# sender=MonthQuestion, question, proposed (list of ProposedEvent), now: a structure is asked about the next month.
month_asked = Signal()

# sender=Attendance, structure, rows (list of Attendance with `event`), now: sittings are over, how many came?
attendance_asked = Signal()

# sender=Nudge, structure, now: nothing was heard of it for long.
silence_noticed = Signal()
