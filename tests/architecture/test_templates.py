"""Templates load, are used, and keep what the Content-Security-Policy promises."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.architecture.tree import of_product, text
from tests.plugins.environment import ROOT

pytestmark = pytest.mark.once

# Django and Wagtail look these up by their names.
FOUND_BY_NAME = re.compile(
    r"^(400|403|403_csrf|404|500)\.html$|^(wagtailadmin|wagtailusers|registration|wagtailcore)/|^admin/"
)
_INLINE = re.compile(
    r"\sstyle\s*=|<style\b|<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>|\son[a-z]+\s*=\s*[\"']"
)
# Mail programs know no style sheets; Wagtail's admin has its own policy (cms/foundation/headers.py).
_OWN_POLICY = re.compile(r"(mjml|mail|letter|/admin/|wagtailadmin|modeladmin)")

# What no reader sees, or reads as code.
_UNSEEN = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->|<code>.*?</code>", re.DOTALL)
_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_LITERAL = re.compile(r"\"[^\"]*\"|'[^']*'")
_BREAKABLE = re.compile(r"(?<=\S) [:;?!»](?!\w)|« ")


def _templates() -> dict[str, Path]:
    """Return {name under which Django finds it: file}."""
    found = {}
    for path in of_product(".html", ".txt", ".mjml", ".xml"):
        if "templates" in path.parts:
            found[str(Path(*path.parts[path.parts.index("templates") + 1 :]))] = path
    return found


@pytest.mark.parametrize("name", sorted(_templates()))
def test_each_template_loads(name: str) -> None:
    get_template(name)


def test_each_template_is_used() -> None:
    sources = {path: text(path) or "" for path in of_product(".py", ".html", ".txt", ".mjml", ".xml")}
    unused = []
    for name, own in _templates().items():
        if FOUND_BY_NAME.search(name) or _is_a_pages_own(name):
            continue
        # A name that is put together at run time shows as its folder and an opening brace.
        called = (name, f"{name.rpartition('/')[0]}/{{")
        if not any(word in source for path, source in sources.items() if path != own for word in called):
            unused.append(name)
    assert unused == []


def _is_a_pages_own(name: str) -> bool:
    """Tell whether Wagtail derives this name from a page model (`app/class_name.html`)."""
    from wagtail.models import get_page_models

    return any(getattr(model, "template", None) == name for model in get_page_models())


def test_public_templates_hold_no_inline_style_or_script() -> None:
    broken = []
    for name, path in _templates().items():
        if _OWN_POLICY.search(name):
            continue
        for number, line in enumerate((ROOT / path).read_text().splitlines(), 1):
            if _INLINE.search(line):
                broken.append(f"{path}:{number}: {line.strip()}")
    assert broken == []


def test_no_template_loads_anything_from_a_third_party() -> None:
    loads = re.compile(r"<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)=[\"'](?:https?:)?//[^\"']+")
    foreign = [f"{name}: {tag}" for name, path in _templates().items() for tag in loads.findall(text(path) or "")]
    assert foreign == []


def test_no_line_of_french_can_begin_with_a_sign() -> None:
    broken = []
    for name, path in _templates().items():
        seen = _UNSEEN.sub(lambda match: "\n" * match[0].count("\n"), (ROOT / path).read_text())
        # Of Django's tags, what they may write: their literals.
        seen = _TAG.sub(lambda match: "|".join(["", *_LITERAL.findall(match[0]), ""]), seen)
        broken += [
            f"{name}:{number}: {line.strip()}"
            for number, line in enumerate(seen.splitlines(), 1)
            if _BREAKABLE.search(line)
        ]
    assert broken == [], "write &nbsp; (in mails U+00A0) before : ; ? ! » and after «"


def test_people_read_one_word_for_an_e_mail() -> None:
    other = re.compile(r"courriel|adresse électronique", re.IGNORECASE)
    catalogue = (ROOT / "locales" / "fr" / "LC_MESSAGES" / "django.po").read_text()
    texts = {name: (ROOT / path).read_text() for name, path in _templates().items()} | {"django.po": catalogue}
    assert [name for name, content in texts.items() if other.search(content)] == []


def test_no_template_writes_the_first_of_a_month_as_1() -> None:
    """Django's `date` writes "1 décembre": `day_month`, `short_date` and `plain_date` write "1er décembre"."""
    plain = re.compile(r"""\|date:["'](?:l )?j F(?: Y)?["']""")
    assert [name for name, path in _templates().items() if plain.search(path.read_text(encoding="utf-8"))] == []
