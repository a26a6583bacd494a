"""What the catalogue tells the rooms and floors above it."""

from django.dispatch import Signal

# sender=Entry, entry, now: published, changed or withdrawn; sent inside the writing transaction.
entry_changed = Signal()
