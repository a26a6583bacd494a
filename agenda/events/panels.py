"""The order in which the event form asks: what, when, where, for whom, how to come, picture."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, Panel

EVENT_PANELS: list[Panel] = [
    FieldPanel("title", heading=_("Title")),
    FieldPanel("kind"),
    FieldPanel("summary"),
    MultiFieldPanel([FieldPanel("schedule"), FieldPanel("is_cycle")], heading=_("When")),
    MultiFieldPanel(
        [
            FieldPanel("location"),
            FieldPanel("place"),
            FieldPanel("address_name"),
            FieldPanel("address_street"),
            FieldPanel("address_commune"),
            FieldPanel("remote_link"),
            FieldPanel("remote_phone"),
        ],
        heading=_("Where"),
    ),
    MultiFieldPanel([FieldPanel("themes"), FieldPanel("audience")], heading=_("What and for whom")),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("price"), FieldPanel("price_details")]),
            FieldPanel("registration_required"),
            FieldRowPanel([FieldPanel("registration_phone"), FieldPanel("registration_email")]),
            FieldPanel("registration_link"),
            FieldPanel("seats"),
        ],
        heading=_("Price and registration"),
    ),
    MultiFieldPanel([FieldPanel("bring"), FieldPanel("access")], heading=_("Good to know")),
    FieldPanel("body"),
    MultiFieldPanel(
        [
            FieldPanel("image"),
            FieldPanel("image_alt"),
            FieldPanel("image_credit"),
            FieldPanel("image_rights"),
            FieldPanel("poster"),
        ],
        heading=_("Picture and poster (optional)"),
        classname="collapsed",
    ),
]
