"""Contributors' texts and addresses for programs: safe HTML with whole links, plain text, all pages at once."""

import re
from collections.abc import Iterable

from django.conf import settings
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from cms.foundation.richtext import MAX_CHARACTERS, clean_html, to_text
from cms.structures.models import StructurePage

# Never in contributors' HTML: Wagtail's editor writes no comments.
_BORDER = "<!--|-->"
_OWN_LINK = re.compile(r'(<a href=")(/[^/"][^"]*|/)(")')


def safe_texts(sources: Iterable[str]) -> list[tuple[str, str]]:
    """Return (HTML, plain text) of stored rich texts; the pages that they link to are read in one query for all."""
    stored = [source[:MAX_CHARACTERS].replace(_BORDER, "") for source in sources]
    opened = expand_db_html(_BORDER.join(stored)).split(_BORDER) if stored else []
    return [safe_text(html) for html in opened]


def safe_text(html: str) -> tuple[str, str]:
    """Return (HTML, plain text) of HTML whose links to pages are written out already."""
    cleaned = _OWN_LINK.sub(rf"\g<1>{settings.PUBLIC_URL}\g<2>\g<3>", clean_html(html))
    return cleaned, to_text(cleaned)


def absolute(path: str | None) -> str:
    """Return a path of this site as a whole address; what is whole already stays, nothing stays nothing."""
    return f"{settings.PUBLIC_URL}{path}" if path and path.startswith("/") else path or ""


def structures_above(pages: Iterable[Page]) -> dict[str, StructurePage]:
    """Return {tree path of the page: its structure} in one query."""
    above = {page.path: page.path[: -Page.steplen] for page in pages}
    found = {structure.path: structure for structure in StructurePage.objects.filter(path__in=set(above.values()))}
    return {path: found[parent] for path, parent in above.items() if parent in found}
