"""A mail server as a process of its own, which logs as Postfix does and loses one answer in twenty.

It writes what it took before it answers, as an honest server does: the file "accepted" holds, a line a mail, the
instant, the recipient and the Message-ID. python -m tests.newsletter.delivery.crash.relay FOLDER SEED
"""

import asyncio
import contextlib
import itertools
import os
import random
import sys
from datetime import UTC, datetime
from pathlib import Path

LOST_ANSWERS = 0.05
# Postfix waits 300 s (smtpd_timeout); the crash test's clock runs faster.
PATIENCE = 1.5
SLOWEST_ANSWER = 0.004
CLIENT = "localhost[127.0.0.1]"


class Relay:
    """Speaks just enough SMTP for smtplib."""

    def __init__(self, folder: Path, seed: str) -> None:
        """Write into `folder`."""
        self._log = os.open(folder / "mail.log", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        self._accepted = os.open(folder / "accepted", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        self._answers = (folder / "lost_answers").open("a")
        self._drawn = random.Random(seed)
        self._sessions = itertools.count(1000)
        self._queues = itertools.count(0xA000)

    def note(self, program: str, words: str) -> None:
        """Write a line as Postfix would."""
        os.write(self._log, f"{datetime.now(UTC).isoformat()} relay postfix/{program}: {words}\n".encode())

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        me = f"smtpd[{next(self._sessions)}]"
        self.note(me, f"connect from {CLIENT}")
        where = ["CONNECT"]
        try:
            writer.write(b"220 relay\r\n")
            await self._commands(reader, writer, me, where)
        except TimeoutError:
            self.note(me, f"timeout after {where[0]} from {CLIENT}")
        except (ConnectionError, asyncio.IncompleteReadError):
            self.note(me, f"lost connection after {where[0]} from {CLIENT}")
        self.note(me, f"disconnect from {CLIENT}")
        writer.close()

    async def _commands(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, me: str, where: list[str]
    ) -> None:
        recipient = queue = ""
        while line := (await asyncio.wait_for(reader.readline(), PATIENCE)).decode().strip():
            where[0] = verb = line[:4].upper()
            reply = "250 Ok"
            if verb == "RCPT":
                recipient = line.partition("<")[2].partition(">")[0]
                queue = f"{next(self._queues):X}"
                self.note(me, f"{queue}: client={CLIENT}")
            elif verb == "DATA":
                writer.write(b"354 go\r\n")
                message_id = await self._content(reader, queue)
                where[0] = "END-OF-MESSAGE"
                await asyncio.sleep(self._drawn.uniform(0, SLOWEST_ANSWER))
                os.write(self._accepted, f"{datetime.now(UTC).isoformat()} {recipient} {message_id}\n".encode())
                self.note("qmgr[7]", f"{queue}: from=<lettre@example.org>, size=1, nrcpt=1 (queue active)")
                await asyncio.sleep(self._drawn.uniform(0, SLOWEST_ANSWER))
                if self._drawn.random() < LOST_ANSWERS:
                    self._answers.write(f"{message_id}\n")
                    self._answers.flush()
                    return
                reply = f"250 2.0.0 Ok: queued as {queue}"
            elif verb == "QUIT":
                writer.write(b"221 Bye\r\n")
                return
            writer.write(f"{reply}\r\n".encode())

    async def _content(self, reader: asyncio.StreamReader, queue: str) -> str:
        """Read up to the final dot; the Message-ID is logged as soon as its header has passed, as cleanup does."""
        message_id = ""
        while (line := await asyncio.wait_for(reader.readuntil(b"\r\n"), PATIENCE)) != b".\r\n":
            if not message_id and line.lower().startswith(b"message-id:"):
                message_id = line.partition(b":")[2].decode().strip()
                self.note("cleanup[8]", f"{queue}: message-id={message_id}")
        return message_id


async def main(folder: Path, seed: str) -> None:
    """Listen, and write the port to `folder`."""
    relay = Relay(folder, seed)
    relay.note("master[1]", "daemon started -- version 3.7.11, configuration /etc/postfix")
    server = await asyncio.start_server(relay.talk, "127.0.0.1", 0)
    (folder / "port.new").write_text(str(server.sockets[0].getsockname()[1]))
    (folder / "port.new").rename(folder / "port")
    print("listening", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
