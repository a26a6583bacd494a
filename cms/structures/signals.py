"""What this room tells the rooms above it."""

from django.dispatch import Signal

# sender=Platform, platform, now: the tree's own pages are there; rooms above make theirs. Sent inside the transaction,
# each time that `prepare_platform` runs: who hears it makes what is missing and changes nothing that exists.
platform_prepared = Signal()
