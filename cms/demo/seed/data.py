"""Reads the demo's data files."""

import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data"


def load(name: str) -> Any:
    """Return a data file, `name` without its ending."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def load_events() -> list[dict[str, Any]]:
    """Return all events, file after file in the order of their names."""
    found = sorted((DATA / "events").glob("*.json"))
    return [event for path in found for event in json.loads(path.read_text(encoding="utf-8"))]


def logo() -> bytes:
    """Return the programme's fictional logo."""
    return (DATA / "logo.svg").read_bytes()
