"""Proving who one is by text: a code to read back and nothing more; no link, and never a PIN."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from channels.sms.fitting import LONGEST, units
from core.bootstrap import Core, build
from core.dialogue.tables import TurnRow
from core.messages.tables import Message
from core.municipalities import files
from core.municipalities.model import Municipality
from core.requests.tables import Request
from core.settings import Settings
from tests import assured
from tests.assured import last_code, with_pin, wrong
from tests.channels.sms.handset import Handset
from tests.stopped import Stopped


@pytest.fixture
def core(settings: Settings, clock: Stopped, tmp_path: Path) -> Iterator[Core]:
    wanted = Settings(**settings.model_dump() | {"catalogue": assured.write(tmp_path / "own")})  # type: ignore[arg-type]
    made = build(wanted, clock=clock)
    for one in files.demonstration():
        made.directory.add(one, clock.now())
    yield made
    made.database.close()


def request_of(core: Core, town: Municipality) -> Request:
    with core.database.reading(town) as work:
        return work.session.scalars(select(Request)).one()


def test_a_code_is_read_back(core: Core, town: Municipality, handset: Handset) -> None:
    reply = handset.say("13", "2", "4")
    assert "1 με κωδικό" in reply
    reply = handset.say("1")
    code = last_code(core, town)
    assert code not in reply
    with core.database.reading(town) as work:
        [message] = work.session.scalars(select(Message))
        assert (message.way, message.to, message.purpose) == ("text", handset.number, "code")
        assert code not in message.body
    assert "Δεν είναι αυτός" in handset.say(wrong(code))
    assert "ΟΚ" in handset.say(f"{code[:3]} {code[3:]}")
    handset.say("ΟΚ")
    assert (request_of(core, town).state, request_of(core, town).assurance) == ("received", "contact")


@pytest.mark.parametrize("number", ["14", "15"])
def test_more_is_proved_elsewhere_and_no_link_is_sent(core: Core, town: Municipality, handset: Handset, number: str) -> None:
    reply = handset.say(number, "2", "4")
    assert "ιστοσελίδα, θυρίδα" in reply
    named = town.numbers[-1].removeprefix("+30") in reply.replace(" ", "")
    assert named is (number == "14"), "a PIN is keyed by telephone, an identity is not"
    assert "http" not in reply
    assert ".localhost" not in reply
    handset.say("2")
    receipt = handset.say("ΟΚ")
    assert "Ταυτοποίηση" in receipt
    assert f"ΚΑΤΑΣΤΑΣΗ {request_of(core, town).reference[:3]}" in receipt, "how to ask is the last line of every receipt"
    assert units(receipt) <= LONGEST
    assert request_of(core, town).state == "waiting_identity"


@pytest.mark.parametrize("english", [False, True])
def test_no_text_is_too_long(core: Core, handset: Handset, english: bool) -> None:
    if english:
        handset.say("ENGLISH")
    for number in ("13", "14", "15"):
        for words in (number, "2", "4", "1", "000000", "NEW" if english else "ΝΕΟ"):
            assert units(handset.say(words)) <= LONGEST


def test_a_pin_is_neither_taken_nor_kept(core: Core, town: Municipality, handset: Handset) -> None:
    with_pin(core, town)
    assert "Μη στέλνετε ποτέ το PIN" in handset.say("14", "2", "4", "PIN 482913")
    with core.database.reading(town) as work:
        assert not any("482913" in (one or "") for one in work.execute(select(TurnRow.said)).scalars())
    assert "1 ενεργώ" in handset.say("482913"), "six digits alone prove nothing here"
    with core.database.reading(town) as work:
        assert not any("482913" in (one or "") for one in work.execute(select(TurnRow.said)).scalars())


def test_the_same_text_delivered_twice_costs_one_try(core: Core, town: Municipality, handset: Handset) -> None:
    handset.say("13", "2", "4", "1")
    sid = "SM" + "7" * 32
    code = wrong(last_code(core, town))
    assert handset.send(code, sid) == handset.send(code, sid)
    from core.people.known import OneTimeCode

    with core.database.reading(town) as work:
        assert work.session.scalars(select(OneTimeCode)).one().tries == 1
