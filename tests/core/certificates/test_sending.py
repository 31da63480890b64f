"""A document by e-mail: only to who chose it, with the file, and never after it was revoked."""

import re

from core.certificates.enclosing import EncloseCertificate
from core.certificates.issuing import Decision
from core.certificates.receiving import ENCLOSING, Receive, is_enough
from core.certificates.revoking import revoke
from core.certificates.tables import Certificate
from core.dialogue.service import Assurance
from core.messages.delivery import Delivery
from core.messages.sending import Letter, Sent
from core.messages.tables import Message
from core.people.contact import Way
from tests.certified import FIELDS, NAME, Hall

EMAIL = "giorgos@example.org"


class Box:
    name = "box"

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def send(self, letter: Letter) -> Sent:
        self.letters.append(letter)
        return Sent(str(letter.id))


def delivered(hall: Hall) -> Box:
    core, box = hall.core, Box()
    enclose = {ENCLOSING: EncloseCertificate(core.database, core.storage)}
    delivery = Delivery(core.database, core.directory, core.clock, core.codes, {Way.EMAIL: (box,)}, box, enclose=enclose)
    delivery.run()
    return box


def by_email(hall: Hall) -> tuple[str, int]:
    reference = hall.applied()
    made = hall.issue(reference, decision=Decision(FIELDS, receive=Receive.EMAIL, address=EMAIL))
    hall.seal(made)
    return reference, made


def test_the_file_goes_to_the_address_that_was_chosen_and_nowhere_else(hall: Hall) -> None:
    _reference, made = by_email(hall)
    letters = delivered(hall).letters
    assert [(one.to, one.enclosed[0].content) for one in letters if one.enclosed] == [(EMAIL, hall.pdf(made))]
    assert len(letters) == 2
    assert all(NAME not in one.body + one.subject and not re.search(r"https?:", one.body) for one in letters)


def test_nothing_is_enclosed_where_e_mail_was_not_chosen(hall: Hall) -> None:
    hall.issued()
    assert [one.enclosed for one in delivered(hall).letters] == [()]


def test_what_was_revoked_meanwhile_does_not_leave(hall: Hall) -> None:
    reference, made = by_email(hall)
    with hall.core.database.work(hall.town) as work:
        row = work.session.get_one(Certificate, (hall.town.id, made))
        revoke(work, hall.request(work, reference), row, hall.clerk, "Λάθος.", hall.now)
    assert not [one for one in delivered(hall).letters if one.to == EMAIL]
    with hall.core.database.reading(hall.town) as work:
        stopped = work.session.query(Message).filter(Message.purpose == ENCLOSING).one()
        assert (stopped.state, stopped.reason) == ("failed", "revoked")


def test_a_receipt_code_opens_no_document() -> None:
    assert [one for one in Assurance if is_enough(one)] == [Assurance.PIN, Assurance.IDENTITY]
