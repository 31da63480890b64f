"""Checking a document by text."""

import pytest

from channels.sms.fitting import LONGEST, units
from core.bootstrap import Core
from core.certificates.issuing import Decision
from core.certificates.revoking import replace
from core.certificates.tables import Certificate
from core.municipalities.model import Municipality
from tests.certified import FIELDS, NAME, Hall
from tests.channels.sms.handset import Handset


@pytest.fixture
def hall(core: Core, town: Municipality) -> Hall:
    return Hall(core, town)


@pytest.mark.parametrize("said", ["ΕΠΑΛΗΘΕΥΣΗ {code}", "{code}", "epalithefsi {code}", "verify {code}"])
def test_a_code_is_answered_with_initials_alone(hall: Hall, handset: Handset, said: str) -> None:
    made = hall.issued()
    reply = handset.say(said.format(code=hall.code(made)))
    assert "ισχύει" in reply or "valid" in reply
    assert "Γ.Π." in reply
    assert NAME.split()[1] not in reply
    assert units(reply) <= LONGEST


def test_the_word_alone_asks_for_the_code_and_a_wrong_digit_is_told(hall: Hall, handset: Handset) -> None:
    made = hall.issued()
    code = hall.code(made)
    assert "δεκαέξι" in handset.say("ΕΠΑΛΗΘΕΥΣΗ")
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    assert "ψηφί" in handset.say(wrong)
    assert "ισχύει" in handset.say(code)


def test_a_revoked_document_says_when_and_that_it_was_replaced(hall: Hall, handset: Handset) -> None:
    reference = hall.applied()
    made = hall.issue(reference)
    hall.seal(made)
    with hall.core.database.work(hall.town) as work:
        row = work.session.get_one(Certificate, (hall.town.id, made))
        request = hall.request(work, reference)
        replace(work, request, row, hall.service(), hall.clerk, Decision(FIELDS), "Λάθος.", hall.core.codes, hall.now)
    reply = handset.say(hall.code(made))
    assert "ανακληθεί" in reply
    assert "εκδόθηκε άλλο" in reply
    assert units(reply) <= LONGEST


def test_another_matter_after_a_wrong_code_is_heard_as_that(handset: Handset) -> None:
    handset.say("ΕΠΑΛΗΘΕΥΣΗ 1234567890123456")
    assert "Τι συμβαίνει" in handset.say("δεν ανάβει η λάμπα Ασκληπιού 12")
