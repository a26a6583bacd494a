"""Where the rooms of this floor find the sign-in links; they are made in `cms.accounts.links`."""

from cms.accounts.links import link_for, send_link

__all__ = ["link_for", "send_link"]
