"""A person at a browser, without the browser: follows links and fills in the forms that pages show, cookies and all."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Self

import httpx
from django.conf import settings

SECONDS = 30


class BrokenLink(AssertionError):
    """The page was not what the chain needs; the message says which and how."""


@dataclass
class Form:
    """One form as the page shows it, with what is filled in already."""

    action: str = ""
    method: str = "get"
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: set[str] = field(default_factory=set)

    def filled(self, changes: dict[str, Any]) -> dict[str, Any]:
        """Return all values to send; a changed field replaces whatever it held."""
        values: dict[str, Any] = {}
        for name, value in self.fields:
            if name not in changes:
                values.setdefault(name, []).append(value)
        return values | changes


class _Reader(HTMLParser):
    """Collects the forms and links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._form: Form | None = None
        self._select = ""
        self._options: list[tuple[str, bool]] = []
        self._textarea = ""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        elif tag == "form":
            self._form = Form(values.get("action", ""), values.get("method", "get").lower())
            self.forms.append(self._form)
        if self._form is not None:
            self._read_field(self._form, tag, values)

    def _read_field(self, form: Form, tag: str, values: dict[str, str]) -> None:
        name, kind = values.get("name", ""), values.get("type", "")
        if tag == "option" and self._select:
            self._options.append((values.get("value", ""), "selected" in values))
        elif not name or "disabled" in values:
            return
        elif tag == "button" or kind == "submit":
            form.buttons.add(name)
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "textarea":
            self._textarea, self._text = name, []
        elif tag == "input" and (kind not in {"checkbox", "radio"} or "checked" in values) and kind != "file":
            form.fields.append((name, values.get("value", "on" if kind == "checkbox" else "")))

    def handle_endtag(self, tag: str) -> None:
        if self._form is None:
            return
        if tag == "form":
            self._form = None
        elif tag == "select" and self._select:
            chosen = [value for value, selected in self._options if selected] or [v for v, _s in self._options[:1]]
            self._form.fields += [(self._select, value) for value in chosen]
            self._select = ""
        elif tag == "textarea" and self._textarea:
            self._form.fields.append((self._textarea, "".join(self._text).removeprefix("\n")))
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._text.append(data)


@dataclass(frozen=True)
class Seen:
    """A page that was answered."""

    url: str
    text: str
    forms: list[Form]
    links: list[str]

    def form(self, *, has: str = "", action: str = "") -> Form:
        """Return the form that holds the field or button `has` and whose address holds `action`."""
        for form in self.forms:
            names = {name for name, _value in form.fields} | form.buttons
            if (not has or has in names) and action in form.action:
                return form
        raise BrokenLink(f"{self.url} shows no form with {has or action!r}")

    def link(self, part: str) -> str:
        """Return the first link whose address holds `part`."""
        for link in self.links:
            if part in link:
                return link
        raise BrokenLink(f"{self.url} shows no link to …{part}…")

    def must_say(self, *words: str) -> None:
        """Raise BrokenLink unless the page holds all words."""
        for word in words:
            if word not in self.text:
                raise BrokenLink(f"{self.url} does not say {word!r}")


class Visitor:
    """One browser with its cookies; use it in `with`."""

    def __init__(self) -> None:
        """Start at the site's address, not signed in."""
        self.client = httpx.Client(
            base_url=settings.PUBLIC_URL, timeout=SECONDS, follow_redirects=True, trust_env=False
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.client.close()

    def get(self, path: str) -> Seen:
        """Open a page."""
        return self._seen(self.client.get(path))

    def send(self, page: Seen, form: Form, **changes: Any) -> Seen:
        """Fill in and send a form of the page; a field of several words is given as `**{"schedule-0-date": …}`."""
        target = str(httpx.URL(page.url).join(form.action))
        return self._seen(self.client.post(target, data=form.filled(changes), headers={"Referer": page.url}))

    def sign_in(self, email: str, password: str, home: str = "/mon-espace/") -> Seen:
        """Sign in with the password and return the first page of the role."""
        page = self.get(f"/connexion/mot-de-passe/?next={home}")
        seen = self.send(page, page.form(has="password"), username=email, password=password, next=home)
        if home not in seen.url:
            raise BrokenLink(f"{email} could not sign in: {seen.url}")
        return seen

    def _seen(self, answer: httpx.Response) -> Seen:
        if answer.status_code >= 400:
            raise BrokenLink(f"{answer.request.method} {answer.url} answers {answer.status_code}")
        reader = _Reader()
        reader.feed(answer.text)
        # Typographic spaces would hide words from a plain comparison.
        text = answer.text.replace("&nbsp;", " ").replace("\N{NO-BREAK SPACE}", " ").replace("&#x27;", "'")
        return Seen(str(answer.url), text, reader.forms, reader.links)
