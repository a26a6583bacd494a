"""`make crash-test`: a whole sending while workers die at every point; nothing lost, nothing doubled, all settled.

Two workers of two processes each and two beats send to a server that loses one answer in twenty. Meanwhile some kill
themselves at named points or are killed at random ones, some stand still beyond their lease and wake again, whole
workers are killed, the broker is flushed, doorbells ring three times, people unsubscribe, and the team pauses once.

Environment: RECIPIENTS (300), KILLS (12), SEED (1), BATCH (1), TEST_DB (sqlite, postgres).
"""

import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from cms.accounts.models import User
from newsletter.delivery.actions import pause_issue, resume_issue, ring_pump, start_sending
from newsletter.delivery.models import Delivery
from newsletter.issues.models import Issue, IssueState
from newsletter.subscribers.actions import unsubscribe
from newsletter.subscribers.models import Subscriber
from tests.newsletter.delivery.crash import points
from tests.newsletter.delivery.crash.processes import children, kill_tree, named
from tests.plugins.services import Running
from tests.plugins.valkey import Valkey

RECIPIENTS, KILLS, SEED = (int(os.environ.get(n, d)) for n, d in (("RECIPIENTS", 300), ("KILLS", 12), ("SEED", 1)))
BATCH = int(os.environ.get("BATCH", "1"))
LIMIT = timedelta(minutes=float(os.environ.get("LIMIT", "20")))
LEASE, ASK_AFTER = timedelta(seconds=4), timedelta(seconds=3)
PAUSE_HOLDS_WITHIN = timedelta(seconds=2)
# A mail that was being handed over when its reader left still arrives.
BEING_HANDED_OVER = timedelta(seconds=2)
LEAVE = 0.02


@dataclass
class Chaos:
    """What is done to a sending, as far as it has come."""

    folder: Path
    broker: Valkey
    start_worker: Callable[[], Running]
    issue: Issue
    people: list[Subscriber]
    workers: list[Running] = field(default_factory=list)
    random_kills: int = 0
    whole_workers: int = 0
    stood_still: int = 0
    flushes: int = 0
    asleep: dict[int, float] = field(default_factory=dict)
    left: dict[str, datetime] = field(default_factory=dict)
    drawn: random.Random = field(default_factory=lambda: random.Random(SEED))

    @property
    def kills(self) -> int:
        """All deaths by SIGKILL so far."""
        return len(points.deaths(self.folder)) + self.random_kills

    def step(self, progress: float) -> None:
        """Do what is due at this share of all mails."""
        due = KILLS * progress / 0.9
        if self.kills < due or self.random_kills < due / 2:
            self.kill()
        self.wake()
        while len(self.left) < LEAVE * RECIPIENTS * progress:
            person = self.drawn.choice(self.people)
            unsubscribe(subscriber_id=person.pk, now=datetime.now(UTC))
            self.left.setdefault(person.email, datetime.now(UTC))
        if self.drawn.random() < 0.05:
            self.broker.client().flushall()
            self.flushes += 1
        if self.drawn.random() < 0.3:
            for _ in range(3):
                ring_pump(issue_id=self.issue.pk)

    def kill(self) -> None:
        """Kill a pool process; one time in ten a whole worker, and as often one stands still beyond its lease."""
        place = self.drawn.randrange(len(self.workers))
        worker, draw = self.workers[place], self.drawn.random()
        pids = [pid for pid in children(worker.process.pid) if pid not in self.asleep]
        if draw < 0.1 or not self.whole_workers:
            kill_tree(worker)
            self.whole_workers += 1
            self.workers[place] = self.start_worker()
        elif not pids:
            return
        elif draw < 0.2 or not self.stood_still:
            pid = self.drawn.choice(pids)
            os.kill(pid, signal.SIGSTOP)
            self.asleep[pid] = time.monotonic() + (LEASE + ASK_AFTER).total_seconds() + 2
            self.stood_still += 1
            return
        else:
            os.kill(self.drawn.choice(pids), signal.SIGKILL)
        self.random_kills += 1

    def wake(self, *, all_of_them: bool = False) -> None:
        """Let go on who has stood still long enough."""
        for pid, until in list(self.asleep.items()):
            if all_of_them or time.monotonic() >= until:
                del self.asleep[pid]
                if named(pid, "celery"):
                    os.kill(pid, signal.SIGCONT)

    def accepted(self) -> list[tuple[datetime, str, str]]:
        """Return what the server took: instant, recipient, Message-ID."""
        path = self.folder / "accepted"
        lines = path.read_text().splitlines() if path.exists() else []
        return [(datetime.fromisoformat(at), to, key) for at, to, key in map(str.split, lines)]


@pytest.fixture
def chaos(
    approved: Issue,
    make_subscribers: Callable[[int], list[Subscriber]],
    project_env: dict[str, str],
    broker: Valkey,
    start_process: Callable[..., Running],
    tmp_path: Path,
    settings: Settings,
) -> Chaos:
    """The relay, two beats, two workers, and everybody subscribed."""
    start_process("tests.newsletter.delivery.crash.relay", str(tmp_path), str(SEED), ready="listening")
    project_env |= {
        "EMAIL_PORT": (tmp_path / "port").read_text(),
        "EMAIL_TIMEOUT": "1",
        "NEWSLETTER_LEASE_SECONDS": str(int(LEASE.total_seconds())),
        "NEWSLETTER_ASK_AFTER_SECONDS": str(int(ASK_AFTER.total_seconds())),
        "NEWSLETTER_MAIL_LOG": str(tmp_path / "mail.log"),
        "NEWSLETTER_BATCH": str(BATCH),
        points.FOLDER: str(tmp_path),
        points.LIFE: str(RECIPIENTS // KILLS),
        points.SEED: str(SEED),
    }
    settings.NEWSLETTER_MAIL_LOG = project_env["NEWSLETTER_MAIL_LOG"]

    def start_worker() -> Running:
        words = ["-A", "tests.newsletter.delivery.crash.workers", "worker", "-c", "2", "-l", "WARNING"]
        return start_process("celery", *words, "--without-gossip", "--without-mingle")

    people = make_subscribers(RECIPIENTS)
    chaos = Chaos(tmp_path, broker, start_worker, approved, people, [start_worker(), start_worker()])
    for number in range(2):
        start_process("celery", "-A", "cms", "beat", "-s", str(tmp_path / f"beat{number}"), "--pidfile", "")
    return chaos


@pytest.mark.crash
@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_and_nothing_doubled(chaos: Chaos, moderator: User) -> None:
    began = time.monotonic()
    start_sending(issue_id=chaos.issue.pk, by=None, now=datetime.now(UTC))
    paused: tuple[datetime, datetime] | None = None
    while not finished(chaos):
        assert time.monotonic() - began < LIMIT.total_seconds(), state_of(chaos)
        progress = len(chaos.accepted()) / RECIPIENTS
        chaos.step(progress)
        if paused is None and progress > 0.4:
            paused = pause_a_while(chaos, moderator)
        time.sleep(chaos.drawn.uniform(0.05, 0.35))
    chaos.wake(all_of_them=True)
    time.sleep(2)  # for whoever woke
    faults = verdict(chaos, paused)
    sys.stdout.write(f"\n{table(chaos, time.monotonic() - began, faults)}\n")
    assert not any(faults.values()), faults
    assert chaos.kills >= KILLS


def finished(chaos: Chaos) -> bool:
    """Whether the product itself says that the issue is sent."""
    return Issue.objects.get(pk=chaos.issue.pk).state == IssueState.SENT


def pause_a_while(chaos: Chaos, moderator: User) -> tuple[datetime, datetime]:
    """Pause as the team would, for four seconds; return from when to when nothing may leave."""
    pause_issue(issue_id=chaos.issue.pk, by=moderator, now=datetime.now(UTC))
    since = datetime.now(UTC) + PAUSE_HOLDS_WITHIN
    time.sleep(4)
    until = datetime.now(UTC)
    resume_issue(issue_id=chaos.issue.pk, by=moderator, now=datetime.now(UTC))
    return since, until


def verdict(chaos: Chaos, paused: tuple[datetime, datetime] | None) -> dict[str, int]:
    """Compare the ledger with what the server took; each count must be 0."""
    accepted = chaos.accepted()
    copies = Counter(key for _at, _to, key in accepted)
    rows = dict(Delivery.objects.values_list("message_id", "state"))
    left_for = {at: chaos.left[to] for at, to, _key in accepted if to in chaos.left}
    return {
        "lost: neither taken by the server nor told of": sum(
            state not in {"accepted", "suppressed"} and key not in copies for key, state in rows.items()
        ),
        "lost: called accepted, never taken": sum(s == "accepted" and key not in copies for key, s in rows.items()),
        "doubled": sum(count - 1 for count in copies.values()),
        "taken, called otherwise": sum(rows.get(key) != "accepted" for key in copies),
        "uncertain, not settled": sum(state == "uncertain" for state in rows.values()),
        "rows less than recipients": RECIPIENTS - len(rows),
        "suppressed without having left": Delivery.objects.filter(state="suppressed")
        .exclude(email__in=chaos.left)
        .count(),
        "sent to who had left": sum(at > when + BEING_HANDED_OVER for at, when in left_for.items()),
        "sent during the pause": sum(paused[0] <= at < paused[1] for at, *_ in accepted) if paused else 1,
    }


def state_of(chaos: Chaos) -> str:
    """Say where a sending that does not end stands."""
    states = Counter(Delivery.objects.values_list("state", flat=True))
    return f"{states} {chaos.kills} kills\n" + "\n".join(worker.said()[-1500:] for worker in chaos.workers)


def table(chaos: Chaos, seconds: float, faults: dict[str, int]) -> str:
    """Return what happened, and what must be 0."""
    deaths = Counter(points.deaths(chaos.folder))
    unanswered = (chaos.folder / "lost_answers").read_text().count("\n")
    rows: list[tuple[str, object]] = [
        ("database", os.environ.get("TEST_DB") or "sqlite"),
        ("recipients / seed / mails a commit", f"{RECIPIENTS} / {SEED} / {BATCH}"),
        ("seconds", round(seconds)),
        ("accepted / suppressed", f"{len(chaos.accepted())} / {Delivery.objects.filter(state='suppressed').count()}"),
        ("SIGKILLs", chaos.kills),
        *((f"  {name}", deaths[name]) for name in points.POINTS),
        ("  at a random point", chaos.random_kills - chaos.whole_workers),
        ("  a whole worker", chaos.whole_workers),
        ("stood still beyond the lease", chaos.stood_still),
        ("answers lost after the final dot", unanswered),
        ("settled by the server's log", Delivery.objects.filter(reply__endswith="(log)").count()),
        ("unsubscribed meanwhile", len(chaos.left)),
        ("broker flushed", chaos.flushes),
        *faults.items(),
    ]
    return "\n".join(f"{name:<48}{value}" for name, value in rows)
