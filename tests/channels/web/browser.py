"""A browser without scripts: it opens pages, fills in their forms and sends them, with everything they carry unseen."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

VOID = frozenset(["input", "br", "img", "meta", "link", "hr"])


@dataclass
class Formed:
    """One form of a page: where it goes, what it carries, and its buttons as (name, value)."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    buttons: set[tuple[str, str]] = field(default_factory=set)


class Page(HTMLParser):
    """What a reader finds on a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.forms: list[Formed] = []
        self.links: list[str] = []
        self.classed: dict[str, list[str]] = {}
        self._form: Formed | None = None
        self._open: list[tuple[str, str, list[str]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "form" and at.get("method") == "post":
            self._form = Formed(at["action"])
            self.forms.append(self._form)
        if tag == "a":
            self.links.append(at.get("href", ""))
        if self._form is not None and at.get("name"):
            self._field(tag, at)
        if tag not in VOID:
            self._open.append((tag, at.get("class", ""), []))

    def _field(self, tag: str, at: dict[str, str]) -> None:
        assert self._form is not None
        if tag == "button":
            self._form.buttons.add((at["name"], at.get("value", "")))
            return
        self._form.names.add(at["name"])
        kind = at.get("type", "text")
        if (kind in ("radio", "checkbox") and "checked" not in at) or kind == "file":
            return
        self._form.fields[at["name"]] = at.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        while self._open:
            name, classes, words = self._open.pop()
            for one in classes.split():
                self.classed.setdefault(one, []).append(" ".join("".join(words).split()))
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        for _tag, _classes, words in self._open:
            words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def form(self, button: tuple[str, str] | str = "") -> Formed:
        """The form with this button or field; without a name, the last one of the page with a token."""
        for one in self.forms:
            if (isinstance(button, tuple) and button in one.buttons) or button in one.names:
                return one
        assert not button, f"no form with {button}"
        return self.forms[-1]


class Browser:
    """One browser in front of one town."""

    def __init__(self, app: Flask, host: str = "trikala.localhost", language: str = "el") -> None:
        self.client: FlaskClient = app.test_client()
        self.host = host
        self.headers = {"Accept-Language": language}
        self.response: TestResponse
        self.page: Page

    def open(self, path: str, **more: Any) -> Page:
        return self._took(self.client.get(path, base_url=f"http://{self.host}", headers=self.headers, **more))

    def send(self, path: str, fields: dict[str, Any], follow: bool = True) -> Page:
        """Post a form as it stands and go where the answer leads."""
        response = self.client.post(path, data=fields, base_url=f"http://{self.host}", headers=self.headers)
        if follow and response.status_code == 303:
            return self.open(response.headers["Location"])
        return self._took(response)

    def submit(self, *, by: tuple[str, str] | None = None, follow: bool = True, **fields: Any) -> Page:
        """Fill in the page's form and press a button (`by`), the first one if none is named."""
        wanted: tuple[str, str] | str = by or next((name for name in fields), "")
        form = self.page.form(wanted)
        pressed = {by[0]: by[1]} if by else {}
        return self.send(form.action, {**form.fields, **fields, **pressed}, follow)

    def command(self, value: str, **fields: Any) -> Page:
        return self.submit(by=("command", value), **fields)

    def _took(self, response: TestResponse) -> Page:
        self.response = response
        html = response.get_data(as_text=True) if response.mimetype == "text/html" else ""
        self.page = Page(html)
        return self.page

    @property
    def status(self) -> int:
        return self.response.status_code


def upload(content: bytes, name: str) -> tuple[BytesIO, str]:
    return BytesIO(content), name
