"""Reads a Postfix log: which mails it took, which it certainly did not, and what the log does not tell.

A mail is taken once the queue manager names its queue number: `cleanup` alone has only seen the headers. It is
certainly not taken when no line holds its Message-ID, or when the connection was lost while its content was being
received; the log must reach from before the handing over to after it, or its silence means nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from newsletter.delivery.reconcile import Asked, Sighting

_LINE = re.compile(
    r"(?P<at>\d{4}-\d\d-\d\dT\S+|[A-Z][a-z]{2} [ \d]\d [\d:]{8}) "
    r"\S+ \S*?/(?P<program>\w+)\[(?P<pid>\d+)\]: (?P<rest>.*)"
)
_QUEUED = re.compile(r"(?P<queue>[0-9A-Za-z]+): (?P<what>client=|message-id=|from=)(?P<value>\S*)")
_LOST = re.compile(r"(lost connection|timeout) after DATA")
LONGEST_LINE = 4_000


@dataclass
class _Log:
    """What the lines of one reading said."""

    wanted: set[str]
    first: datetime | None = None
    last: datetime | None = None
    # Message-ID → queue numbers, queue numbers taken, those whose connection broke, and the latest of each process.
    queues: dict[str, list[str]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    open_in: dict[str, str] = field(default_factory=dict)

    def read(self, line: str, *, now: datetime) -> None:
        """Take in one line; what is no line of Postfix is passed over."""
        found = _LINE.match(line[:LONGEST_LINE])
        if found is None:
            return
        at = _instant(found["at"], now=now)
        if at is not None:
            self.first = self.first or at
            self.last = max(self.last or at, at)
        rest, pid = found["rest"], found["pid"]
        if found["program"] == "smtpd" and _LOST.match(rest) and pid in self.open_in:
            self.lost.add(self.open_in.pop(pid))
        queued = _QUEUED.match(rest)
        if queued is None:
            return
        queue, what, value = queued["queue"], queued["what"], queued["value"]
        if what == "client=" and found["program"] == "smtpd":
            self.open_in[pid] = queue
        elif what == "message-id=" and found["program"] == "cleanup" and value in self.wanted:
            self.queues.setdefault(value, []).append(queue)
        elif what == "from=" and found["program"] == "qmgr":
            self.taken.add(queue)

    def covers(self, since: datetime, until: datetime) -> bool:
        """Whether the log was being written before the one instant and after the other."""
        return self.first is not None and self.last is not None and self.first <= since and self.last >= until

    def sighting(self, message_id: str) -> Sighting:
        """Say what the lines tell of one mail, provided that they reach far enough."""
        queues = self.queues.get(message_id, [])
        for queue in queues:
            if queue in self.taken:
                return Sighting(taken=True, words=f"250 {queue} (log)")
        return Sighting(taken=False if all(queue in self.lost for queue in queues) else None)


class PostfixLog:
    """The log of the Postfix on this machine, with the day before (`mail.log.1`) when it is there."""

    def __init__(self, path: str | Path, *, now: datetime) -> None:
        """`now` gives the year to time stamps without one."""
        self._path = Path(path)
        self._now = now

    def look_up(self, asked: Asked) -> dict[str, Sighting]:
        """Return what the log tells; silence counts only for the mails whose two instants it reaches over."""
        log = _Log(wanted=set(asked))
        for line in self._lines():
            log.read(line, now=self._now)
        seen = {message_id: log.sighting(message_id) for message_id in asked}
        # A line that is there proves something even where others may be missing.
        return {key: seen[key] for key, (since, until) in asked.items() if seen[key].taken or log.covers(since, until)}

    def _lines(self) -> Iterator[str]:
        for path in (self._path.with_name(f"{self._path.name}.1"), self._path):
            try:
                with path.open(encoding="utf-8", errors="replace") as lines:
                    yield from lines
            except OSError:
                continue


def _instant(text: str, *, now: datetime) -> datetime | None:
    """Read a time stamp, "2026-12-01T02:40:36.1+01:00" or "Dec  1 02:40:36" in our own zone; None if it is none."""
    try:
        if text[4:5] == "-":
            at = datetime.fromisoformat(text)
            return at if at.tzinfo is not None else None
        local = now.astimezone()
        at = datetime.strptime(f"{local.year} {text}", "%Y %b %d %H:%M:%S").replace(tzinfo=local.tzinfo)
    except ValueError:
        return None
    return at if at <= now + timedelta(days=1) else at.replace(year=at.year - 1)
