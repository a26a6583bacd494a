"""A small real IMAP server on a free port: folders of mails, breaking off where a test asks for it (RFC 3501, 6851)."""

import re
import socketserver
import threading
from dataclasses import dataclass, field


@dataclass
class Stored:
    """One mail of a folder."""

    uid: int
    raw: bytes
    flags: set[str] = field(default_factory=set)


@dataclass
class Imap:
    """The server; `folders` is what a mail program would see."""

    folders: dict[str, list[Stored]] = field(default_factory=lambda: {"INBOX": []})
    password: str = "secret"
    can_move: bool = True
    # The connection breaks instead of answering the n-th MOVE or COPY from now.
    break_at_move: int = 0
    fetched: list[str] = field(default_factory=list)
    next_uid: int = 1
    port: int = 0

    def start(self) -> None:
        """Listen."""
        imap = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                _talk(imap, self)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self._server = Server(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Close the port."""
        self._server.shutdown()
        self._server.server_close()

    def deliver(self, raw: bytes, folder: str = "INBOX") -> None:
        """Put a mail into a folder."""
        self.folders.setdefault(folder, []).append(Stored(self.next_uid, raw))
        self.next_uid += 1


def _talk(imap: Imap, connection: socketserver.StreamRequestHandler) -> None:  # noqa: C901 - a protocol is a list of verbs
    def say(text: bytes | str) -> None:
        connection.wfile.write((text.encode() if isinstance(text, str) else text) + b"\r\n")

    folder = ""
    say("* OK ready")
    while line := connection.rfile.readline().decode().strip():
        tag, _space, rest = line.partition(" ")
        words = re.findall(r'"(?:[^"\\]|\\.)*"|\([^)]*\)|\S+', rest)
        verb = words[0].upper()
        answer = "OK done"
        if verb == "CAPABILITY":
            say(f"* CAPABILITY IMAP4rev1 UIDPLUS{' MOVE' if imap.can_move else ''}")
        elif verb == "LOGIN":
            answer = "OK in" if words[2].strip('"') == imap.password else "NO wrong password"
        elif verb == "SELECT":
            folder = words[1].strip('"')
            answer = "OK done" if folder in imap.folders else "NO no such folder"
            if answer == "OK done":
                say(f"* {len(imap.folders[folder])} EXISTS")
        elif verb == "CREATE":
            imap.folders.setdefault(words[1].strip('"'), [])
        elif verb == "EXPUNGE":
            _expunge(imap, folder)
        elif verb == "UID":
            answer = _uid(imap, folder, words[1:], say)
            if not answer:
                return
        elif verb == "LOGOUT":
            say("* BYE now")
            say(f"{tag} OK bye")
            return
        say(f"{tag} {answer}")


def _uid(imap: Imap, folder: str, words: list[str], say: object) -> str:  # noqa: C901, PLR0911, PLR0912 - as above
    verb, mails = words[0].upper(), imap.folders[folder]
    assert callable(say)
    if verb == "SEARCH":
        left = [mail for mail in mails if "\\Deleted" not in mail.flags]
        if "UNFLAGGED" in words:
            left = [mail for mail in left if "\\Flagged" not in mail.flags]
        say("* SEARCH " + " ".join(str(mail.uid) for mail in left))
        return "OK done"
    chosen = [mail for mail in mails if mail.uid in {int(uid) for uid in words[1].split(",")}]
    if verb == "FETCH":
        imap.fetched.append(words[2])
        for mail in chosen:
            if "SIZE" in words[2]:
                say(f"* 1 FETCH (UID {mail.uid} RFC822.SIZE {len(mail.raw)})")
            elif found := re.search(r"<0\.(\d+)>", words[2]):
                part = mail.raw[: int(found[1])]
                say(f"* 1 FETCH (UID {mail.uid} BODY[]<0> {{{len(part)}}}".encode() + b"\r\n" + part + b")")
        return "OK done"
    if verb == "STORE":
        for mail in chosen:
            mail.flags |= set(words[3].strip("()").split())
        return "OK done"
    if verb in {"COPY", "MOVE"}:
        if imap.break_at_move:
            imap.break_at_move -= 1
            if not imap.break_at_move:
                return ""
        target = words[2].strip('"')
        if target not in imap.folders:
            return "NO [TRYCREATE] no such folder"
        for mail in chosen:
            imap.folders[target].append(Stored(imap.next_uid, mail.raw, set(mail.flags)))
            imap.next_uid += 1
            if verb == "MOVE":
                mails.remove(mail)
        return "OK done"
    _expunge(imap, folder)
    return "OK done"


def _expunge(imap: Imap, folder: str) -> None:
    imap.folders[folder] = [mail for mail in imap.folders[folder] if "\\Deleted" not in mail.flags]
