"""Proving who one is with the keys of a telephone; and the call of ours that reads a code aloud."""

from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask
from sqlalchemy import select
from twilio.request_validator import RequestValidator

from channels.ivr.incoming import Incoming
from channels.ivr.keys import Mode
from channels.ivr.line import Line
from core.bootstrap import Core, build
from core.dialogue.tables import TurnRow
from core.messages.tables import Message
from core.municipalities import files
from core.municipalities.model import Municipality
from core.people import onetime
from core.people.contact import Reached, Way
from core.requests.tables import Request
from core.settings import Settings
from tests import assured
from tests.assured import LANDLINE, MARIA, PIN, guard, last_code, with_pin
from tests.channels.ivr.caller import Caller
from tests.stopped import Stopped
from tests.twiml.check import check_voice


@pytest.fixture
def core(settings: Settings, clock: Stopped, tmp_path: Path) -> Iterator[Core]:
    wanted = Settings(**settings.model_dump() | {"catalogue": assured.write(tmp_path / "own")})  # type: ignore[arg-type]
    made = build(wanted, clock=clock)
    for one in files.demonstration():
        made.directory.add(one, clock.now())
    yield made
    made.database.close()


def begin(caller: Caller, place: str) -> str:
    """Greek, the two digits of a service, two copies, "I will ask myself"."""
    caller.press("1", "#", "1", place)
    caller.press("2", "#")
    return caller.press("3")


def request_of(core: Core, town: Municipality) -> Request:
    with core.database.reading(town) as work:
        return work.session.scalars(select(Request)).one()


def test_a_grandmother_at_a_fixed_telephone_with_afm_and_pin(
    core: Core, town: Municipality, calls: Callable[..., Caller]
) -> None:
    person = with_pin(core, town)
    caller = calls(LANDLINE)
    heard = begin(caller, "4")
    assert "ποιος είστε" in heard
    assert "Με κωδικό που θα μου στείλετε" not in heard, "her line is busy, and her telephone shows no texts"
    assert "ΑΦΜ" in caller.press("1").replace("Α Φ Μ", "ΑΦΜ")
    caller.press(*MARIA.afm, "#")
    assert "Θα σταλούν τα εξής" in caller.press(*PIN, "#")
    caller.press("#")
    request = request_of(core, town)
    assert (request.state, request.assurance, request.person_id) == ("received", "pin", person)


def test_every_digit_of_a_number_counts_and_star_leads_out(core: Core, town: Municipality, calls: Callable[..., Caller]) -> None:
    with_pin(core, town, pin="909730")
    caller = calls(LANDLINE)
    begin(caller, "4")
    caller.press("1")
    caller.press(*MARIA.afm, "#")
    assert "Θα σταλούν τα εξής" in caller.press(*"909730", "#")
    other = calls("+302431055555")
    begin(other, "4")
    other.press("1")
    assert "ποιος είστε" in other.press(*"09", "*", "*", "#")
    other.press("1")
    other.press("*", "0", "#")
    assert other.dialled, "star and zero is a person"


def test_later_is_one_key_and_zero_a_person(core: Core, town: Municipality, calls: Callable[..., Caller]) -> None:
    caller = calls(LANDLINE)
    begin(caller, "5")
    assert "Θα σταλούν τα εξής" in caller.press("8")
    assert "ταυτοποιηθείτε" in caller.press("#")
    assert request_of(core, town).state == "waiting_identity"
    other = calls("+302431055555")
    begin(other, "5")
    other.press("0")
    assert other.dialled == town.desk_number


def test_a_wrong_pin_is_told_and_a_person_offered_the_third_time(
    core: Core, town: Municipality, calls: Callable[..., Caller]
) -> None:
    with_pin(core, town)
    caller = calls(LANDLINE)
    begin(caller, "4")
    caller.press("1")
    caller.press(*MARIA.afm, "#")
    assert "δεν ταιριάζουν" in caller.press(*"730158", "#")
    caller.press(*"730158", "#")
    caller.press(*"730158", "#")
    assert caller.dialled == town.desk_number
    with core.database.reading(town) as work:
        said = [one or "" for one in work.execute(select(TurnRow.said)).scalars()]
        assert not any("730158" in one for one in said)


def test_a_code_by_text_to_a_mobile_caller(core: Core, town: Municipality, calls: Callable[..., Caller]) -> None:
    caller = calls("+306912345678")
    begin(caller, "3")
    heard = caller.press("2")
    assert "7 8" in heard
    assert "κωδικό" in heard
    assert "νέο κωδικό" in caller.press("*", "8", "#")
    assert "Θα σταλούν τα εξής" in caller.press(*last_code(core, town), "#")
    caller.press("#")
    assert request_of(core, town).assurance == "contact"


def test_proving_it_afterwards(core: Core, town: Municipality, calls: Callable[..., Caller]) -> None:
    with_pin(core, town)
    caller = calls(LANDLINE)
    begin(caller, "4")
    caller.press("8")
    caller.press("#")
    request = request_of(core, town)
    from core.requests.receiptcode import receipt_code

    later = calls("+302431055555")
    later.press("1", "3")
    later.press(*request.reference, "#")
    heard = later.press(*receipt_code(core.codes, town.id, request.reference), "#")
    assert "Για να ταυτοποιηθείτε τώρα, πατήστε 1" in heard
    later.press("1", "1")
    later.press(*MARIA.afm, "#")
    assert "προχωρήσει" in later.press(*PIN, "#")
    assert request_of(core, town).state == "received"


class Answering:
    """Whoever takes our call: every request is signed, every answer a sound document."""

    def __init__(self, core: Core, app: Flask, town: Municipality, to: str = LANDLINE) -> None:
        self.core, self.app, self.to = core, app, to
        with core.database.work(town) as work:
            onetime.send(work, guard(core), Reached(Way.CALL, LANDLINE), onetime.CONTACT, "el", core.clock.now())
        with core.database.reading(town) as work:
            message = work.execute(select(Message.id)).scalar_one()
        self.path = f"/ivr/twilio/code?town={town.key}&message={message}&lang=el"
        self.code = " ".join(last_code(core, town)[:3])

    def hear(self, path: str = "", **more: str) -> str:
        path = path or self.path
        fields = {"CallSid": "CA" + "0" * 32, "To": self.to, "From": "+302431000000", "Direction": "outbound-api"} | more
        url = self.core.settings.base_url + path
        signed = RequestValidator(self.core.webhook_token).compute_signature(url, fields)
        answer = self.app.test_client().post(path, data=fields, headers={"X-Twilio-Signature": signed})
        assert answer.status_code == 200
        document = answer.get_data(as_text=True)
        assert check_voice(document) == []
        self.document = ElementTree.fromstring(document)
        return " ".join(self.document.itertext())

    @property
    def again(self) -> str:
        gather = self.document.find("Gather")
        assert gather is not None
        return gather.attrib["action"]


def test_a_person_hears_the_code_twice_in_groups_and_again_with_nine(core: Core, app: Flask, town: Municipality) -> None:
    call = Answering(core, app, town)
    heard = call.hear(AnsweredBy="human")
    assert heard.count(call.code) == 2
    assert call.hear(call.again, Digits="9").count(call.code) == 2


@pytest.mark.parametrize("who", ["machine_start", "machine_end_beep", "fax"])
def test_a_machine_hears_nothing(core: Core, app: Flask, town: Municipality, who: str) -> None:
    call = Answering(core, app, town)
    assert call.hear(AnsweredBy=who).strip() == ""


@pytest.mark.parametrize("who", [{}, {"AnsweredBy": "unknown"}])
def test_where_nobody_can_tell_a_key_shows_that_it_is_a_person(
    core: Core, app: Flask, town: Municipality, who: dict[str, str]
) -> None:
    call = Answering(core, app, town)
    assert call.code not in call.hear(**who)
    assert call.hear(call.again, Digits="1", **who).count(call.code) == 2


def test_a_code_that_is_over_is_not_read(core: Core, app: Flask, town: Municipality, clock: Stopped) -> None:
    call = Answering(core, app, town)
    clock.move(minutes=10)
    assert call.code not in call.hear(AnsweredBy="human")


def test_another_telephone_or_another_town_hears_nothing(
    core: Core, app: Flask, town: Municipality, other_town: Municipality
) -> None:
    call = Answering(core, app, town)
    call.to = "+302431055555"
    assert call.code not in call.hear(AnsweredBy="human")
    call.to = LANDLINE
    assert call.code not in call.hear(call.path.replace(town.key, other_town.key), AnsweredBy="human")
    assert call.code not in call.hear(call.path.replace("message=", "message=9"), AnsweredBy="human")


def test_nobody_but_the_provider_asks_for_it(core: Core, app: Flask, town: Municipality) -> None:
    call = Answering(core, app, town)
    assert app.test_client().post(call.path, data={"To": LANDLINE, "AnsweredBy": "human"}).status_code == 403


@pytest.mark.parametrize(("question", "kept"), [("pin", False), ("code", False), ("authorisation", False), ("afm", True)])
def test_a_secret_stands_in_no_address_not_even_for_a_second_try(town: Municipality, question: str, kept: bool) -> None:
    call = Incoming(
        sid="CA" + "0" * 32,
        town=town,
        contact=LANDLINE,
        line=Line(town, "el", 4),
        question=question,
        command="",
        offered={},
        mode=Mode.MANY,
        digits=PIN,
        again=False,
    )
    assert (PIN in call.same_again("/ivr/twilio/turn")) is kept
