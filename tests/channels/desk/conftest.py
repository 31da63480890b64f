"""A site with three towns, and clerks at their browsers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from channels.site import create_app
from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.staff import accounts
from core.staff.accounts import NewMember
from core.staff.roles import Role

PASSWORD = "three lamps on a corner"


@dataclass
class Desk:
    """One browser at one town's address."""

    client: FlaskClient
    host: str
    csrf: str = ""
    account: int = 0
    seen: list[str] = field(default_factory=list)

    def get(self, path: str) -> TestResponse:
        return self._read(self.client.get(path, base_url=f"http://{self.host}"))

    def post(self, path: str, **fields: Any) -> TestResponse:
        """Send a form with everything that it carries unseen."""
        if not self.csrf:
            self.get("/desk/sign-in")
        form = {"csrf_token": self.csrf} | fields
        return self._read(self.client.post(path, base_url=f"http://{self.host}", data=form))

    def act(self, path: str, action: str, **fields: Any) -> TestResponse:
        """Open a request and send one of its forms, as somebody does who has just looked at it."""
        page = self.get(path)
        return self.post(f"{path}/{action}", **{"seen": between(page.text, 'name="seen" value="', '"')} | fields)

    def follow(self, response: TestResponse) -> TestResponse:
        assert response.status_code in (302, 303), response.text
        return self.get(response.headers["Location"])

    def sign_in(self, email: str, password: str = PASSWORD, **fields: str) -> TestResponse:
        response = self.post("/desk/sign-in", email=email, password=password, **fields)
        # What was drawn before is for whoever sat here before.
        self.csrf = ""
        self.get("/desk/account")
        return response

    def _read(self, response: TestResponse) -> TestResponse:
        if response.mimetype == "text/html" and 'name="csrf_token"' in response.text:
            self.csrf = between(response.text, 'name="csrf_token" value="', '"')
        return response


def between(text: str, before: str, after: str) -> str:
    return text.partition(before)[2].partition(after)[0]


@pytest.fixture
def app(core: Core) -> Flask:
    made = create_app(core)
    made.config["PROPAGATE_EXCEPTIONS"] = False
    return made


Opener = Callable[..., Desk]


@pytest.fixture
def browser(app: Flask, town: Municipality) -> Opener:
    """A browser with nobody signed in."""
    return lambda at=town, host="": Desk(app.test_client(), host or at.hosts[0])


@pytest.fixture
def desk(core: Core, town: Municipality, browser: Opener) -> Opener:
    """A browser with somebody signed in, in English: a clerk of street lighting unless said otherwise."""

    def opened(name: str = "maria", role: Role = Role.CLERK, service: str = "street-light", at: Municipality = town) -> Desk:
        email = f"{name}@{at.key}.example"
        department = core.catalogue(at).services[service].department
        departments = (department,) if role is Role.CLERK else ()
        new = NewMember(email, name.title(), role, departments, language="en")
        account = accounts.add(core.database, at, new, core.clock.now())
        accounts.set_password(core.database, core.passwords, account, PASSWORD)
        made = browser(at)
        assert made.sign_in(email).status_code == 303
        made.account = account
        return made

    return opened
