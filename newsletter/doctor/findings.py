"""What a check found, and the French sentences for it: what is so, and what to do next (texts.json)."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from cms.foundation.fetch import Fetcher

TEXTS = Path(__file__).parent / "texts.json"


class Status(StrEnum):
    """How grave it is; only FAIL makes the command fail."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True)
class Finding:
    """One answer; `says` names the sentence of texts.json, by default that of its status."""

    status: Status
    says: str = ""
    values: dict[str, Any] = field(default_factory=dict)


def ok(says: str = "", **values: object) -> Finding:
    """All is well."""
    return Finding(Status.OK, says, values)


def warn(says: str = "", **values: object) -> Finding:
    """It works, and could be better."""
    return Finding(Status.WARN, says, values)


def fail(says: str = "", **values: object) -> Finding:
    """It does not work, or harms the letter."""
    return Finding(Status.FAIL, says, values)


def not_checked(says: str = "", **values: object) -> Finding:
    """Nobody can tell: something needed for the check is missing."""
    return Finding(Status.NOT_CHECKED, says, values)


@dataclass(frozen=True)
class Context:
    """What the checks ask through: the moment, a signed mail if one was given, DNS, and the web."""

    now: datetime
    sample: "Message[str, str] | None" = None
    # dns.resolver.Resolver, or None without the library.
    resolver: Any = None
    fetcher: Fetcher = field(default_factory=Fetcher)


Check = Callable[[Context], Finding]


@dataclass(frozen=True)
class Result:
    """A finding in words."""

    code: str
    name: str
    status: Status
    sentence: str
    next_step: str

    def as_dict(self) -> dict[str, str]:
        """Return it for --json."""
        return {
            "code": self.code, "name": self.name, "status": str(self.status), "sentence": self.sentence,
            "next_step": self.next_step,
        }  # fmt: skip


@cache
def _texts() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = json.loads(TEXTS.read_text(encoding="utf-8"))
    return loaded


def in_words(code: str, finding: Finding) -> Result:
    """Return the finding in French."""
    common, own = _texts()["*"], _texts()[code]
    says = finding.says or str(finding.status)
    sentence = own.get(says) or common[says]
    # What is well needs no advice; what all checks may say has one advice for all.
    advice = (
        ""
        if finding.status is Status.OK
        else own.get(f"{says}:next") or common.get(f"{says}:next") or own.get("next", "")
    )
    values = {name: str(value)[:400] for name, value in finding.values.items()}
    return Result(code, own["name"], finding.status, sentence.format(**values), advice.format(**values))
