"""The pictures of the help: each WebP in static/cms/help/ has beside this module a JSON of its size and its words.

`make help-pictures` takes them from the running screens, and tests/cms/help/test_pictures.py proves that the screens
still say what the pictures show.
"""

import json
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

RECORDS = Path(__file__).parent
IMAGES = RECORDS.parents[1] / "static" / "cms" / "help"
# Bytes: a phone in the country reads these pages.
HEAVIEST = 40_000
HEAVIEST_PAGE = 150_000


@dataclass(frozen=True)
class Record:
    """What is known of one picture: CSS pixels, what it shows in reading order, and of which image that is told."""

    width: int
    height: int
    sha256: str
    words: list[str]


def image_of(name: str) -> Path:
    """Return where the image of a name is, or would be."""
    return IMAGES / f"{name}.webp"


@cache
def record_of(name: str) -> Record:
    """Return the record of a picture; raises FileNotFoundError when there is none."""
    return Record(**json.loads((RECORDS / f"{name}.json").read_text(encoding="utf-8")))


def keep_picture(*, name: str, image: bytes, width: int, height: int, words: list[str]) -> None:
    """Write a picture and its record in place of the former ones."""
    image_of(name).write_bytes(image)
    record = Record(width, height, sha256(image).hexdigest(), words)
    text = json.dumps(asdict(record), ensure_ascii=False, indent=1)
    (RECORDS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    record_of.cache_clear()
