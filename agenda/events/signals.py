"""What this room tells the rooms above it."""

from django.dispatch import Signal

# sender=Notice, notice, now: given or undone; sent inside the writing transaction.
notice_changed = Signal()
