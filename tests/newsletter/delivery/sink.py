"""A real SMTP server that misbehaves on request; notes each mail before it answers, as an honest server does."""

import asyncio
import contextlib
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Sink:
    """Speaks just enough SMTP, over plain sockets, to break at any point of it."""

    accepted: list[tuple[str, bytes]] = field(default_factory=list)
    # address → reply to RCPT
    rcpt_replies: dict[str, str] = field(default_factory=dict)
    mail_reply: str = "250 OK"
    dot_reply: str = "250 2.0.0 Ok: queued"
    drop_before_dot: int = 0
    drop_after_dot: int = 0
    delay: float = 0.0
    port: int = 0

    def start(self) -> None:
        """Listen, on the same port again after a stop."""
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait(5)

    def stop(self) -> None:
        """Close the port and every connection."""

        def end() -> None:
            self._server.close()
            for task in asyncio.all_tasks(self._loop):
                task.cancel()

        self._loop.call_soon_threadsafe(end)
        self._thread.join(5)

    def _run(self, ready: threading.Event) -> None:
        async def serve() -> None:
            self._server = await asyncio.start_server(self._talk, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]
            ready.set()
            with contextlib.suppress(asyncio.CancelledError):
                await self._server.serve_forever()

        self._loop.run_until_complete(serve())
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.CancelledError, asyncio.IncompleteReadError):
            writer.write(b"220 sink\r\n")
            recipient = ""
            while line := (await reader.readline()).decode("utf-8", "replace").strip():
                verb = line[:4].upper()
                reply = "250 OK"
                if verb == "MAIL":
                    reply = self.mail_reply
                elif verb == "RCPT":
                    recipient = line.split("<")[1].split(">")[0]
                    reply = self.rcpt_replies.get(recipient, "250 OK")
                elif verb == "DATA":
                    if self.drop_before_dot:
                        self.drop_before_dot -= 1
                        break
                    writer.write(b"354 go\r\n")
                    body = await reader.readuntil(b"\r\n.\r\n")
                    reply = await self._take(recipient, body[:-3])
                    if not reply:
                        break
                elif verb == "QUIT":
                    writer.write(b"221 bye\r\n")
                    break
                writer.write(f"{reply}\r\n".encode())
        writer.close()

    async def _take(self, recipient: str, body: bytes) -> str:
        if self.dot_reply.startswith("250"):
            self.accepted.append((recipient, body.replace(b"\r\n..", b"\r\n.")))
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.drop_after_dot:
            self.drop_after_dot -= 1
            return ""
        return self.dot_reply

    def messages(self) -> list[EmailMessage]:
        """Return the accepted mails as the standard library reads them."""
        return [message_from_bytes(body, policy=policy.default) for _recipient, body in list(self.accepted)]

    def received(self) -> Counter[str]:
        """Return how often each address received something."""
        return Counter(recipient for recipient, _body in list(self.accepted))

    def wait_for(self, count: int, seconds: float = 30) -> None:
        """Wait until that many mails have arrived."""
        deadline = time.monotonic() + seconds
        while len(self.accepted) < count:
            assert time.monotonic() < deadline, f"{len(self.accepted)} of {count} mails"
            time.sleep(0.01)


def closed_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
