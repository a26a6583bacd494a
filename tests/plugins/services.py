"""Real processes of the project around a test: its broker, its Celery worker and beat, a mail server."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import kombu.pools
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection
from pytest_django import Settings

from cms.celery import app as celery_app
from tests.plugins import postgres
from tests.plugins.environment import CHILD, ROOT
from tests.plugins.leash import own_folder, spawn, stop
from tests.plugins.valkey import Valkey

MEMORY_BROKER = "memory://"


@pytest.fixture(scope="session")
def short_folder() -> Iterator[Path]:
    """A folder whose path is short enough for unix sockets (pytest's tmp_path is not)."""
    folder = own_folder(Path("/tmp"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """Return a port of this machine that nothing listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def database_url() -> str:
    """Return the address under which another process finds the database of the running test."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return postgres.url(str(connection.settings_dict["HOST"]), name)


@pytest.fixture
def project_env(db: None) -> dict[str, str]:
    """Environment for the project's own processes: the test's database; `broker` and `mailcatcher` add theirs."""
    return {
        **os.environ,
        CHILD: "1",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": database_url(),
        "LOG_LEVEL": "INFO",
    }


def use_broker(url: str) -> None:
    """Point this process's Celery application at another broker."""
    celery_app.conf.broker_url = celery_app.conf.broker_write_url = celery_app.conf.broker_read_url = url
    # Celery keeps a pool of connections and one of producers; kombu keeps both by address.
    kombu.pools.reset()
    celery_app.amqp._producer_pool = None
    celery_app._pool = None


@pytest.fixture
def broker(valkey: Valkey, project_env: dict[str, str]) -> Iterator[Valkey]:
    """A real broker, empty, for this process and for every process started with `project_env`."""
    project_env["CELERY_BROKER_URL"] = valkey.broker_url
    project_env["REDIS_URL"] = valkey.url
    use_broker(valkey.broker_url)
    yield valkey
    use_broker(MEMORY_BROKER)


@dataclass
class Running:
    """A started process and the file that holds all it said."""

    process: "subprocess.Popen[bytes]"
    log: Path

    def said(self) -> str:
        """Return all output so far."""
        return self.log.read_text(errors="replace")

    def wait_for(self, words: str, *, seconds: float = 90) -> None:
        """Wait until the output holds `words`.

        Raises:
            AssertionError: it does not within `seconds`, or the process ended before.
        """
        deadline = time.monotonic() + seconds
        while words not in self.said():
            assert self.process.poll() is None, f"ended with {self.process.returncode}:\n{self.said()}"
            assert time.monotonic() < deadline, f"no {words!r} within {seconds} s:\n{self.said()}"
            time.sleep(0.05)


@pytest.fixture
def start_process(project_env: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Start a Python module of the project's environment: `start_process("celery", "-A", "cms", "worker")`."""
    running: list[Running] = []

    def start(module: str, *words: str, ready: str = "", **env: str) -> Running:
        log = tmp_path / f"{module}-{len(running)}.log"
        with log.open("wb") as out:
            command = [sys.executable, "-m", module, *words]
            process = Running(spawn(command, log=out, env={**project_env, **env}), log)
        running.append(process)
        if ready:
            process.wait_for(ready)
        return process

    yield start
    for process in reversed(running):
        stop(process.process)


@pytest.fixture
def start_worker(broker: Valkey, start_process: Callable[..., Running]) -> Callable[..., Running]:
    """Start a real Celery worker on the test's database and broker; returns when it takes work.

    The test needs `django_db(transaction=True)`: what an open transaction holds, another process cannot see.
    """

    def start(*, concurrency: int = 1, **env: str) -> Running:
        words = ["-A", "cms", "worker", "-c", str(concurrency), "-l", "INFO", "--without-gossip", "--without-mingle"]
        return start_process("celery", *words, ready=" ready.", **env)

    return start


@pytest.fixture
def live_worker(start_worker: Callable[..., Running]) -> Running:
    """One running worker. Ask for `mailcatcher` before it in the test's arguments when mails must arrive."""
    return start_worker()


@pytest.fixture
def live_beat(
    broker: Valkey,
    start_process: Callable[..., Running],
    tmp_path: Path,
) -> Running:
    """A running beat, with the project's own schedule (ticks every second in tests)."""
    words = ["-A", "cms", "beat", "-l", "INFO", "-s", str(tmp_path / "beat"), "--pidfile", ""]
    return start_process("celery", *words, ready="beat: Starting")


@dataclass
class MailCatcher:
    """Real messages that arrived over SMTP, in order, with the envelope's recipient in `X-Envelope-To`."""

    host: str = "127.0.0.1"
    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    # A sentence of a mail server, e.g. "451 try later"; given to each recipient while it is not empty.
    refuse_with: str = ""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        """Accept every recipient, or answer `refuse_with`."""
        if self.refuse_with:
            return self.refuse_with
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the message."""
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=policy.default)
        message["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        self.messages.append(message)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """Return the messages that were delivered to this address."""
        return [message for message in self.messages if address in str(message["X-Envelope-To"])]

    def wait_for(self, count: int, *, seconds: float = 20) -> list[EmailMessage]:
        """Return the messages once at least `count` have arrived.

        Raises:
            AssertionError: they have not within `seconds`.
        """
        deadline = time.monotonic() + seconds
        while len(self.messages) < count:
            assert time.monotonic() < deadline, f"{len(self.messages)} of {count} messages within {seconds} s"
            time.sleep(0.05)
        return self.messages


@pytest.fixture
def mailcatcher(project_env: dict[str, str], settings: Settings) -> Iterator[MailCatcher]:
    """A real SMTP server on a free port, to which this process and every started one send.

    It also restores the project's own EMAIL_BACKEND, which the test environment replaces by Django's locmem.
    """
    catcher = MailCatcher()
    catcher.port = free_port()
    controller = Controller(catcher, hostname=catcher.host, port=catcher.port)
    controller.start()
    project_env["EMAIL_HOST"], project_env["EMAIL_PORT"] = catcher.host, str(catcher.port)
    settings.EMAIL_HOST, settings.EMAIL_PORT = catcher.host, catcher.port
    settings.EMAIL_BACKEND = "post_office.EmailBackend"
    yield catcher
    controller.stop()
