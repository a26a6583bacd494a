"""Adds a page below a structure the way a partner and the team do: draft, then publication."""

from wagtail.models import Page

from cms.accounts.models import User
from cms.structures.models import StructurePage


def add_draft(page: Page, *, space: StructurePage, partner: User) -> Page:
    """Save the page as the partner's draft."""
    page.live, page.owner = False, partner
    added = space.add_child(instance=page)
    added.save_revision(user=partner)
    return added


def add_published(page: Page, *, space: StructurePage, partner: User, team: User) -> Page:
    """Save the page as the partner's and publish it as the team; return it as the database has it."""
    added = add_draft(page, space=space, partner=partner)
    added.latest_revision.publish(user=team)
    return type(added).objects.get(pk=added.pk)
