"""Signing up somebody who asks at a counter: who did it, for which structure, on what proof.

By default the person still confirms by mail. Where the data protection officer has said so (`Brand.assisted_at_once`)
they are subscribed at once, and the welcome mail carries a button "it was not me" that removes them at once.
"""

from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from post_office.models import Email

from branding.models import Brand
from cms.accounts.models import User
from cms.foundation.personal_data import declare
from cms.foundation.throttle import take_turn
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from newsletter.subscribers import mails
from newsletter.subscribers.actions import keep_consent_text, subscribe
from newsletter.subscribers.models import (
    ConsentEvent,
    ConsentRecord,
    LetterForm,
    Subscriber,
    SubscriberState,
    normalise_email,
)
from newsletter.subscribers.retention import erase_address
from newsletter.subscribers.suppression import is_suppressed
from newsletter.subscribers.tokens import not_me_url, unsubscribe_url

# A whole workshop signs up; somebody who copies a directory needs many more.
SIGNUPS_AN_HOUR = 40
HOUR = 3600


class TooManySignups(Exception):
    """This person has signed up dozens of people within an hour: an import with proofs is the way."""


class ProofKind(models.TextChoices):
    """How the person asked for the letter."""

    PAPER = "paper", _("a paper form, signed: we keep it")
    IN_PERSON = "in_person", _("asked in person")
    PHONE = "phone", _("asked by phone")
    WRITING = "writing", _("asked by letter or e-mail: we keep it")


class AssistedSignup(models.Model):
    """One sign-up made by a partner or the team for somebody who asked."""

    subscriber = models.ForeignKey(
        Subscriber, verbose_name=_("subscriber"), on_delete=models.CASCADE, related_name="assisted"
    )
    structure = models.ForeignKey(
        StructurePage, verbose_name=_("structure"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Stays when the structure's page is gone; empty for the team itself.
    structure_name = models.CharField(_("name of the structure"), max_length=255, blank=True)
    by = models.ForeignKey(User, verbose_name=_("signed up by"), null=True, on_delete=models.SET_NULL, related_name="+")
    proof = models.CharField(_("proof"), max_length=10, choices=ProofKind.choices)
    at_once = models.BooleanField(_("without confirmation by mail"), default=False)
    at = models.DateTimeField(_("on"))
    disputed_at = models.DateTimeField(_("“it was not me” on"), null=True, blank=True)

    personal_data = declare(
        subscriber="Proof of consent; as long as the subscriber's record",
        by="Answering for a sign-up that is disputed; as long as the account",
    )

    class Meta:
        verbose_name = _("sign-up at a counter")
        verbose_name_plural = _("sign-ups at counters")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.subscriber}: {self.get_proof_display()}"


@transaction.atomic
def sign_up_for(
    *,
    email: str,
    commune: Commune,
    form: LetterForm,
    proof: ProofKind,
    structure: StructurePage | None,
    by: User,
    now: datetime,
) -> None:
    """Sign up a person who asks; one mail leaves for them in any case, and the page is the same in any case.

    At once only where the switch is on, and only an address that never left, complained or is subscribed: all others
    are mailed the button, as if they had filled in the public form.

    Raises:
        ValidationError: this is no address.
        TooManySignups: forty an hour are enough.
    """
    address = normalise_email(email)
    if not take_turn(key=f"newsletter.assisted:{by.pk}", limit=SIGNUPS_AN_HOUR, seconds=HOUR, now=now):
        raise TooManySignups
    found = Subscriber.objects.select_for_update().filter(email=address).first()
    waiting = found is None or found.state == SubscriberState.PENDING
    at_once = Brand.load().assisted_at_once and waiting and not is_suppressed(address)
    source = f"counter, {proof.value}: {structure.title if structure else '-'}"[:300]
    if at_once:
        subscriber = _subscribe_at_once(address, commune, form, source, now)
    else:
        subscribe(email=address, commune=commune, source=source, now=now)
        subscriber = Subscriber.objects.get(email=address)
        # Somebody else's form does not change what a subscriber chose.
        Subscriber.objects.filter(pk=subscriber.pk, state=SubscriberState.PENDING).update(form=form)
    signup = AssistedSignup.objects.create(
        subscriber=subscriber,
        structure=structure,
        structure_name=structure.title if structure else "",
        by=by,
        proof=proof,
        at_once=at_once,
        at=now,
    )
    if at_once:
        _welcome(signup, now)


def _subscribe_at_once(address: str, commune: Commune, form: LetterForm, source: str, now: datetime) -> Subscriber:
    subscriber, _made = Subscriber.objects.get_or_create(email=address, defaults={"commune": commune, "asked_at": now})
    subscriber.state, subscriber.confirmed_at, subscriber.mailed_at = SubscriberState.CONFIRMED, now, now
    subscriber.commune, subscriber.form = commune, form
    subscriber.save()
    ConsentRecord.objects.create(
        subscriber=subscriber,
        event=ConsentEvent.CONFIRMED,
        text=keep_consent_text(now=now),
        commune=commune,
        at=now,
        source=source,
    )
    return subscriber


def _welcome(signup: AssistedSignup, now: datetime) -> None:
    context = {
        "signup": signup,
        "commune": signup.subscriber.commune,
        "not_me_url": not_me_url(signup.pk),
        "mine_url": f"{unsubscribe_url(signup.subscriber_id)}/abonnement",
    }
    mails.send("welcome", to=signup.subscriber.email, context=context)


@transaction.atomic
def dispute(*, signup_id: int, now: datetime) -> bool:
    """Remove at once who says "it was not me", and note it for the team; again changes nothing.

    Returns whether there was somebody to remove.
    """
    if not AssistedSignup.objects.filter(pk=signup_id, disputed_at=None).update(disputed_at=now):
        return False
    signup = AssistedSignup.objects.select_related("subscriber").get(pk=signup_id)
    Email.objects.filter(to=signup.subscriber.email).delete()
    return erase_address(subscriber_id=signup.subscriber_id, now=now)
