"""The one door to the MJML engine (mjml-python, which holds MRML)."""

from mjml import mjml2html


class TemplateRefused(Exception):
    """The engine could not read the template; holds its own words."""


def mjml_to_html(source: str) -> str:
    """Return the HTML of an MJML document; nothing in it points to another host than the source names.

    `fonts={}`: otherwise the engine links Google's font server as soon as its default font appears.

    Raises:
        TemplateRefused: the document is not well formed.
    """
    try:
        return str(mjml2html(source, fonts={}))
    except ValueError as error:
        raise TemplateRefused(str(error)) from error
