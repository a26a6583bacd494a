"""What this room tells the rooms above it."""

from django.dispatch import Signal

# sender=Decision, decision, now: taken (from our screens or in Wagtail's admin); inside the writing transaction.
decision_taken = Signal()
# sender=Decision, decision, now, reason: taken back; `reason` is for who sent the page, "" where none was given.
decision_undone = Signal()
# sender=Waiting, waiting, now: a page begins to wait for the team.
page_waits = Signal()
