"""A browser without scripts: cookies, links and forms as they stand in the page, over HTTP to the running server."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

VOID = frozenset({"input", "br", "meta", "link", "img", "hr", "source", "path", "circle", "wbr"})
UNSEEN = frozenset({"script", "style", "title", "head", "template"})


@dataclass
class Form:
    """A form: the fields that would be sent as it stands, all the names there are, and its buttons by what they say."""

    action: str
    method: str
    multipart: bool
    fields: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    choices: dict[str, list[str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)

    def button(self, value: str) -> tuple[str, str]:
        """Name and value of the button with this value or these words on it."""
        return next((name, given) for words, name, given in self.buttons if value in (given, words))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self._form: Form | None = None
        self._link = ""
        self._words: list[str] = []
        self._button: tuple[str, str] | None = None
        self._area = ""
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        has = {name for name, _value in attrs}
        if tag not in VOID:
            self._open.append(tag)
        if tag == "form":
            self._form = Form(
                given.get("action", ""), given.get("method", "get").lower(), "multipart" in given.get("enctype", "")
            )
            self.forms.append(self._form)
        elif tag == "a" and "href" in has:
            self._link, self._words = given["href"], []
        elif self._form is not None and "disabled" not in has:
            self._control(tag, given, has, self._form)

    def _control(self, tag: str, given: Mapping[str, str], has: set[str], form: Form) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "button" and given.get("type", "submit") == "submit" and "hidden" not in has:
            self._button, self._words = (name, given.get("value", "")), []
        elif tag == "textarea" and name:
            self._area = name
            form.names.add(name)
            form.fields[name] = ""
        elif tag == "select" and name:
            self._select = name
            form.names.add(name)
        elif tag == "option" and self._select:
            form.choices.setdefault(self._select, []).append(given.get("value", ""))
            if "selected" in has or self._select not in form.fields:
                form.fields[self._select] = given.get("value", "")
        elif tag == "input" and name:
            self._input(name, kind, given, has, form)

    def _input(self, name: str, kind: str, given: Mapping[str, str], has: set[str], form: Form) -> None:
        form.names.add(name)
        if kind == "file":
            form.files.add(name)
        elif kind in ("radio", "checkbox"):
            form.choices.setdefault(name, []).append(given.get("value", "on"))
            if "checked" in has:
                form.fields[name] = given.get("value", "on")
        elif kind in ("submit", "image"):
            form.buttons.append((given.get("value", ""), name, given.get("value", "")))
        else:
            form.fields[name] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        words = " ".join("".join(self._words).split())
        if tag == "form":
            self._form = None
        elif tag == "a" and self._link:
            self.links.append((words, self._link))
            self._link = ""
        elif tag == "button" and self._button is not None:
            if self._form is not None:
                self._form.buttons.append((words, *self._button))
            self._button = None
        elif tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area and self._form is not None:
            # The first line break after the tag is not part of the text (HTML, 13.1.2.5).
            self._form.fields[self._area] += data.removeprefix("\n")
        elif not UNSEEN.intersection(self._open):
            self.text.append(data)
            self._words.append(data)


@dataclass(frozen=True)
class Page:
    """What the browser shows now."""

    url: str
    status: int
    html: str
    headers: Mapping[str, str]
    forms: list[Form]
    links: list[tuple[str, str]]
    text: str

    def form(self, *names: str) -> Form:
        """The form that has all of these fields or buttons."""
        for one in self.forms:
            if set(names) <= one.names | {button for _words, button, _value in one.buttons}:
                return one
        raise AssertionError(f"no form with {names} at {self.url}: {self.text}")


class Browser:
    """One person's browser at one town's address."""

    def __init__(self, port: int, host: str, language: str, headers: Mapping[str, str] | None = None) -> None:
        self._headers = dict(headers or {})
        self._port = port
        self.host = host
        self._language = language
        self._cookies: dict[str, str] = {}
        self.page = Page("", 0, "", {}, [], [], "")

    def open(self, path: str) -> Page:
        return self._ask("GET", path, b"", "")

    def follow(self, href: str) -> Page:
        """Follow a link of the page that leads to this address, or begins with it."""
        found = next((link for _words, link in self.page.links if link.startswith(href)), None)
        assert found is not None, f"no link to {href} at {self.page.url}: {self.page.links}"
        return self.open(found)

    def send(
        self,
        form: Form,
        button: str = "",
        files: Mapping[str, tuple[str, str, bytes]] | None = None,
        **filled: str | list[str],
    ) -> Page:
        """Fill in a form and send it with one of its buttons (the first one, if none is named). A list ticks several boxes."""
        fields: dict[str, str | list[str]] = dict(form.fields)
        for name, value in filled.items():
            assert name in form.names, f"no field {name} among {sorted(form.names)} at {self.page.url}"
            for one in value if isinstance(value, list) else [value]:
                assert name not in form.choices or one in form.choices[name], f"{one} is none of {form.choices[name]}"
            fields[name] = value
        if form.buttons:
            name, value = form.button(button) if button else form.buttons[0][1:]
            fields |= {name: value} if name else {}
        if form.method == "get":
            return self.open(f"{urljoin(self.page.url, form.action).partition('?')[0]}?{urlencode(fields, doseq=True)}")
        body, kind = _multipart(fields, files or {}) if form.multipart else (urlencode(fields, doseq=True).encode(), "")
        return self._ask("POST", form.action, body, kind or "application/x-www-form-urlencoded")

    def take_cookies(self, other: "Browser") -> None:
        """Bring the cookies of another browser, as somebody who stole them would."""
        self._cookies |= other._cookies

    def _ask(self, method: str, href: str, body: bytes, kind: str) -> Page:
        url = urljoin(self.page.url or f"http://{self.host}/", href)
        for _redirect in range(10):
            parts = urlsplit(url)
            assert parts.netloc == self.host, f"{url} leads away from {self.host}"
            status, headers, html = self._once(method, parts.path + (f"?{parts.query}" if parts.query else ""), body, kind)
            if status not in (301, 302, 303, 307, 308):
                reader = _Reader()
                reader.feed(html)
                text = " ".join("".join(reader.text).split())
                self.page = Page(url, status, html, headers, reader.forms, reader.links, text)
                return self.page
            url, method, body, kind = urljoin(url, headers["location"]), "GET", b"", ""
        raise AssertionError(f"{url} leads round in a circle")

    def _once(self, method: str, path: str, body: bytes, kind: str) -> tuple[int, dict[str, str], str]:
        headers = {"Host": self.host, "Accept-Language": self._language, **self._headers}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if kind:
            headers["Content-Type"] = kind
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            for line in response.headers.get_all("Set-Cookie") or []:
                for name, morsel in SimpleCookie(line).items():
                    self._cookies[name] = morsel.value
            found = {name.lower(): value for name, value in response.headers.items()}
            return response.status, found, response.read().decode("utf-8", "replace")
        finally:
            connection.close()


def _multipart(fields: Mapping[str, str | list[str]], files: Mapping[str, tuple[str, str, bytes]]) -> tuple[bytes, str]:
    """A form with files (RFC 7578); each file is name, type and bytes."""
    edge = secrets.token_hex(12)
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{one}\r\n'.encode()
        for name, value in fields.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    for name, (file, kind, content) in files.items():
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\nContent-Type: {kind}\r\n\r\n'
        parts.append(head.encode() + content + b"\r\n")
    return b"".join(parts) + f"--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"
