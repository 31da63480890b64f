"""Checking a document with the keys of a telephone."""

from collections.abc import Callable

from core.bootstrap import Core
from core.codes import random_code
from tests.certified import NAME, Hall
from tests.channels.ivr.caller import Caller


def test_five_and_sixteen_digits_tell_whether_it_is_valid(core: Core, calls: Callable[..., Caller]) -> None:
    hall = Hall(core, core.directory.by_key("trikala"))
    made = hall.issued()
    caller = calls()
    assert "δεκαέξι" in caller.press("1", "5")
    heard = caller.press(*hall.code(made), "#")
    assert "Το έγγραφο ισχύει" in heard
    assert NAME not in heard
    assert "Βεβαίωση μόνιμης κατοικίας" in heard
    assert "Κανένα έγγραφο" in caller.press(*random_code(16), "#")
