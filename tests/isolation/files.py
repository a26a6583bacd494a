"""The files of images and documents: whether a request took or changed one, and putting it back for the next."""

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from tests.isolation.marks import MARK


def files_now() -> dict[str, bytes]:
    """Return what stands below MEDIA_ROOT, by path."""
    root = Path(settings.MEDIA_ROOT)
    return {str(path): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def put_back(known: dict[str, bytes]) -> list[str]:
    """Write back each file that is gone or other than it was; return those of B."""
    harmed: list[str] = []
    for name in _touched(known):
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(known[name])
        if MARK.search(name.encode()):
            harmed.append(f"file {path.name}")
    return harmed


def _touched(known: dict[str, bytes]) -> Iterable[str]:
    for name, content in known.items():
        path = Path(name)
        if not path.exists() or path.stat().st_size != len(content):
            yield name
