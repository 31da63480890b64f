"""In which letters texts are written: what the page reckons, and what a choice changes on the way out."""

import re
from dataclasses import replace

from core.adapters.console import Console
from core.bootstrap import Core
from core.messages import style
from core.messages.delivery import Delivery
from core.messages.outbox import Draft, post
from core.people.contact import Way
from core.staff.roles import Role
from tests.channels.desk.conftest import Opener
from tests.core.messages.conftest import Gateway
from tests.filed import MOBILE

# Three parts in Greek, and one in capitals of the one-byte alphabet.
LONG = "Η αίτησή σας ολοκληρώθηκε και το έγγραφο σας περιμένει στο ΚΕΠ. " * 2 + "Ώρες: 08:00-14:00."


def test_what_capitals_would_save_is_reckoned_from_last_month_s_texts(core: Core, desk: Opener) -> None:
    anna, town = desk("anna", Role.ADMINISTRATOR), core.directory.by_key("trikala")
    core.directory.add(replace(town, prices={"text": 5.0}), core.clock.now())
    with core.database.work(town) as work:
        for _each in range(10):
            post(work, Draft(Way.TEXT, MOBILE, LONG, "el", "question"), core.clock.now())
    page = anna.get("/desk/texts").text
    # Ten texts a month of three parts instead of one: 10 × 12 × 2 × 5 cents.
    assert "Last month: 10 texts. In capitals they would cost about 12 € a year less" in page
    assert "One part costs 5 cents." in page
    assert page.count("None went out last month.") == 3
    assert '<span lang="el">Δ. Τρικκαίων: ο κωδικός σας είναι 482913.' in page
    assert "O KΩΔIKOΣ ΣAΣ EINAI 482913." in page


def test_who_may_not_choose_is_told_who_does(desk: Opener) -> None:
    refused = desk("sofia", Role.SUPERVISOR).get("/desk/texts")
    assert refused.status_code == 403 and "The administrator sets this." in refused.text


def test_a_choice_holds_for_its_class_alone_and_is_kept_with_who_made_it(core: Core, desk: Opener) -> None:
    anna = desk("anna", Role.ADMINISTRATOR)
    answer = anna.post("/desk/texts", purpose="notice", letters="capitals")
    page = anna.follow(answer).text
    assert "From now on they are written in capitals" in page
    assert re.search(r"Notices about requests, capitals\s*\(Anna", page), page[page.find("What was chosen") :][:300]
    anna.post("/desk/texts", purpose="notice", letters="capitals")
    assert anna.post("/desk/texts", purpose="poems", letters="capitals").status_code == 404
    with core.database.reading(core.directory.by_key("trikala")) as work:
        assert len(style.history(work, 10)) == 1
        folded = [key for key in ("question", "receipt", "code", "announcement", "emergency") if style.folds(work, key)]
    assert folded == ["question", "receipt"]
    with core.database.reading(core.directory.by_key("corfu")) as work:
        assert not style.folds(work, "notice")


def test_only_texts_are_folded_on_their_way_out(core: Core) -> None:
    town = replace(core.directory.by_key("trikala"), key="volos", demonstration=False, hosts=("volos.example.org",), numbers=())
    town = core.directory.add(town, core.clock.now())
    with core.database.work(town) as work:
        for capitals in (True, False, True):
            style.choose(work, "notice", capitals, "staff:1", core.clock.now())
            assert style.folds(work, "receipt") is capitals
        for way, to in ((Way.TEXT, MOBILE), (Way.EMAIL, "maria@example.org")):
            post(work, Draft(way, to, "Έγινε.", "el", "notice"), core.clock.now())
    gateway = Gateway()
    out = {Way.TEXT: (gateway,), Way.EMAIL: (gateway,)}
    Delivery(core.database, core.directory, core.clock, core.codes, out, Console()).run()
    assert {letter.to: letter.body for letter in gateway.sent} == {MOBILE: "EΓINE.", "maria@example.org": "Έγινε."}
