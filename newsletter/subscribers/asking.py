"""What every subscribe form does with a complete answer: one mail at most, within the limits of the network."""

from django.http import HttpRequest
from django.utils import timezone

from newsletter.subscribers import actions, networks
from newsletter.subscribers.forms import SubscribeForm


def ask(request: HttpRequest, form: SubscribeForm, *, source: str) -> None:
    """Send the mail, unless this network caused too many; who asked in vain sees the same page."""
    network = networks.network_of(request)
    if not networks.take_turn(network):
        return
    noted = actions.subscribe(
        email=form.cleaned_data["email"], commune=form.cleaned_data["commune"], source=source, now=timezone.now()
    )
    if not noted:
        networks.give_back(network)
