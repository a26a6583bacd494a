"""Signing up a person at the counter: proof and structure kept, never at once against somebody's will."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from branding.models import Brand
from cms.accounts.models import User
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from newsletter.subscribers import assisted
from newsletter.subscribers.actions import subscribe, unsubscribe
from newsletter.subscribers.assisted import AssistedSignup, TooManySignups, sign_up_for
from newsletter.subscribers.models import ConsentRecord, LetterForm, Subscriber, SubscriberState
from newsletter.subscribers.suppression import SuppressionReason, is_suppressed, suppress

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
HERE = "/mon-espace/abonner/"
ADDRESS = "odile@example.org"


@pytest.fixture(autouse=True)
def _outbox(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def commune(structure_a: StructurePage) -> Commune:
    return Commune.objects.order_by("pk").first() or pytest.fail("no commune")


@pytest.fixture
def form(commune: Commune) -> dict[str, str]:
    return {"email": ADDRESS, "place": commune.name, "commune": commune.pk, "form": "short", "proof": "paper"}


@pytest.fixture
def at_once(db: None) -> None:
    brand = Brand.load()
    brand.assisted_at_once = True
    brand.save()


def link() -> str:
    lines = str(mail.outbox[-1].body).splitlines()
    return next(line for line in lines if "/pas-moi/" in line).removeprefix("http://localhost:8000")


def test_by_default_the_person_still_confirms_by_mail(
    client_of: ClientOf, contributor: User, structure_a: StructurePage, form: dict[str, str]
) -> None:
    client = client_of(contributor)
    assert "Comment l’a-t-elle demandée" in client.get(HERE).content.decode()
    answer = client.post(HERE, form)
    assert answer.status_code == 302
    assert "Je confirme" in client.get(answer["Location"]).content.decode()
    person = Subscriber.objects.get()
    assert (person.state, person.form) == (SubscriberState.PENDING, LetterForm.SHORT)
    signup = AssistedSignup.objects.get()
    assert (signup.structure, signup.by, signup.proof, signup.at_once) == (structure_a, contributor, "paper", False)
    assert "Confirmez" in mail.outbox[0].subject


@pytest.mark.postgres
def test_where_the_switch_is_on_the_person_is_welcomed_and_may_say_it_was_not_me(
    client_of: ClientOf, contributor: User, form: dict[str, str], at_once: None, client: Client
) -> None:
    client_of(contributor).post(HERE, form)
    person = Subscriber.objects.confirmed().get()
    record = ConsentRecord.objects.get()
    assert (record.event, record.text is not None) == ("confirmed", True)
    assert record.source.startswith("counter, paper: ")
    path = link()
    for read in (client.get, client.head):
        assert read(path).status_code == 200
    assert Subscriber.objects.confirmed().exists()
    assert "C’est fait" in client.post(path).content.decode()
    person.refresh_from_db()
    assert ADDRESS not in person.email
    signup = AssistedSignup.objects.get()
    assert signup.disputed_at is not None
    assert is_suppressed(ADDRESS)
    client.post(path)
    assert AssistedSignup.objects.get().disputed_at == signup.disputed_at


@pytest.mark.parametrize("before", ["left", "complained", "subscribed", "disputed"])
def test_who_left_complained_or_is_subscribed_is_asked_and_the_page_is_the_same(
    before: str, client_of: ClientOf, contributor: User, form: dict[str, str], at_once: None, commune: Commune
) -> None:
    client, then = client_of(contributor), timezone.now() - timedelta(days=2)
    if before == "complained":
        suppress(email=ADDRESS, reason=SuppressionReason.COMPLAINT, now=then)
    elif before == "disputed":
        client.post(HERE, form)
        Client().post(link())
    else:
        person = Subscriber.objects.create(
            email=ADDRESS, commune=commune, state=SubscriberState.CONFIRMED, asked_at=then, confirmed_at=then
        )
        if before == "left":
            unsubscribe(subscriber_id=person.pk, now=then)
    sent = len(mail.outbox)
    answer = client.post(HERE, form)
    assert (answer.status_code, answer["Location"]) == (302, "/mon-espace/abonner/fait/")
    assert len(mail.outbox) == sent + 1
    assert "/lettre/confirmer/" in str(mail.outbox[-1].body)
    assert Subscriber.objects.confirmed().count() == (before == "subscribed")
    assert not Subscriber.objects.confirmed().filter(form=LetterForm.SHORT).exists()


def test_a_request_that_waits_is_taken_over(
    client_of: ClientOf, contributor: User, form: dict[str, str], at_once: None, commune: Commune
) -> None:
    subscribe(email=ADDRESS, commune=commune, now=timezone.now())
    client_of(contributor).post(HERE, form)
    assert Subscriber.objects.confirmed().get().form == LetterForm.SHORT


def test_the_proof_is_asked_for_and_mistakes_are_said(
    client_of: ClientOf, contributor: User, form: dict[str, str]
) -> None:
    client = client_of(contributor)
    for wrong in ({"proof": ""}, {"proof": "hearsay"}, {"email": "odile"}, {"place": "Zzzzz", "commune": ""}):
        assert client.post(HERE, {**form, **wrong}).status_code == 422
    page = client.post(HERE, {**form, "email": "odile@orange.ft"})
    assert "Oui, c’est odile@orange.fr" in page.content.decode()
    assert not Subscriber.objects.exists()
    assert client.post(HERE, {**form, "email": "odile@orange.ft", "accept": "1"}).status_code == 302
    assert Subscriber.objects.get().email == "odile@orange.fr"


def test_a_structure_of_others_cannot_be_named(
    client_of: ClientOf, contributor: User, form: dict[str, str], structure_a: StructurePage, structure_b: StructurePage
) -> None:
    client_of(contributor).post(HERE, {**form, "structure": str(structure_b.pk)})
    assert AssistedSignup.objects.get().structure == structure_a


def test_who_belongs_to_no_structure_is_not_served(client_of: ClientOf, form: dict[str, str]) -> None:
    nobody = User.objects.create_user("seul", "seul@example.org", "un-mot-de-passe-long")
    client = client_of(nobody)
    assert [client.get(HERE).status_code, client.post(HERE, form).status_code] == [404, 404]


def test_forty_an_hour_are_enough(
    contributor: User, commune: Commune, monkeypatch: pytest.MonkeyPatch, client_of: ClientOf, form: dict[str, str]
) -> None:
    monkeypatch.setattr(assisted, "SIGNUPS_AN_HOUR", 3)
    now = timezone.now()
    for number in range(3):
        sign_up_for(
            email=f"p{number}@example.org", commune=commune, form=LetterForm.FULL,
            proof=assisted.ProofKind.PHONE, structure=None, by=contributor, now=now,
        )  # fmt: skip
    with pytest.raises(TooManySignups):
        sign_up_for(
            email="p9@example.org", commune=commune, form=LetterForm.FULL, proof=assisted.ProofKind.PHONE,
            structure=None, by=contributor, now=now,
        )  # fmt: skip
    page = client_of(contributor).post(HERE, form)
    assert page.status_code == 422
    assert "page d’import" in page.content.decode()
