"""Index of the newsletter's models; each lives in the room of its subject."""

from newsletter.delivery.events import DeliveryEvent
from newsletter.delivery.models import Delivery, Relay, Sending
from newsletter.importing.runs import SubscriberImport
from newsletter.issues.models import ComposedMonth, Issue, Rendition
from newsletter.issues.plans import MonthPlan
from newsletter.issues.wishes import LineWish
from newsletter.month.models import Chase, Extension, Reminder, ReminderOptOut
from newsletter.returns.models import MailboxLook, ReturnedMail
from newsletter.reviews.models import ReviewAnswer, ReviewLink
from newsletter.subscribers.models import ConsentRecord, ConsentText, Subscriber, Suppression

__all__ = [
    "Chase",
    "ComposedMonth",
    "ConsentRecord",
    "ConsentText",
    "Delivery",
    "DeliveryEvent",
    "Extension",
    "Issue",
    "LineWish",
    "MailboxLook",
    "MonthPlan",
    "Relay",
    "Reminder",
    "ReminderOptOut",
    "Rendition",
    "ReturnedMail",
    "ReviewAnswer",
    "ReviewLink",
    "Sending",
    "Subscriber",
    "SubscriberImport",
    "Suppression",
]
