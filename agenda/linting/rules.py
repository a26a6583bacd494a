"""What a rule is, and the register in which each check stands beside its sentence, its remedy and whom it harms."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from agenda.linting.feed import Feed


class Severity(StrEnum):
    """How bad a finding is: readers lose something, some readers may, or it could be better."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


ERROR, WARNING, ADVICE = Severity.ERROR, Severity.WARNING, Severity.ADVICE


class Hit(NamedTuple):
    """Where a check found something: the line of the file from 1 (0: the file or its server as a whole), and what."""

    line: int
    value: str = ""
    other: str = ""


Check = Callable[[Feed], Iterator[Hit]]


@dataclass(frozen=True)
class Rule:
    """One rule: `code` is stable; `number` is that of the eighteen rules for feeds, 0 for what RFC 5545 itself says.

    `what` and `remedy` are msgids, `%(value)s` and `%(other)s` stand for a hit's; `breaks` names programs that may
    misread it, `sources` where that is told.
    """

    code: str
    number: int
    severity: Severity
    what: str
    remedy: str
    breaks: tuple[str, ...]
    sources: tuple[str, ...]
    check: Check


REGISTER: dict[str, Rule] = {}


def _(text: str) -> str:
    """Mark a text for the catalogue; this room knows no language, whoever shows a finding translates it."""
    return text


def rule(
    code: str,
    number: int,
    severity: Severity,
    *,
    what: str,
    remedy: str,
    breaks: tuple[str, ...] = (),
    sources: tuple[str, ...] = (),
) -> Callable[[Check], Check]:
    """Enter the decorated check in the register; checks run in the order in which they are entered."""

    def enter(check: Check) -> Check:
        assert code not in REGISTER, code  # noqa: S101 - two rules of one name would hide one another
        REGISTER[code] = Rule(code, number, severity, what, remedy, breaks, sources, check)
        return check

    return enter
