"""The six ready reasons for sending a page back: what a moderator ticks, and what the partner reads."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What the partner reads; the moderator's own sentence comes below it. The French is in the catalogue.
REASONS: dict[str, str | Promise] = {
    "dates": _("The dates or hours are not clear. Give the day, the start and the end of each sitting."),
    "place": _("The place is not precise enough. Give the name of the place, the street and the commune."),
    "words": _("The text is hard to understand for a beginner. Say in everyday words what people will do and learn."),
    "picture": _(
        "The picture or the poster cannot be published: it cannot be read, or the right to use it is unclear."
    ),
    "double": _("This is announced already. Change what is published instead, or ask to organise it together."),
    "off_topic": _(
        "This is outside our subject: we announce what helps people to use computers, phones and online services. "
        "The town hall (bulletin, site, notice board), the tourist office and the local paper announce the rest."
    ),
}
# What the moderator ticks.
LABELS: dict[str, str | Promise] = {
    "dates": _("Unclear dates or hours"),
    "place": _("Imprecise place"),
    "words": _("Text to make simpler"),
    "picture": _("Picture or poster to replace"),
    "double": _("Announced already"),
    "off_topic": _("Off topic"),
}


def full_reason(code: str, sentence: str) -> str:
    """Return what the partner reads: the ready reason, then the moderator's sentence; "" when there is neither.

    Raises:
        KeyError: the code is none of ours.
    """
    ready = str(REASONS[code]) if code else ""
    return "\n\n".join(part for part in (ready, sentence.strip()) if part)
