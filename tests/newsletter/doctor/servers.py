"""A small real DNS server, and a web server that can be told to misbehave."""

import socketserver
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.resolver
import dns.rrset


@dataclass
class DnsServer:
    """Answers from `zone`: (name, type) → texts of records; a name that is nowhere does not exist."""

    zone: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    silent: bool = False
    port: int = 0

    def start(self) -> None:
        """Listen on UDP."""
        server = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                data, sock = self.request
                if not server.silent:
                    sock.sendto(server.answer(data), self.client_address)

        self._server = socketserver.ThreadingUDPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Close the port."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, data: bytes) -> bytes:
        """Return the answer to one question."""
        query = dns.message.from_wire(data)
        question = query.question[0]
        name, kind = question.name.to_text().rstrip(".").lower(), dns.rdatatype.to_text(question.rdtype)
        reply = dns.message.make_response(query)
        records = self.zone.get((name, kind))
        if records:
            reply.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *records))
        elif not any(known == name for known, _kind in self.zone):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        return reply.to_wire()

    def resolver(self) -> Any:
        """Return a resolver that asks only here."""
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], self.port
        return resolver


@dataclass
class Web:
    """Answers every path; keeps the tag of what it serves unless told to forget it."""

    etag: bool = True
    answers_304: bool = True
    status: int = 200
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    port: int = 0

    def start(self) -> None:
        """Listen."""
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                known = web.etag and web.answers_304 and self.headers.get("If-None-Match") == '"a"'
                self.send_response_only(304 if known else web.status)
                self.send_header("Date", format_datetime(web.clock(), usegmt=True))
                if web.etag:
                    self.send_header("ETag", '"a"')
                self.send_header("Content-Length", "0" if known else "2")
                self.end_headers()
                if not known:
                    self.wfile.write(b"ok")

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Close the port."""
        self._server.shutdown()
        self._server.server_close()
