"""`manage.py lint_feed`: files and addresses, a report in French or as JSON, and an exit status that says which."""

import ipaddress
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from agenda.linting.exchange import AS_GOOGLE
from agenda.linting.report import shown
from agenda.linting.rules import REGISTER
from cms.foundation.fetch import Fetcher
from tests.agenda.linting.gold import GOLD, serialise
from tests.agenda.linting.mutating import MUTANTS
from tests.agenda.linting.test_mutants import MODULES
from tests.plugins.environment import ROOT

pytestmark = pytest.mark.once

assert MODULES  # the mutants are there
LOOPBACK = [ipaddress.ip_network("127.0.0.1/32")]
BODY = serialise(GOLD["series"])
HEADERS = {
    "Content-Type": "text/calendar; charset=utf-8",
    "ETag": '"a1"',
    "Last-Modified": "Mon, 30 Nov 2026 10:00:00 GMT",
    "Cache-Control": "public, max-age=300",
}
Respond = Callable[[BaseHTTPRequestHandler], tuple[int, dict[str, str], bytes]]


def run(source: str, *args: str, fetcher: Fetcher | None = None) -> tuple[int, str]:
    """Return the exit status and what was printed."""
    out = StringIO()
    try:
        call_command("lint_feed", source, *args, stdout=out, fetcher=fetcher)
    except SystemExit as status:
        return int(str(status.code)), out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


@pytest.fixture
def write(tmp_path: Path) -> Callable[[bytes], str]:
    """Write octets to a file and return its path."""

    def put(octets: bytes) -> str:
        path = tmp_path / "agenda.ics"
        path.write_bytes(octets)
        return str(path)

    return put


def test_a_calendar_without_fault_is_status_0(write: Callable[[bytes], str]) -> None:
    status, printed = run(write(BODY))
    assert status == 0
    assert "Rien à corriger" in printed


def test_an_error_is_status_1_and_is_told_with_line_remedy_programs_and_source(write: Callable[[bytes], str]) -> None:
    status, printed = run(write(MUTANTS["exdate_in_utc"].octets))
    assert status == 1
    for part in ("exdate-unlike-start (règle 4)", "EXDATE n’a pas", "(ligne ", "→ ", "Google, Apple", "chroncal#492"):
        assert part in printed


def test_warnings_alone_are_status_0(write: Callable[[bytes], str]) -> None:
    status, printed = run(write(MUTANTS["no_zone_of_the_calendar"].octets))
    assert status == 0
    assert "no-x-wr-timezone" in printed


@pytest.mark.parametrize("octets", [b"", b"<html>", b"PK\x03\x04", bytes(range(256)) * 20])
def test_what_is_no_calendar_is_status_2(write: Callable[[bytes], str], octets: bytes) -> None:
    assert run(write(octets))[0] == 2


def test_a_file_that_is_not_there_is_status_2(tmp_path: Path) -> None:
    assert run(str(tmp_path / "none.ics"))[0] == 2
    assert run(str(tmp_path))[0] == 2


def test_json_holds_everything_the_text_says(write: Callable[[bytes], str]) -> None:
    status, printed = run(write(MUTANTS["exdate_in_utc"].octets), "--json")
    found = json.loads(printed)
    assert status == 1
    assert (found["errors"], found["warnings"], found["advice"], found["events"]) == (1, 0, 0, 2)
    (finding,) = found["findings"]
    assert (finding["code"], finding["rule"], finding["severity"]) == ("exdate-unlike-start", 4, "error")
    assert finding["breaks"] == ["Google", "Apple"]
    assert finding["places"][0]["line"] > 1
    assert "Europe/Paris" in finding["places"][0]["what"]


def test_every_rule_can_be_said_in_both_languages() -> None:
    for rule in REGISTER.values():
        for text in (rule.what, rule.remedy):
            french, english = text, text
            with translation.override("fr"):
                french = translation.gettext(text) % {"value": "ÀÀ", "other": "ÈÈ"}
            english %= {"value": "ÀÀ", "other": "ÈÈ"}
            assert french != english, text
            assert [part in french for part in ("ÀÀ", "ÈÈ")] == [part in english for part in ("ÀÀ", "ÈÈ")]


def test_the_room_stands_without_django() -> None:
    program = "import sys, agenda.linting.report; sys.exit('django' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, timeout=60)


def test_what_comes_from_a_feed_cannot_steer_the_terminal(write: Callable[[bytes], str]) -> None:
    hostile = BODY.replace(b"STATUS:CONFIRMED", b"STATUS:\x1b]0;owned\x07\x1b[2J" + "\u202e".encode() + b"x" * 500)
    _status, printed = run(write(hostile))
    assert "unknown-word" in printed
    assert not {"\x1b", "\x07", "\u202e"} & set(printed)
    assert len(shown("x" * 5000)) == 81


class Server:
    """A real HTTP server on loopback; `respond` decides, `seen` keeps the requests."""

    def __init__(self, respond: Respond) -> None:
        self.seen: list[dict[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.seen.append({"path": self.path, **{name.lower(): value for name, value in self.headers.items()}})
                status, headers, body = respond(self)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: Any) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()


@pytest.fixture
def serve() -> Iterator[Callable[[Respond], Server]]:
    """Start servers, and stop them after the test."""
    servers: list[Server] = []

    def start(respond: Respond) -> Server:
        servers.append(Server(respond))
        return servers[-1]

    yield start
    for server in servers:
        server.http.shutdown()
        server.http.server_close()


def good(handler: BaseHTTPRequestHandler) -> tuple[int, dict[str, str], bytes]:
    """Answer as a server without fault."""
    if handler.path == "/robots.txt":
        return 404, {}, b""
    if handler.headers.get("If-None-Match") == '"a1"' or handler.headers.get("If-Modified-Since"):
        return 304, HEADERS, b""
    return 200, HEADERS, BODY


def codes(url: str) -> set[str]:
    """Return the codes that the command finds at an address."""
    _status, printed = run(url, "--json", fetcher=Fetcher(allow_for_tests=LOOPBACK))
    return {finding["code"] for finding in json.loads(printed)["findings"]}


def test_a_server_without_fault_is_asked_six_times_and_clean(serve: Callable[[Respond], Server]) -> None:
    server = serve(good)
    assert codes(f"{server.url}/agenda.ics") == set()
    assert [one["path"] for one in server.seen].count("/agenda.ics") == 5
    assert [one["path"] for one in server.seen].count("/robots.txt") == 1
    assert AS_GOOGLE in {one["user-agent"] for one in server.seen}


def test_the_faults_of_a_careless_server_are_found(serve: Callable[[Respond], Server]) -> None:
    asked = 0

    def careless(handler: BaseHTTPRequestHandler) -> tuple[int, dict[str, str], bytes]:
        nonlocal asked
        asked += 1
        if handler.path == "/robots.txt":
            return 200, {}, b"User-agent: *\nDisallow: /agenda\n"
        if handler.path == "/agenda":
            return 302, {"Location": "/agenda/export?format=ical"}, b""
        if handler.headers["User-Agent"].startswith("Google"):
            return 403, {}, b""
        stamp = f"DTSTAMP:20261129T1200{asked:02}Z".encode()
        body = BODY.replace(b"DTSTAMP:20260901T101500Z", stamp)
        return 200, {"Content-Type": "text/plain", "ETag": f'W/"{asked}"', "Set-Cookie": "s=1"}, body

    server = serve(careless)
    assert codes(f"{server.url}/agenda") == {
        "content-type", "redirected", "cookie", "google-refused", "robots", "address", "weak-tag", "tag-ignored",
        "no-date", "no-cache-control", "stamp-of-the-clock",
    }  # fmt: skip


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_an_address_that_gives_no_calendar_is_status_2(serve: Callable[[Respond], Server], status: int) -> None:
    server = serve(lambda _handler: (status, {}, b""))
    found, sentence = run(f"{server.url}/a.ics", fetcher=Fetcher(allow_for_tests=LOOPBACK))
    assert found == 2
    assert str(status) in sentence


def test_a_page_in_place_of_a_calendar_is_status_2(serve: Callable[[Respond], Server]) -> None:
    server = serve(lambda _handler: (200, {"Content-Type": "text/html"}, b"<html>BEGIN</html>"))
    assert run(f"{server.url}/a.ics", fetcher=Fetcher(allow_for_tests=LOOPBACK))[0] == 2


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/a.ics", "webcal://localhost/a.ics", "ftp://example.org/a.ics"])
def test_our_own_network_is_out_of_reach(url: str) -> None:
    assert run(url)[0] == 2
