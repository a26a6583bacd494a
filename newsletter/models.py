"""Index of the newsletter's models; each lives in the room of its subject."""

from newsletter.delivery.events import DeliveryEvent
from newsletter.delivery.models import Delivery, Relay, Sending
from newsletter.issues.models import ComposedMonth, Issue, Rendition
from newsletter.returns.models import MailboxLook, ReturnedMail
from newsletter.subscribers.models import ConsentRecord, ConsentText, Subscriber, Suppression

__all__ = [
    "ComposedMonth",
    "ConsentRecord",
    "ConsentText",
    "Delivery",
    "DeliveryEvent",
    "Issue",
    "MailboxLook",
    "Relay",
    "Rendition",
    "ReturnedMail",
    "Sending",
    "Subscriber",
    "Suppression",
]
