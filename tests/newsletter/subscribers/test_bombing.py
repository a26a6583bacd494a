"""One network fills no mailboxes: twenty mails an hour, the same answer, and no address of a visitor kept."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client, RequestFactory
from pytest_django import Settings

from branding.models import Brand
from cms.territories.models import Commune
from newsletter.subscribers.models import Subscriber
from newsletter.subscribers.networks import MAILS_AN_HOUR, network_of, take_turn

pytestmark = pytest.mark.django_db

Ask = Callable[..., object]


@pytest.fixture(autouse=True)
def _outbox(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def ask(brand: Brand, nevers: Commune) -> Ask:
    client = Client()

    def post(number: int, address: str = "192.0.2.7", email: str = "") -> object:
        form = {"email": email or f"victime{number}@example.org", "place": "Nevers"}
        return client.post("/lettre/abonnement/", form, headers={"X-Forwarded-For": address})

    return post


def test_one_network_causes_twenty_mails_an_hour_and_the_answer_stays_the_same(ask: Ask) -> None:
    answers = {(ask(n, f"192.0.2.{n}").status_code, ask(n).headers["Location"]) for n in range(MAILS_AN_HOUR + 5)}
    assert len(answers) == 1
    assert len(mail.outbox) == MAILS_AN_HOUR == Subscriber.objects.count()
    ask(99, "198.51.100.1")
    assert len(mail.outbox) == MAILS_AN_HOUR + 1


def test_asking_again_for_the_same_address_does_not_use_up_the_turn_of_others(ask: Ask) -> None:
    for _time in range(MAILS_AN_HOUR + 5):
        ask(0, email="marie@example.org")
    assert len(mail.outbox) == 1
    ask(1)
    assert len(mail.outbox) == 2


@pytest.mark.parametrize(
    ("forwarded", "remote", "behind", "network"),
    [
        ("203.0.113.9, 192.0.2.7", "127.0.0.1", True, "192.0.2.0/24"),
        ("203.0.113.9, 192.0.2.7", "198.51.100.4", False, "198.51.100.0/24"),
        ("192.0.2.7:5312", "127.0.0.1", True, "192.0.2.0/24"),
        ("[2001:db8:1:2::3]:5312", "127.0.0.1", True, "2001:db8:1::/48"),
        ("2001:db8:1:2::3", "127.0.0.1", True, "2001:db8:1::/48"),
        ("::ffff:192.0.2.7", "127.0.0.1", True, "192.0.2.0/24"),
        ("nonsense", "198.51.100.4", True, "198.51.100.0/24"),
        ("", "198.51.100.4", True, "198.51.100.0/24"),
        ("", "", True, ""),
    ],
)
def test_the_network_is_what_the_proxy_says_and_not_the_visitor(
    forwarded: str, remote: str, behind: bool, network: str, settings: Settings
) -> None:
    settings.BEHIND_PROXY = behind
    request = RequestFactory().get("/", REMOTE_ADDR=remote, headers={"X-Forwarded-For": forwarded})
    assert network_of(request) == network


def test_no_address_of_a_visitor_is_kept_in_clear(ask: Ask, caplog: pytest.LogCaptureFixture) -> None:
    for number in range(MAILS_AN_HOUR + 2):
        ask(number)
    assert "192.0.2" not in caplog.text
    assert "192.0.2" not in str(cache._cache)


def test_without_a_cache_people_still_subscribe(settings: Settings) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    assert take_turn("192.0.2.0/24")
