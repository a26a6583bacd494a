"""Writes the nightly package and finds it again: whole folders, named by what they hold, and one pointer."""

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from cms.foundation.answers import compressed
from cms.opendata.features import plain
from cms.opendata.files import COMPRESSED
from cms.opendata.package import Package, build_package

POINTER = "current.json"
_PARTIAL = "writing-"
# A writer that takes longer is dead: what it left behind goes.
_STALE_SECONDS = 3600


@dataclass(frozen=True)
class Written:
    """The package that stands: its folder, the hash and size of each file, and what was said when it was written."""

    folder: Path
    files: dict[str, dict[str, Any]]
    rows: dict[str, int]
    left_out: dict[str, int]
    modified_at: str | None
    written_at: str


def _root() -> Path:
    return Path(settings.OPEN_DATA_DIR)


def write_open_data(*, now: datetime) -> Written:
    """Write the package and make it the current one; a crash at any point leaves the one before whole.

    Folders are complete before they get their name, and the pointer is replaced in one step. Two writers make the same
    folder or two different ones: the later pointer wins.
    """
    package = build_package(now=now)
    root = _root()
    root.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=_PARTIAL, dir=root))
    try:
        files = {name: _write(partial / name, body) for name, body in package.files.items()}
        for name, body in package.files.items():
            if name != COMPRESSED:
                _write(partial / packed_name(name), compressed(body))
        digest = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()[:16]
        folder = root / f"{now:%Y%m%d}-{digest}"
        if not folder.exists():
            try:
                partial.rename(folder)
            except OSError:
                if not folder.exists():
                    raise
        _point(root, folder, files, package, now)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    _forget(root, keep=folder, now=now)
    written = current()
    assert written is not None  # noqa: S101 - written just above
    return written


def packed_name(name: str) -> str:
    """Return under which name the gzip form of a file stands beside it."""
    return f"{name}.gz"


def _write(path: Path, body: bytes) -> dict[str, Any]:
    with path.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    return {"sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body)}


def _point(root: Path, folder: Path, files: dict[str, Any], package: Package, now: datetime) -> None:
    told = {
        "folder": folder.name,
        "files": files,
        "rows": package.rows,
        "left_out": package.left_out,
        "modified_at": plain(package.modified_at) if package.modified_at else None,
        "written_at": plain(now),
    }
    handle, name = tempfile.mkstemp(prefix=_PARTIAL, dir=root)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(told, file)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(root / POINTER)


def _forget(root: Path, *, keep: Path, now: datetime) -> None:
    """Drop the folders before the last two (somebody may still read the one before) and what dead writers left."""
    whole = [path for path in root.iterdir() if path.is_dir() and not path.name.startswith(_PARTIAL) and path != keep]
    for path in sorted(whole, key=lambda path: path.stat().st_mtime)[:-1]:
        shutil.rmtree(path, ignore_errors=True)
    for path in root.glob(f"{_PARTIAL}*"):
        if path.exists() and now.timestamp() - path.stat().st_mtime > _STALE_SECONDS:
            shutil.rmtree(path, ignore_errors=True)
            path.unlink(missing_ok=True) if path.is_file() else None


def current() -> Written | None:
    """Return the package that stands; None before the first night, or when its pointer cannot be read."""
    try:
        told = json.loads((_root() / POINTER).read_text(encoding="utf-8"))
        folder = _root() / told.pop("folder")
        return Written(folder, **told) if folder.is_dir() else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
