"""The blocks an issue is made of: composed by the machine, then edited line by line by the team."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

TEXT_FEATURES = ["h3", "bold", "italic", "ol", "ul", "link"]


class LineBlock(blocks.StructBlock):
    """One event, place or piece of news as the letter says it; unticked, it stays in the draft and is not sent."""

    title = blocks.CharBlock(label=_("Event or news"), max_length=255)
    show = blocks.BooleanBlock(label=_("Show"), default=True, required=False)
    line = blocks.CharBlock(label=_("Line below"), max_length=400, required=False)
    by = blocks.CharBlock(label=_("Structure"), max_length=255, required=False)
    # Of a catalogue entry: the permanent address follows from it, and a cancellation is found by it.
    code = blocks.CharBlock(label=_("Code of the event"), max_length=8, required=False)
    local = blocks.BooleanBlock(
        label=_("Only in its territory's edition"),
        default=False,
        required=False,
        help_text=_("The département's edition has no room for every date."),
    )
    url = blocks.URLBlock(label=_("Link"), required=False, help_text=_("Only where there is no code."))

    class Meta:
        icon = "list-ul"
        label = _("Line")
        label_format = "{title}"
        # Written by the composer: folded, so that nobody changes an address unawares.
        form_layout = blocks.BlockGroup(children=["title", "show", "line", "by"], settings=["local", "code", "url"])


class LetterPart(blocks.StructBlock):
    """Any block of the letter: it may be hidden without being lost."""

    shown = blocks.BooleanBlock(label=_("Show this block"), default=True, required=False)


class ListedBlock(LetterPart):
    """A heading and its lines."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    entries = blocks.ListBlock(LineBlock(), label=_("Lines"), default=[], collapsed=True)


class AgendaBlock(ListedBlock):
    """What happens in one territory."""

    # Which edition this is the agenda of; the composer writes it.
    epci = blocks.CharBlock(label=_("SIREN of the territory"), max_length=9, required=False)

    class Meta:
        form_layout = blocks.BlockGroup(children=["shown", "heading", "entries"], settings=["epci"])
        icon = "calendar"
        label = _("Agenda of a territory")
        label_format = "{heading}"


class ProposalsBlock(ListedBlock):
    """What structures proposed, with their own sentences."""

    class Meta:
        icon = "pick"
        label = _("What structures propose")
        label_format = "{heading}"


class NewsBlock(ListedBlock):
    """News of one structure; the heading is its name."""

    class Meta:
        icon = "openquote"
        label = _("News of a structure")
        label_format = "{heading}"


class CallBlock(LetterPart):
    """Whom to call: the number large, when somebody answers, where to go."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120, default="Qui appeler ?")
    phone = blocks.CharBlock(label=_("Phone number"), max_length=24, required=False)
    hours = blocks.TextBlock(label=_("When somebody answers"), max_length=400, required=False)
    entries = blocks.ListBlock(LineBlock(), label=_("Where to go"), default=[], collapsed=True)

    class Meta:
        icon = "mail"
        label = _("Who to call")
        label_format = "{heading}"


class FreeTextBlock(LetterPart):
    """A text of the team's own."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)
    body = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES)

    class Meta:
        icon = "pilcrow"
        label = _("Free text")
        label_format = "{heading}"


class PictureBlock(LetterPart):
    """A picture of ours; what it shows must be said, many mail programs hide pictures."""

    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(label=_("What the picture shows"), max_length=200)
    caption = blocks.CharBlock(label=_("Caption"), max_length=200, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")


class PortraitBlock(LetterPart):
    """One structure or place told at more length, with the way to its page."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120, default="Portrait")
    page = blocks.PageChooserBlock(label=_("Structure or place"), page_type=["cms.StructurePage", "agenda.PlacePage"])
    body = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES, required=False)
    image = ImageChooserBlock(label=_("Picture"), required=False)
    alt = blocks.CharBlock(label=_("What the picture shows"), max_length=200, required=False)

    class Meta:
        icon = "user"
        label = _("Portrait of a structure or place")
        label_format = "{heading}"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Ask what the picture shows where there is one."""
        cleaned = super().clean(value)
        if cleaned["image"] and not cleaned["alt"].strip():
            error = ValidationError(_("Say in a few words what the picture shows."))
            raise blocks.StructBlockValidationError(block_errors={"alt": error})
        return cleaned


class LetterBlock(blocks.StreamBlock):
    """Everything below the editorial, in the order sent."""

    proposals = ProposalsBlock()
    agenda = AgendaBlock()
    news = NewsBlock()
    portrait = PortraitBlock()
    call = CallBlock()
    text = FreeTextBlock()
    picture = PictureBlock()

    class Meta:
        block_counts: ClassVar[dict[str, dict[str, int]]] = {"call": {"max_num": 2}}
