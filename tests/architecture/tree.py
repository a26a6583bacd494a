"""The files of the product, as the architecture tests read them."""

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.plugins.environment import ROOT

APPS = ("agenda", "branding", "cms", "newsletter")


@cache
def tracked() -> tuple[Path, ...]:
    """Return the files that git knows or would take, relative to the clone."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(Path(name) for name in sorted(set(listed.split("\0")) - {""}) if (ROOT / name).is_file())


def of_product(*suffixes: str) -> Iterator[Path]:
    """Yield the product's own files with these suffixes, without migrations and tests."""
    for path in tracked():
        if path.parts[0] in APPS and path.suffix in suffixes and "migrations" not in path.parts:
            yield path


def text(path: Path) -> str | None:
    """Return a file's text, None when it is no text."""
    try:
        return (ROOT / path).read_text()
    except UnicodeDecodeError:
        return None
