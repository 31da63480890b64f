"""With a mail server, whoever reads the mail of an address chooses its password, and nobody else."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from channels.site import create_app
from core.bootstrap import Core
from core.messages.worker import Worker
from core.municipalities.model import Municipality
from core.staff import accounts
from core.staff.accounts import NewMember
from core.staff.inviting import INVITE, Inviting, invite
from core.staff.roles import Role
from tests.channels.desk.conftest import PASSWORD, Desk
from tests.core.messages.conftest import Gateway, Post

MAIL = {"smtp_url": "smtp://mail.example", "email_from": "hatch@mail.example"}


@pytest.fixture
def hall(make_core: Callable[..., Core], core: Core) -> tuple[Core, tuple[Municipality, Municipality]]:
    made = make_core(**MAIL)
    towns = tuple(
        made.directory.add(
            replace(
                made.directory.by_key("trikala"), key=key, demonstration=False, hosts=(f"{key}.example.org",), numbers=(),
                public_url=f"https://{key}.example.org",
            ),
            made.clock.now(),
        )
        for key in ("volos", "larisa")
    )  # fmt: skip
    return made, (towns[0], towns[1])


def administrator(core: Core, town: Municipality) -> Desk:
    email = f"anna@{town.key}.example"
    new = NewMember(email, "Anna", Role.ADMINISTRATOR, language="en")
    accounts.set_password(core.database, core.passwords, accounts.add(core.database, town, new, core.clock.now()), PASSWORD)
    made = Desk(create_app(core).test_client(), town.hosts[0])
    made.get("/desk/sign-in")
    response = made.client.post(
        "/desk/sign-in",
        base_url=f"https://{town.hosts[0]}",
        data={"csrf_token": made.csrf, "email": email, "password": PASSWORD},
    )
    assert response.status_code == 303
    return made


def deliver(core: Core, gateway: Gateway) -> list[str]:
    outbox = Post(core, core.directory.all()[0], gateway, gateway)
    inviting = Inviting(core.database, core.clock, core.settings, gateway)
    Worker(core.database, core.directory, core.clock, outbox.delivery, {INVITE: inviting}).drain()
    return [letter.body for letter in gateway.sent]


def add(core: Core, town: Municipality, email: str) -> None:
    """As the desk's page does it."""
    account = accounts.add(core.database, town, NewMember(email, "Nikos", Role.SUPERVISOR), core.clock.now())
    with core.database.work(town) as work:
        invite(work, account, not accounts.has_password(core.database, account), core.clock)


def test_a_new_person_gets_the_link_by_mail(hall: tuple[Core, tuple[Municipality, Municipality]]) -> None:
    core, (volos, _larisa) = hall
    add(core, volos, "nikos@volos.example")
    gateway = Gateway()
    (body,) = deliver(core, gateway)
    assert gateway.sent[0].to == "nikos@volos.example"
    link = re.search(r"https://volos\.example\.org/desk/password/([\w-]+)", body)
    assert link is not None
    page = create_app(core).test_client().get(f"/desk/password/{link[1]}", base_url="https://volos.example.org")
    assert "nikos@volos.example" in page.text


def test_whoever_works_elsewhere_keeps_their_password_and_is_told(hall: tuple[Core, tuple[Municipality, Municipality]]) -> None:
    core, (volos, larisa) = hall
    account = accounts.add(core.database, volos, NewMember("it@shared.example", "It", Role.SUPERVISOR), core.clock.now())
    accounts.set_password(core.database, core.passwords, account, PASSWORD)
    add(core, larisa, "it@shared.example")
    (body,) = deliver(core, Gateway())
    assert "/desk/password/" not in body
    assert "https://larisa.example.org/desk/" in body


def test_no_link_is_shown_to_the_administrator(hall: tuple[Core, tuple[Municipality, Municipality]]) -> None:
    core, (volos, _larisa) = hall
    anna = administrator(core, volos)
    base = f"https://{volos.hosts[0]}"
    page = anna.client.get("/desk/staff", base_url=base)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token is not None
    new = {"csrf_token": token[1], "email": "nikos@volos.example", "name": "Nikos", "role": "supervisor"}
    answer = anna.client.post("/desk/staff", base_url=base, data=new)
    assert answer.status_code == 303
    assert "/desk/password/" not in answer.text
    shown = anna.client.get("/desk/staff", base_url=base).text
    assert "on its way to this person" in shown
    assert len(deliver(core, Gateway())) == 1
