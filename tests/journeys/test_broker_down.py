"""A broker that is down or hangs: publishing answers at once, nothing is lost, and beat catches up."""

import socket
import time
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from post_office.models import STATUS, Email

from agenda.catalogue.models import Entry
from agenda.catalogue.sweep import find_drift
from cms.accounts.models import User
from cms.structures.models import StructurePage
from tests.cast import approve, draft_event, submit
from tests.plugins.services import MEMORY_BROKER, MailCatcher, Running, free_port, use_broker

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE_SECONDS = 4.0


@pytest.fixture
def nobody_listens() -> Iterator[None]:
    """A broker's address where nothing listens."""
    use_broker(f"redis://127.0.0.1:{free_port()}/0")
    yield
    use_broker(MEMORY_BROKER)


@pytest.fixture
def hangs() -> Iterator[None]:
    """A broker that takes the connection and then says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        use_broker(f"redis://127.0.0.1:{server.getsockname()[1]}/0")
        yield
    use_broker(MEMORY_BROKER)


@pytest.mark.parametrize("broken", ["nobody_listens", "hangs"])
def test_publishing_answers_at_once_without_a_broker(
    broken: str,
    request: pytest.FixtureRequest,
    structure_a: StructurePage,
    partner_a: User,
    moderator: User,
    client_of: Callable[[User], Client],
    mail_queue: type[Email],
    caplog: pytest.LogCaptureFixture,
) -> None:
    page = draft_event(structure_a, by=partner_a)
    submit(page, by=partner_a)
    client = client_of(moderator)
    review = client.get(f"/equipe/relire/{page.pk}/")
    request.getfixturevalue(broken)
    began = time.monotonic()
    response = client.post(
        f"/equipe/relire/{page.pk}/publier/", {"revision": review.context["draft"].latest_revision_id}
    )
    took = time.monotonic() - began
    assert response.status_code == 302
    assert "not rung" in caplog.text
    assert Entry.objects.public().filter(page_id=page.pk).exists()
    assert mail_queue.objects.filter(status=STATUS.queued, to__contains=partner_a.email).exists()
    assert took < AT_ONCE_SECONDS
    assert len(find_drift(thorough=True)) == 0


def test_beat_finds_the_mails_whose_bell_was_lost(
    structure_a: StructurePage,
    partner_a: User,
    moderator: User,
    mail_queue: type[Email],
    mailcatcher: MailCatcher,
    live_worker: Running,
    live_beat: Running,
) -> None:
    page = draft_event(structure_a, by=partner_a)
    submit(page, by=partner_a)
    use_broker(f"redis://127.0.0.1:{free_port()}/0")
    approve(page, by=moderator)
    use_broker(MEMORY_BROKER)
    assert mailcatcher.wait_for(1)[0]["X-Envelope-To"] == partner_a.email
