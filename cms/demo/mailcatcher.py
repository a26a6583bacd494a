"""A mail server that delivers nothing: it keeps what arrives as .eml files (`python -m cms.demo.mailcatcher`)."""

import os
import signal
import sys
import threading
import time
from itertools import count
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

# Bounded: a demo left running for weeks must not fill the disk.
MOST_MAILS = 2000
MOST_BYTES = 5_000_000


class Keeper:
    """Writes each mail once it is complete, named so that names sort by arrival."""

    def __init__(self, folder: Path) -> None:
        """Keep mails in `folder`."""
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._numbers = count()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd
        """Keep the mail with its envelope's recipients in front."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        head = "".join(f"X-Envelope-To: {address}\r\n" for address in envelope.rcpt_tos)
        name = f"{time.time_ns() // 1_000_000:014d}-{next(self._numbers) % 100_000:05d}"
        part = self.folder / f"{name}.part"
        part.write_bytes(head.encode() + content)
        part.rename(self.folder / f"{name}.eml")
        for old in sorted(self.folder.glob("*.eml"))[:-MOST_MAILS]:
            old.unlink(missing_ok=True)
        return "250 OK"


def main(host: str, port: int, folder: Path) -> None:
    """Listen until SIGTERM."""
    controller: Any = Controller(Keeper(folder), hostname=host, port=port, data_size_limit=MOST_BYTES)
    controller.start()
    print(f"listening on {host}:{port}", flush=True)  # noqa: T201 - goes to the demo's log
    done = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: done.set())
    done.wait()
    controller.stop()


if __name__ == "__main__":
    os.umask(0o077)
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
