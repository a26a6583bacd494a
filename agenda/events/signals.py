"""What this room tells the rooms above it."""

from django.dispatch import Signal

# sender=Notice, notice, now, by: given or undone, by whom; sent inside the writing transaction.
notice_changed = Signal()

# sender=CoOrganiser, request, by, now: asked, accepted, refused or left; sent inside the writing transaction.
coorganiser_changed = Signal()
