"""The French catalogue without gettext tools: collects texts, merges fragments, checks that none is missing, compiles.

python locales/catalogue.py update | check | compile
"""

import os
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
APPS = ("agenda", "branding", "cms", "newsletter")
CATALOGUE = ROOT / "locales" / "fr" / "LC_MESSAGES" / "django.po"
FRAGMENTS = ROOT / "locales" / "fragments"

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
Key = tuple[str | None, str]


def _key(message: Message) -> Key:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return message.context, text


def collect() -> Catalog:
    """Return every text of the product's Python files and templates that asks for a translation."""
    found = Catalog(locale="fr", domain="django")
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            place = str(path.relative_to(ROOT))
            for _line, text, _comments, context in extract_from_file("python", str(path), KEYWORDS):
                found.add(text, context=context, locations=[(place, 1)])
        for path in sorted((ROOT / app).rglob("*.html")):
            _collect_template(found, path)
    return found


def _collect_template(found: Catalog, path: Path) -> None:
    """Django's own `templatize` turns the translation tags of a template into Python calls."""
    source = path.read_text()
    if "trans" not in source:
        return
    from django.conf import settings  # only templates with translation tags need Django
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure(USE_I18N=True)
    calls = templatize(source, origin=str(path))
    place = str(path.relative_to(ROOT))
    for _line, name, messages, _comments in extract_python(BytesIO(calls.encode()), list(KEYWORDS), [], {}):
        texts = messages if isinstance(messages, tuple) else (messages,)
        if name.startswith("np"):
            found.add((texts[1], texts[2]), context=texts[0], locations=[(place, 1)])
        elif name.startswith("p"):
            found.add(texts[1], context=texts[0], locations=[(place, 1)])
        elif name.startswith("n"):
            found.add((texts[0], texts[1]), locations=[(place, 1)])
        else:
            found.add(texts[0], locations=[(place, 1)])


def read_translations() -> tuple[Catalog, list[str]]:
    """Return the catalogue with all fragments merged in, and a sentence for each text translated in two ways.

    The catalogue wins over fragments, and an earlier fragment (by file name) over a later one.
    """
    with CATALOGUE.open("rb") as file:
        merged = read_po(file, locale="fr", domain="django", abort_invalid=True)
    conflicts: list[str] = []
    for path in sorted(FRAGMENTS.glob("*.po")):
        with path.open("rb") as file:
            fragment = read_po(file, locale="fr", domain="django", abort_invalid=True)
        for message in fragment:
            if not message.id:
                continue
            known = merged.get(message.id, message.context)
            if known is not None and not known.string:
                known.string = message.string  # `add` would keep the empty one
            elif known is None:
                merged.add(message.id, message.string, context=message.context, flags=message.flags)
            elif known.string != message.string:
                conflicts.append(f"{path.name}: {message.id!r} is {known.string!r} elsewhere, {message.string!r} here")
    return merged, conflicts


def _is_translated(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    return bool(message.string) if isinstance(message.string, str) else all(message.string or [""])


def problems() -> Iterator[str]:
    """Yield a sentence for each text that a person would see in English, or that would break when it is filled in."""
    merged, conflicts = read_translations()
    yield from conflicts
    for wanted in collect():
        if not wanted.id:
            continue
        place = wanted.locations[0][0] if wanted.locations else "?"
        message = merged.get(wanted.id, wanted.context)
        if not _is_translated(message):
            yield f"{place}: {wanted.id!r} has no French"
    for message, errors in merged.check():
        yield from (f"{message.id!r}: {error}" for error in errors)


def update() -> None:
    """Write django.po anew: the texts in use, with the French of the catalogue and of all fragments."""
    merged, _conflicts = read_translations()
    used = collect()
    for message in used:
        known = merged.get(message.id, message.context) if message.id else None
        if known is not None and known.string:
            message.string = known.string
            message.flags |= known.flags & {"fuzzy"}
    used.mime_headers = [
        ("Project-Id-Version", "relais"),
        ("Language", "fr"),
        ("Plural-Forms", "nplurals=2; plural=(n > 1);"),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
    ]
    with CATALOGUE.open("wb") as file:
        write_po(file, used, width=110, omit_header=False, sort_output=True, no_location=True)


def compile_catalogue() -> None:
    """Write django.mo, which Django reads; replaced in one step, so that a running process never sees half a file."""
    merged, _conflicts = read_translations()
    target = CATALOGUE.with_suffix(".mo")
    fresh = target.with_suffix(f".{os.getpid()}.tmp")
    with fresh.open("wb") as file:
        write_mo(file, merged, use_fuzzy=False)
    fresh.replace(target)


def main(verb: str) -> int:
    """Run one verb; return the exit status."""
    if verb == "compile":
        compile_catalogue()
    elif verb == "update":
        update()
        compile_catalogue()
    elif verb != "check":
        print(__doc__)
        return 2
    found = list(problems()) if verb != "compile" else []
    for sentence in found:
        print(sentence)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else ""))
