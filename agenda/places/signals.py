"""What this room tells the rooms and floors above it; all are sent inside the writing transaction."""

from django.dispatch import Signal

# sender=PlaceCorrection, correction, now: made, or taken back (its `undone_at` says which).
correction_changed = Signal()
# sender=PlacePage, place, structure, by, now: the place stands in that structure's space from now on.
place_handed_over = Signal()
# sender=PlacePage, merge, by, now: one place was made of two; what named the dropped one names the kept one.
places_merged = Signal()
# sender=PlacePage, merge, by, now: they are two again.
places_unmerged = Signal()
# sender=PlacePage, places, now: asked for a confirmation; the receiver writes the mails.
confirmation_wanted = Signal()
# sender=PlacePage, place, now: somebody who has the mail of the place says that it is closed for good.
place_said_closed = Signal()
