"""The guarded fetch reads what is public, and neither reaches our own network nor waits or reads without end."""

import gzip
import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from cms.foundation.fetch import AddressRefused, AnswerRefused, Fetcher, TooLarge, TooSlow, Unreachable
from cms.foundation.fetch_guard import is_public

pytestmark = pytest.mark.once

LOOPBACK = [ipaddress.ip_network("127.0.0.1/32")]
Answer = Callable[[BaseHTTPRequestHandler], None]


class Server:
    """A real HTTP server on loopback whose answers a test writes; it keeps the requests it saw."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.answer: Answer = send()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                outer.answer(self)

            def log_message(self, *_args: Any) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.port = self.http.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()


def send(body: bytes = b"ok", status: int = 200, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.http.shutdown()
    server.http.server_close()


@pytest.fixture
def fetcher() -> Fetcher:
    return Fetcher(allow_for_tests=LOOPBACK)


def test_reads_a_public_answer(server: Server, fetcher: Fetcher) -> None:
    server.answer = send(b"BEGIN:VCALENDAR", Content_Type="text/calendar; charset=utf-8", ETag='"1"')
    answer = fetcher.get(f"{server.url}/agenda.ics?a=1#part")
    assert (answer.status, answer.body, answer.media_type) == (200, b"BEGIN:VCALENDAR", "text/calendar")
    assert answer.headers["etag"] == '"1"'
    assert server.seen[0][0] == "/agenda.ics?a=1"
    assert server.seen[0][1]["host"] == f"127.0.0.1:{server.port}"


def test_a_conditional_fetch_may_answer_304(server: Server, fetcher: Fetcher) -> None:
    server.answer = send(b"", 304)
    assert fetcher.get(server.url, headers={"If-None-Match": '"1"'}).not_modified
    assert server.seen[0][1]["if-none-match"] == '"1"'


LOCAL = """
127.0.0.1 127.1 2130706433 0x7f000001 0177.0.0.1 10.0.0.1 192.168.1.1 172.16.0.1 100.64.0.1 169.254.169.254 0.0.0.0
224.0.0.1 [::1] [::ffff:127.0.0.1] [fe80::1] [fd00::1] [64:ff9b::7f00:1] [2002:7f00:1::] localhost localhost. LOCALHOST
db printer.local metadata.google.internal
"""


@pytest.mark.parametrize("host", LOCAL.split())
@pytest.mark.parametrize("proxy", ["", "http://127.0.0.1:1"])
def test_local_addresses_and_names_are_refused_with_and_without_a_proxy(host: str, proxy: str) -> None:
    with pytest.raises(AddressRefused):
        Fetcher(proxy=proxy).get(f"http://{host}/")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "example.org",
        "",
        "http://",
        "http://a:b@example.org/",
        "http://exa mple.org/",
        "http://example.org:99999/",
        "http://[::1",
        "https:///path",
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        Fetcher().get(url)


def test_a_name_that_resolves_to_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """No resolver is to be had here, so its answer is written; the connection would be real."""
    entry = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
    found = [(*entry, ("93.184.215.14", 80)), (*entry, ("127.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: found)
    with pytest.raises(AddressRefused):
        Fetcher().get("http://agenda.example.org/")


def test_the_address_checked_is_the_address_connected_to(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that changes its mind between check and connection gains nothing: it is asked once."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def resolve(host: str, *args: Any, **kwargs: Any) -> Any:
        asked.append(host)
        if host == "agenda.example.org":
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))]
        return real(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    answer = Fetcher(allow_for_tests=LOOPBACK).get(f"http://agenda.example.org:{server.port}/")
    assert answer.body == b"ok"
    assert server.seen[0][1]["host"] == f"agenda.example.org:{server.port}"
    assert asked.count("agenda.example.org") == 1


def test_a_redirect_is_checked_like_the_first_address(server: Server, fetcher: Fetcher) -> None:
    server.answer = send(b"", 302, Location="http://127.0.0.2/")
    with pytest.raises(AddressRefused):
        fetcher.get(server.url)


def test_headers_of_the_caller_stay_with_the_first_server(server: Server, fetcher: Fetcher) -> None:
    other = Server()
    server.answer = send(b"", 301, Location=f"{other.url}/b")
    answer = fetcher.get(server.url, headers={"If-None-Match": '"1"'})
    assert (answer.url, answer.body) == (f"{other.url}/b", b"ok")
    assert "if-none-match" not in other.seen[0][1]
    other.http.shutdown()
    other.http.server_close()


def test_the_sixth_redirect_ends_it(server: Server, fetcher: Fetcher) -> None:
    server.answer = send(b"", 302, Location="/again")
    with pytest.raises(AnswerRefused):
        fetcher.get(server.url)
    assert len(server.seen) == 6


@pytest.mark.parametrize("status", [401, 404, 410, 500])
def test_an_error_of_the_server_is_told_with_its_number(server: Server, fetcher: Fetcher, status: int) -> None:
    server.answer = send(b"", status)
    with pytest.raises(AnswerRefused, match=str(status)) as refused:
        fetcher.get(server.url)
    assert refused.value.status == status


def test_an_answer_that_announces_too_much_is_not_read(server: Server, fetcher: Fetcher) -> None:
    server.answer = send(b"x" * 5000)
    with pytest.raises(TooLarge):
        fetcher.get(server.url, max_bytes=4000)


def test_an_answer_without_end_is_cut(server: Server, fetcher: Fetcher) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(10_000):
            try:
                handler.wfile.write(b"x" * 1000)
            except OSError:
                return

    server.answer = endless
    with pytest.raises(TooLarge):
        fetcher.get(server.url, max_bytes=100_000)


def test_a_small_answer_that_unpacks_to_a_huge_one_is_refused(server: Server, fetcher: Fetcher) -> None:
    server.answer = send(gzip.compress(b"0" * 50_000_000), Content_Encoding="gzip")
    with pytest.raises(TooLarge):
        fetcher.get(server.url, max_bytes=1_000_000)


def test_a_packed_answer_is_unpacked_and_a_cut_one_refused(server: Server, fetcher: Fetcher) -> None:
    packed = gzip.compress("bibliothèque".encode() * 100)
    server.answer = send(packed, Content_Encoding="gzip")
    assert fetcher.get(server.url).body == "bibliothèque".encode() * 100
    server.answer = send(packed[:-6], Content_Encoding="gzip")
    with pytest.raises(AnswerRefused):
        fetcher.get(server.url)
    server.answer = send(packed + gzip.compress(b"the rest"), Content_Encoding="gzip")
    with pytest.raises(AnswerRefused):
        fetcher.get(server.url)


@pytest.mark.parametrize("part", ["headers", "body"])
def test_a_server_that_drips_meets_the_deadline(server: Server, fetcher: Fetcher, part: str) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        try:
            handler.wfile.write(b"HTTP/1.0 200 OK\r\n" + (b"\r\n" if part == "body" else b"X: "))
            for _ in range(100):
                handler.wfile.write(b"x")
                time.sleep(0.05)
        except OSError:
            return

    server.answer = drip
    started = time.monotonic()
    with pytest.raises(TooSlow):
        fetcher.get(server.url, timeout_seconds=0.5, deadline_seconds=0.6)
    assert time.monotonic() - started < 2


def test_a_silent_server_meets_the_timeout(fetcher: Fetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(TooSlow):
        fetcher.get(f"http://127.0.0.1:{listener.getsockname()[1]}/", timeout_seconds=0.3)


def test_a_closed_port_is_unreachable(fetcher: Fetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Unreachable):
        fetcher.get(f"http://127.0.0.1:{port}/")


def test_what_is_no_http_is_refused(server: Server, fetcher: Fetcher) -> None:
    def greet(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")

    server.answer = greet
    with pytest.raises(AnswerRefused):
        fetcher.get(server.url)


def test_with_a_proxy_names_are_left_to_it(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxy is a plain server here: it sees the absolute address, and nobody resolves the name on this side."""
    real = socket.getaddrinfo
    asked: list[str] = []

    def resolve(host: str, *args: Any, **kwargs: Any) -> Any:
        asked.append(host)
        return real(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    answer = Fetcher(proxy=server.url).get("http://agenda.example.org/a.ics")
    assert answer.body == b"ok"
    assert server.seen[0][0] == "http://agenda.example.org/a.ics"
    assert "agenda.example.org" not in asked


@pytest.mark.parametrize(
    ("address", "public"), [("93.184.215.14", True), ("2001:4860:4860::8888", True), ("2001:db8::1", False)]
)
def test_public_addresses_are_told_from_others(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public
