"""Index of the newsletter's models; each lives in the room of its subject."""

from newsletter.delivery.models import Delivery, Relay, Sending
from newsletter.importing.runs import SubscriberImport
from newsletter.issues.models import ComposedMonth, Issue, Rendition
from newsletter.subscribers.assisted import AssistedSignup
from newsletter.subscribers.brake import HeldRequest
from newsletter.subscribers.changes import AddressChange
from newsletter.subscribers.models import ConsentRecord, ConsentText, Subscriber, Suppression

__all__ = [
    "AddressChange",
    "AssistedSignup",
    "ComposedMonth",
    "ConsentRecord",
    "ConsentText",
    "Delivery",
    "HeldRequest",
    "Issue",
    "Relay",
    "Rendition",
    "Sending",
    "Subscriber",
    "SubscriberImport",
    "Suppression",
]
