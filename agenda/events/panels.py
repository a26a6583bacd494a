"""The order in which the event form asks: what, when, where, for whom, how to come, picture."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, Panel

EVENT_PANELS: list[Panel] = [
    FieldPanel("title", heading=_("Title"), help_text=_("For example: First steps with a smartphone")),
    FieldPanel("kind"),
    FieldPanel("summary"),
    MultiFieldPanel([FieldPanel("schedule"), FieldPanel("is_cycle")], heading=_("When")),
    FieldPanel("location", heading=_("Where")),
    # where.js hides the groups that do not apply; without it their headings say when to fill them.
    MultiFieldPanel(
        [FieldPanel("place")], heading=_("If it is at a place of the register"), attrs={"data-where": "place"}
    ),
    MultiFieldPanel(
        [FieldPanel("address_name"), FieldPanel("address_street"), FieldPanel("address_commune")],
        heading=_("If it is at another address"),
        attrs={"data-where": "address"},
    ),
    MultiFieldPanel(
        [FieldPanel("remote_link"), FieldPanel("remote_phone")],
        heading=_("If it is by phone or online"),
        attrs={"data-where": "remote"},
    ),
    MultiFieldPanel(
        [FieldPanel("themes"), FieldPanel("audience"), FieldPanel("audiences")], heading=_("What and for whom")
    ),
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
    MultiFieldPanel(
        [FieldPanel("bring"), FieldPanel("access"), FieldPanel("special_needs")], heading=_("Good to know")
    ),
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
