"""A receipt code opens a request, so it lies nowhere to be read: not in the database, not in what is left of it on the disk."""

from pathlib import Path

import pytest
from sqlalchemy import text

from core.bootstrap import Core
from core.messages.delivery import Delivery
from core.people.contact import Way
from core.requests.receiptcode import receipt_code
from tests.core.messages.conftest import Gateway
from tests.talking import FORMS, Talker


def _everything(core: Core) -> str:
    with core.database.across("a test looks at what is there", writes=False) as work:
        if core.database.is_sqlite:
            tables = work.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        else:
            tables = work.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars().all()
        return "\n".join(str(row) for one in tables for row in work.execute(text(f'SELECT * FROM "{one}"')).all())


@pytest.mark.parametrize("by", ["text", "page"])
def test_a_receipt_code_is_nowhere_in_the_database(core: Core, by: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four digits are found by chance, so this one is made of letters that nothing else is made of."""
    marked = "ΚΩΔΨΞΘ"
    for module in ("core.dialogue.receipts", "core.requests.receiptcode"):
        monkeypatch.setattr(f"{module}.receipt_code", lambda *_all: marked)
    town = core.directory.by_key("trikala")
    if by == "text":
        citizen = Talker(core, town)
        done = citizen.file("ΛΑΜΠΑ Ασκληπιού 12", "1", "-", "όχι", "1")
    else:
        citizen = Talker(core, town, medium=FORMS, contact="", session="browser")
        citizen.say("", service="street-light", opening=True)
        for question, words in (("place", "Ασκληπιού 12"), ("fault", "out")):
            citizen.say(words, question=question)
        citizen.say("", command="skip")
        citizen.say("", command="skip")
        citizen.say("text", question="tell_by")
        citizen.say("6912345678", question="tell_phone")
        done = citizen.say("", command="send")  # type: ignore[assignment]
    assert done.receipt_code == marked

    console = Gateway()
    delivery = Delivery(core.database, core.directory, core.clock, core.codes, {}, console)
    delivery.run()
    if by == "page":
        assert marked in console.sent[0].body, "the text that leaves does tell it"
    assert marked not in _everything(core)
    if core.database.is_sqlite:
        for one in Path(core.database.url.database or "").parent.glob("thyrida.db*"):
            assert marked.encode() not in one.read_bytes()


def test_a_receipt_code_follows_from_the_servers_key_alone(core: Core) -> None:
    codes = {receipt_code(core.codes, town.id, "123456782") for town in core.directory.all()}
    assert all(len(code) == 4 and code.isdigit() for code in codes)
    assert receipt_code(core.codes, 1, "123456782") == receipt_code(core.codes, 1, "123456782")
    assert Way.TEXT
