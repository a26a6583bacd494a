"""What the light event form calls its questions, and the word of help that stands with each."""

from typing import Any

from django.utils.translation import gettext_lazy as _

LABELS: dict[str, Any] = {
    "title": _("What is the event called?"),
    "summary": _("In one or two sentences"),
    "schedule": _("When is it?"),
    "where": _("Where is it?"),
    "place_search": _("Search for another place"),
    "address_name": _("Name of the place"),
    "address_street": _("Number and street"),
    "remote_link": _("Link to join"),
    "remote_phone": _("Phone number to call"),
    "themes": _("What is the event useful for?"),
    "registration_required": _("People must register"),
    "registration_phone": _("Phone to ask or register"),
    "registration_email": _("E-mail to ask or register"),
    "upload": _("Choose a file"),
    "upload_is": _("This file is"),
    "image_alt": _("What the picture shows"),
    "image_rights": _("We may publish this picture"),
    "remove_image": _("Take the picture away"),
    "remove_poster": _("Take the poster away"),
    "newsletter_proposed": _("Propose this event for the newsletter"),
    "newsletter_sentence": _("Your sentence in the newsletter"),
    "kind": _("Which sort of event?"),
    "is_cycle": _("People come to all the dates, like a course"),
    "body": _("More about it"),
    "audience": _("For whom?"),
    "audiences": _("Especially for"),
    "price": _("Price"),
    "price_details": _("How much, or on what conditions?"),
    "registration_link": _("Registration page"),
    "seats": _("Number of seats"),
    "bring": _("What should people bring?"),
    "access": _("Access for disabled people"),
    "special_needs": _("Able to receive"),
    "image_credit": _("Who made the photo?"),
}

PARAGRAPHS = _("A blank line begins a new paragraph; a dash at the beginning of a line makes a list.")
READ_ALOUD = _("Read aloud to people who cannot see it. For example: three people around a tablet.")
HELPS: dict[str, Any] = {
    "title": _("For example: first steps with a phone."),
    "summary": _("What people do there, in everyday words."),
    "place_search": _("A name or a commune. For example: library."),
    "address_name": _("For example: village hall."),
    "remote_link": _("For example: https://visio.example.org/atelier"),
    "upload": _("PDF (10 MB at most), JPEG or PNG (20 MB at most). A photo taken with a phone will do."),
    "audiences": _("Tick nothing if everybody may come: residents look by these words."),
    "special_needs": _("People who look for it find the event."),
    "upload_is": _("A PDF is always a poster."),
    "image_alt": READ_ALOUD,
    "body": PARAGRAPHS,
    "newsletter_sentence": _("Without it, the newsletter takes the one at the top."),
}
