"""An administrator is told of a trouble once, again each day while it lasts, and once when it is over."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.bootstrap import Core
from core.messages.outbox import Draft, MessageState, post
from core.messages.sending import TryAgain
from core.messages.tables import Message
from core.municipalities.model import Municipality
from core.operations import marks, troubles
from core.operations.alarms import Alarms, raised
from core.operations.pulse import Room
from core.operations.troubles import Kind
from core.people.contact import Way
from core.requests.verifying import seal_day
from tests.core.messages.conftest import Gateway
from tests.stopped import Stopped


@pytest.fixture
def real(core: Core) -> Municipality:
    town = replace(
        core.directory.by_key("trikala"),
        key="volos",
        demonstration=False,
        hosts=("volos.example.org",),
        numbers=("+302421000001",),
    )
    return core.directory.add(town, core.clock.now())


@pytest.fixture
def mail() -> Gateway:
    return Gateway()


@pytest.fixture
def texts() -> Gateway:
    return Gateway()


@pytest.fixture
def alarms(make_core: Callable[..., Core], core: Core, real: Municipality, mail: Gateway, texts: Gateway) -> Alarms:
    made = make_core(
        admin_email="it@volos.example", admin_phone="+306900000000", admin_language="en", email_from="hatch@volos.example",
        texts_a_day=3,
    )  # fmt: skip
    return Alarms(made.database, made.directory, made.clock, made.settings, {Way.EMAIL: mail, Way.TEXT: texts})


def waiting(core: Core, town: Municipality) -> None:
    with core.database.work(town) as work:
        post(work, Draft(Way.TEXT, "+306912345678", "Έγινε.", "el", "notice"), core.clock.now())


def sent(core: Core, town: Municipality, states: list[MessageState]) -> None:
    with core.database.work(town) as work:
        for _state in states:
            post(work, Draft(Way.TEXT, "+306912345678", "Έγινε.", "el", "notice"), core.clock.now())
        for row, state in zip(work.session.query(Message).order_by(Message.id).all(), states, strict=True):
            row.state, row.attempts = str(state), 1


def kinds(alarms: Alarms) -> list[str]:
    return [str(one.kind) for one in alarms.run()]


def test_a_trouble_is_told_once_then_daily_then_that_it_is_over(
    core: Core, real: Municipality, clock: Stopped, alarms: Alarms, mail: Gateway, texts: Gateway
) -> None:
    waiting(core, real)
    assert kinds(alarms) == []
    clock.move(minutes=16)
    assert kinds(alarms) == [Kind.QUEUE]
    clock.move(minutes=5)
    alarms.run()
    (letter,), (text,) = mail.sent, texts.sent
    assert "A message has waited for 16 minutes." in letter.body
    assert "See whether the worker runs" in letter.body
    assert (letter.to, text.to, text.sender) == ("it@volos.example", "+306900000000", "+302421000001")
    clock.move(days=1)
    alarms.run()
    assert len(mail.sent) == len(texts.sent) == 2
    with core.database.work(real) as work:
        work.session.query(Message).update({"state": str(MessageState.DELIVERED)})
    alarms.run()
    alarms.run()
    assert len(mail.sent) == len(texts.sent) == 3
    assert "Over: A message has waited" in mail.sent[-1].body
    assert raised(core.database, over_too=True) == []


def test_a_text_goes_out_when_the_mail_server_is_what_fails(
    core: Core, real: Municipality, clock: Stopped, alarms: Alarms, mail: Gateway, texts: Gateway
) -> None:
    mail.answers = [TryAgain("connect"), TryAgain("connect")]
    waiting(core, real)
    clock.move(minutes=16)
    for _round in range(3):
        alarms.run()
        clock.move(minutes=5)
    assert len(texts.sent) == 1
    # Tried until it was taken, and not after that.
    assert len(mail.sent) == 3
    alarms.run()
    assert len(mail.sent) == 3


@pytest.mark.parametrize(
    ("states", "kind"),
    [
        ([MessageState.FAILED] * 5, [Kind.TEXTS, Kind.GATEWAY]),
        ([MessageState.FAILED] * 4 + [MessageState.DELIVERED], [Kind.TEXTS]),
        ([MessageState.DELIVERED, MessageState.UNCERTAIN] * 5, [Kind.TEXTS, Kind.UNCERTAIN]),
        ([MessageState.DELIVERED] * 2, []),
    ],
)
def test_a_failing_gateway_and_a_spent_budget(
    core: Core, real: Municipality, alarms: Alarms, states: list[MessageState], kind: list[Kind]
) -> None:
    sent(core, real, states)
    assert sorted(kinds(alarms)) == sorted(map(str, kind))


def test_an_old_backup_and_one_that_was_never_made(
    make_core: Callable[..., Core], core: Core, clock: Stopped, alarms: Alarms
) -> None:
    assert kinds(alarms) == [], "nobody has begun with back-ups"
    expected = make_core(backup_expected=True)
    found = troubles.look(expected.database, expected.directory, expected.settings, clock.now())
    assert [(one.kind, one.figure) for one in found] == [(Kind.BACKUP, 0)]
    marks.note(core.database, marks.BACKUP, clock.now())
    clock.move(hours=25)
    assert kinds(alarms) == []
    clock.move(hours=2)
    assert kinds(alarms) == [Kind.BACKUP]


def test_a_day_that_was_not_done(core: Core, real: Municipality, clock: Stopped, alarms: Alarms) -> None:
    with core.database.work(real) as work:
        seal_day(work, clock.now())
    clock.move(days=1)
    assert kinds(alarms) == []
    clock.move(days=1)
    assert kinds(alarms) == [Kind.DAILY]


def test_a_full_disk(alarms: Alarms, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(troubles, "room", lambda _folder: Room(100 * 1024**3, 9 * 1024**3))
    assert kinds(alarms) == [Kind.DISK]


def test_nothing_about_a_person_is_told(
    core: Core, real: Municipality, clock: Stopped, alarms: Alarms, mail: Gateway, texts: Gateway
) -> None:
    waiting(core, real)
    clock.move(minutes=20)
    alarms.run()
    for letter in (*mail.sent, *texts.sent):
        assert "6912345678" not in letter.body
        assert "Έγινε" not in letter.body


def test_a_demonstration_raises_no_alarm(core: Core, town: Municipality, clock: Stopped, alarms: Alarms) -> None:
    waiting(core, town)
    clock.move(minutes=20)
    assert kinds(alarms) == []
