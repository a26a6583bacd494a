"""What a Postfix log proves about one mail, and what it does not."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsletter.delivery.postfix import PostfixLog
from newsletter.delivery.reconcile import Sighting

AT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
NOW = AT + timedelta(minutes=30)
START = "2026-12-01T08:00:00.000000+00:00 mail postfix/master[1]: daemon started -- version 3.7.11"
END = "2026-12-01T09:20:00.000000+00:00 mail postfix/smtpd[99]: connect from localhost[127.0.0.1]"
CLIENT = "2026-12-01T09:00:00.100000+00:00 mail postfix/smtpd[11]: 4Tq1: client=localhost[127.0.0.1]"
HEADERS = "2026-12-01T09:00:00.200000+00:00 mail postfix/cleanup[12]: 4Tq1: message-id=<a@example.org>"
TAKEN = (
    "2026-12-01T09:00:00.300000+00:00 mail postfix/qmgr[13]: 4Tq1: from=<l@example.org>, size=9, nrcpt=1 (queue active)"
)
LOST = "2026-12-01T09:00:00.300000+00:00 mail postfix/smtpd[11]: lost connection after DATA (512 bytes) from localhost"
LOST_AFTER_DOT = LOST.replace("after DATA (512 bytes)", "after END-OF-MESSAGE")


def ask(folder: Path, *lines: str) -> Sighting:
    (folder / "mail.log").write_text("".join(f"{line}\n" for line in lines))
    asked = {"<a@example.org>": (AT - timedelta(minutes=6), AT + timedelta(minutes=10))}
    return PostfixLog(folder / "mail.log", now=NOW).look_up(asked).get("<a@example.org>", Sighting(None))


@pytest.mark.parametrize(
    ("lines", "taken"),
    [
        ([START, CLIENT, HEADERS, TAKEN, END], True),
        ([START, END], False),
        ([START, CLIENT, HEADERS, LOST, END], False),
        # Headers alone, or a connection lost after the dot, prove nothing: the mail may stand in the queue.
        ([START, CLIENT, HEADERS, END], None),
        ([START, CLIENT, HEADERS, LOST_AFTER_DOT, END], None),
        ([START, CLIENT, HEADERS, LOST, CLIENT.replace("4Tq1", "4Tq2"), HEADERS.replace("4Tq1", "4Tq2"), END], None),
    ],
)
def test_a_mail_is_taken_once_it_is_queued(lines: list[str], *, taken: bool | None, tmp_path: Path) -> None:
    assert ask(tmp_path, *lines).taken is taken


def test_silence_counts_only_when_the_log_reaches_from_before_to_after(tmp_path: Path) -> None:
    assert ask(tmp_path, END).taken is None
    assert ask(tmp_path, START).taken is None
    assert ask(tmp_path, TAKEN, END).taken is None
    assert ask(tmp_path).taken is None
    assert PostfixLog(tmp_path / "none", now=NOW).look_up({"<a@example.org>": (AT, AT)}) == {}


def test_a_mail_that_is_there_is_taken_however_short_the_log(tmp_path: Path) -> None:
    assert ask(tmp_path, HEADERS, TAKEN).taken is True


def test_yesterdays_log_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "mail.log.1").write_text(f"{START}\n{CLIENT}\n{HEADERS}\n{TAKEN}\n")
    assert ask(tmp_path, END) == Sighting(taken=True, words="250 4Tq1 (log)")


def test_the_mail_of_somebody_else_proves_nothing_of_ours(tmp_path: Path) -> None:
    other = [line.replace("<a@", "<b@") for line in (CLIENT, HEADERS, TAKEN)]
    assert ask(tmp_path, START, *other, END).taken is False


def test_time_stamps_without_a_year_are_read(tmp_path: Path) -> None:
    zone = NOW.astimezone()
    first, last = ((zone + timedelta(minutes=m)).strftime("%b %e %H:%M:%S") for m in (-90, -5))
    start, end = (f"{at} mail postfix/master[1]: reload" for at in (first, last))
    assert ask(tmp_path, start, end).taken is False
    assert ask(tmp_path, end).taken is None


def test_garbage_is_passed_over(tmp_path: Path) -> None:
    garbage = ["", "\x00\xff", "x" * 100_000, "9999-99-99T99:99:99 a b/c[1]: d", "Feb 30 25:61:61 a b/c[1]: d"]
    assert ask(tmp_path, START, *garbage, CLIENT, HEADERS, TAKEN, END).taken is True
