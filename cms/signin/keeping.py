"""Keeps what somebody typed when the session has ended: the same form again, to be sent once they are signed in."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

# Characters of names and values together: a long article with its notes; more than that is no form of ours.
LARGEST_CHARS = 1_000_000
# How much of each value is shown to who checks what is kept; the hidden fields hold it whole.
SHOWN_CHARS = 300
SHOWN_FIELDS = 40
# What is typed to prove who one is, and the proof of the form itself, which is made anew.
_SECRET = frozenset({"code", "csrfmiddlewaretoken"})
MULTIPART = "multipart/form-data"


@dataclass(frozen=True)
class Kept:
    """What was typed in a form that could not be received."""

    action: str
    fields: list[tuple[str, str]]
    files: list[str]
    is_multipart: bool
    is_whole: bool

    @property
    def shown(self) -> list[str]:
        """What the person wrote, shortened, without what only the form itself needs."""
        texts = [value.strip() for name, value in self.fields if _is_prose(name, value)]
        return [f"{text[:SHOWN_CHARS]}…" if len(text) > SHOWN_CHARS else text for text in texts][:SHOWN_FIELDS]


def kept(request: HttpRequest) -> Kept:
    """Return what the request's form holds, without passwords, codes and files, up to LARGEST_CHARS characters."""
    fields: list[tuple[str, str]] = []
    files: list[str] = []
    is_whole, left = True, LARGEST_CHARS
    try:
        lists = list(request.POST.lists())
        files = [str(file.name) for _field, several in request.FILES.lists() for file in several]
    except (UnreadablePostError, MultiPartParserError):
        lists, is_whole = [], False
    for name, values in lists:
        if name.lower() in _SECRET or "password" in name.lower():
            continue
        for value in values:
            left -= len(name) + len(value)
            if left < 0:
                is_whole = False
                break
            fields.append((name, value))
    multipart = (request.content_type or "") == MULTIPART
    return Kept(request.get_full_path(), fields, files, multipart, is_whole)


def _is_prose(name: str, value: str) -> bool:
    """Tell whether a person would know the text again: not an id, a date, a box ticked."""
    return any(letter.isalpha() for letter in value) and " " in value.strip() and not value.lstrip().startswith("{")


def keep(request: HttpRequest, *, why: str, status: int = 403) -> HttpResponse:
    """Answer a form that cannot be received with everything typed in it and a button that sends it again.

    `why`: "expired" (nobody is signed in), "again" (signed in, the form's proof is old), "cookies" (the browser sends
    none), "code" (the second factor is asked for first) or "writer" (a shared mailbox, nobody said who writes).
    """
    response = render(request, "signin/kept.html", {"kept": kept(request), "why": why}, status=status)
    add_never_cache_headers(response)
    return response


def is_from_our_page(request: HttpRequest) -> bool:
    """Tell whether the form came from a page of ours: what another site typed is not offered to be sent again."""
    said = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return bool(said) and urlsplit(said).netloc == request.get_host()
