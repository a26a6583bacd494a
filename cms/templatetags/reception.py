"""What the reception desk's pages ask of a sentence: the number in it is seen at a glance."""

from collections.abc import Sequence

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from agenda.contacts.chain import Step
from cms.foundation.wording import NBSP

register = template.Library()


@register.filter
def number_marked(sentence: str, steps: Sequence[Step]) -> str:
    """Mark the number of a step of the chain where it stands in a sentence, on one line with the comma after it."""
    number = next((step.number for step in steps if step.number and step.number in sentence), "")
    before, found, after = sentence.partition(number) if number else (sentence, "", "")
    if not found:
        return conditional_escape(sentence)
    comma = after[:1] if after[:1] in {",", "."} else ""
    marked: SafeString = format_html(
        '{}<span class="aloud__unbroken"><strong class="aloud__number">{}</strong>{}</span>{}',
        *(before, found.replace(" ", NBSP), comma, after.removeprefix(comma)),
    )
    return marked
