"""Whether a document is valid: the same answer for everybody, more for who holds it, and no room for guessing."""

from datetime import date

import pytest

from core.certificates import checking, revoking
from core.certificates.checking import Asker, Checked, Held, Standing
from core.certificates.issuing import Decision
from core.certificates.tables import Certificate
from core.codes import random_code
from core.errors import InvalidAnswer
from core.model import Base
from core.people.guessing import BY_SOURCE
from tests.certified import FIELDS, NAME, Hall
from tests.stopped import Stopped

WEB = Asker("web", "one", 500)


def check(hall: Hall, code: str, asker: Asker = WEB, held: Held | None = None) -> Checked:
    """Check, and keep what was counted although it was refused."""
    with hall.core.database.work(hall.town) as work:
        try:
            return checking.check(work, code, asker, hall.core.codes, hall.now, held)
        except InvalidAnswer as error:
            refused = error
    raise refused


def test_a_valid_document_tells_kind_dates_and_a_hint_of_its_holder(hall: Hall) -> None:
    made = hall.issued()
    found = check(hall, " ".join([hall.code(made)[:4], hall.code(made)[4:]]))
    assert found.standing is Standing.VALID
    assert found.title is not None
    assert found.title.best("el")[0] == "Βεβαίωση μόνιμης κατοικίας"
    assert (found.hint, found.initials) == ("Γ. Π…", "Γ.Π.")
    assert (found.holder, found.protocol, found.fields) == ("", "", None)
    assert found.valid_until == date(2027, 5, 15)


def test_who_holds_it_is_told_everything(hall: Hall) -> None:
    made = hall.issued()
    row = hall.row(made)
    found = check(hall, hall.code(made), held=Held(row.issued_on, " 2026 / 2 "))
    assert (found.full, found.holder, found.protocol, found.fields) == (True, NAME, row.protocol, FIELDS)


def test_a_wrong_date_or_number_opens_nothing_and_is_slowed(hall: Hall) -> None:
    made = hall.issued()
    row = hall.row(made)
    for _try in range(BY_SOURCE):
        with pytest.raises(InvalidAnswer) as refused:
            check(hall, hall.code(made), held=Held(row.issued_on, "2026/000009"))
        assert refused.value.code == "held"
    with pytest.raises(InvalidAnswer) as refused:
        check(hall, hall.code(made), held=Held(row.issued_on, row.protocol))
    assert refused.value.code == "source-slowed"
    assert check(hall, hall.code(made)).standing is Standing.VALID


def test_revoked_comes_before_expired_and_says_whether_another_was_issued(hall: Hall, clock: Stopped) -> None:
    reference = hall.applied()
    made = hall.issue(reference)
    hall.seal(made)
    with hall.core.database.work(hall.town) as work:
        row = work.session.get_one(Certificate, (hall.town.id, made))
        request = hall.request(work, reference)
        decision = Decision(FIELDS)
        new = revoking.replace(work, request, row, hall.service(), hall.clerk, decision, "Λάθος.", hall.core.codes, hall.now).id
    hall.seal(new)
    clock.move(days=400)
    old, fresh = check(hall, hall.code(made)), check(hall, hall.code(new))
    assert (old.standing, old.replaced, old.revoked_on, old.reason) == (Standing.REVOKED, True, date(2026, 11, 16), "")
    assert fresh.standing is Standing.EXPIRED


def test_it_is_valid_to_the_end_of_its_last_day(hall: Hall, clock: Stopped) -> None:
    made = hall.issued()
    clock.move(days=180)
    assert check(hall, hall.code(made)).standing is Standing.VALID
    clock.move(days=1)
    assert check(hall, hall.code(made)).standing is Standing.EXPIRED


def test_unknown_foreign_and_unsealed_codes_answer_alike(hall: Hall) -> None:
    made, waiting = hall.issued(), hall.issue(hall.applied())
    there = Hall(hall.core, hall.core.directory.by_key("corfu"))
    unknown = {str(check(there, hall.code(made))), str(check(there, hall.code(made)))}
    assert len(unknown) == 1
    assert check(hall, random_code(16)).standing is Standing.UNKNOWN
    assert check(hall, hall.code(waiting)).standing is Standing.UNKNOWN


def test_guesses_are_counted_together_over_all_channels(hall: Hall) -> None:
    made = hall.issued()
    for channel in ("web", "sms", "ivr", "web", "sms"):
        assert check(hall, random_code(16), Asker(channel, "same", 500)).standing is Standing.UNKNOWN
    with pytest.raises(InvalidAnswer) as refused:
        check(hall, hall.code(made), Asker("ivr", "same", 500))
    assert refused.value.code == "source-slowed"
    for source in ("a", "b", "c"):
        check(hall, random_code(16), Asker("web", source, 8))
    with pytest.raises(InvalidAnswer) as refused:
        check(hall, hall.code(made), Asker("web", "fresh", 8))
    assert refused.value.code == "budget-spent"


def test_a_mistyped_code_is_no_guess(hall: Hall) -> None:
    made = hall.issued()
    code = hall.code(made)
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    for _try in range(BY_SOURCE + 2):
        with pytest.raises(InvalidAnswer) as refused:
            check(hall, wrong)
        assert refused.value.code == "code-mistyped"
    assert check(hall, code).standing is Standing.VALID


def test_the_holder_sees_when_it_was_checked(hall: Hall, clock: Stopped) -> None:
    made = hall.issued()
    check(hall, hall.code(made), Asker("sms", "x", 500))
    clock.move(hours=1)
    check(hall, hall.code(made), held=Held(hall.row(made).issued_on, hall.row(made).protocol))
    with hall.core.database.reading(hall.town) as work:
        seen = checking.checks(work, made)
    assert [(channel, full) for _at, channel, full in seen] == [("web", True), ("sms", False)]


def test_the_code_and_the_holder_lie_nowhere_beside_the_document(hall: Hall) -> None:
    made = hall.issued()
    code = hall.code(made)
    with hall.core.database.across("a test") as work:
        for table in Base.metadata.sorted_tables:
            assert code not in str(work.execute(table.select()).all())


@pytest.mark.parametrize(
    ("name", "hint", "short"),
    [("", "", ""), ("Μαρία", "Μ…", "Μ."), ("Άννα Μαρία Κ", "Ά. Μ. Κ…", "Ά.Μ.Κ.")],
)
def test_names_of_one_word_or_three_are_masked_too(name: str, hint: str, short: str) -> None:
    assert (checking.first_letters(name), checking.initials(name)) == (hint, short)
