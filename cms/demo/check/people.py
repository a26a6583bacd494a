"""The links about people: in by the mail's link without a password; who moderates a part sees that part only."""

import re

from cms.accounts.models import User
from cms.demo.check.story import CONTRIBUTOR, LIMITED, Story
from cms.demo.check.visitor import BrokenLink, Visitor
from cms.moderation.queries import pages_waiting
from cms.structures.models import StructurePage


def come_in_by_mail(story: Story) -> None:
    """A contributor asks for a link, opens it from the mail catcher, and presses the button; once only."""
    story.mark_mail()
    with Visitor() as person:
        page = person.get("/connexion/")
        person.send(page, page.form(has="email"), email=CONTRIBUTOR)
        mail = story.wait_for_mail(CONTRIBUTOR, "")
        found = re.search(r"https?://[^/\s]+(/connexion/\S+)", mail.text)
        if not found:
            raise BrokenLink("the mail holds no link")
        opened = person.get(found[1])
        seen = person.send(opened, opened.form(action=""))
        if "/mon-espace/" not in seen.url:
            raise BrokenLink(f"the link leads to {seen.url}")


def see_one_part_only(story: Story) -> None:
    """Who moderates one EPCI finds nothing of another in the queue, and cannot open it."""
    user = User.objects.get(email=LIMITED)
    epcis = set(user.moderator_scopes.values_list("epci_id", flat=True))
    with Visitor() as person:
        person.sign_in(LIMITED, story.password, home="/equipe/")
        for row in pages_waiting():
            page_id = int(row.workflow_state.object_id)
            page = row.workflow_state.content_object
            structure = StructurePage.objects.ancestor_of(page, inclusive=True).get()
            theirs = structure.commune is not None and structure.commune.epci_id in epcis
            answer = person.client.get(f"/equipe/relire/{page_id}/")
            if (answer.status_code == 200) != theirs:
                raise BrokenLink(f"the page {page_id} of {structure} answers {answer.status_code} to {LIMITED}")
