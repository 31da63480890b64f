"""What a clerk was typing: kept for its writer, gone when sent, erased or a week old."""

from datetime import timedelta

import pytest

from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.requests import actions, dossier, drafts
from core.requests.actions import Actor
from core.requests.daily import Daily
from core.requests.erasing import erase
from core.requests.filing import Filed
from core.requests.moves import Outcome
from tests.filed import file_one
from tests.stopped import Stopped

MARIA, NIKOS = 7, 8


@pytest.fixture
def filed(core: Core, town: Municipality) -> Filed:
    return file_one(core, town)


def keep(core: Core, town: Municipality, filed: Filed, words: str, account: int = MARIA, action: str = "reply") -> bool:
    with core.database.work(town) as work:
        return drafts.keep(work, filed.id, account, action, {"words": words, "seen": "1"}, 1, core.clock.now())


def kept(core: Core, town: Municipality, filed: Filed, account: int = MARIA) -> list[tuple[str, str]]:
    with core.database.reading(town) as work:
        return [(one.action, one.words) for one in drafts.of(work, filed.id, account, core.clock.now())]


def test_a_draft_is_its_writers_and_the_last_words_hold(core: Core, town: Municipality, filed: Filed, clock: Stopped) -> None:
    assert keep(core, town, filed, "Αύριο")
    assert keep(core, town, filed, "Αύριο το πρωί")
    clock.move(seconds=5)
    assert keep(core, town, filed, "Ask the electrician", action="note")
    assert keep(core, town, filed, "Mine", account=NIKOS)
    assert kept(core, town, filed) == [("note", "Ask the electrician"), ("reply", "Αύριο το πρωί")]
    assert kept(core, town, filed, NIKOS) == [("reply", "Mine")]


def test_an_emptied_form_leaves_no_draft(core: Core, town: Municipality, filed: Filed) -> None:
    keep(core, town, filed, "Αύριο")
    assert not keep(core, town, filed, "  ")
    assert kept(core, town, filed) == []


def test_what_a_page_sends_unseen_is_no_draft_and_nothing_is_too_long(core: Core, town: Municipality, filed: Filed) -> None:
    form = {"csrf_token": "secret", "seen": "3", "words": "x" * 9000, "outcome": "done"}
    with core.database.work(town) as work:
        drafts.keep(work, filed.id, MARIA, "close", form, 3, core.clock.now())
    with core.database.reading(town) as work:
        (one,) = drafts.of(work, filed.id, MARIA, core.clock.now())
    assert (sorted(one.fields), len(one.fields["words"]), one.seen_seq) == (["outcome", "words"], drafts.LONGEST_FIELD, 3)


def test_a_draft_that_nobody_came_back_to_goes_after_a_week(core: Core, town: Municipality, filed: Filed, clock: Stopped) -> None:
    keep(core, town, filed, "Old")
    clock.move(days=6)
    keep(core, town, filed, "Young", action="note")
    clock.move(days=1)
    assert kept(core, town, filed) == [("note", "Young")]
    Daily(core.database, clock, lambda: [town]).run()
    with core.database.reading(town) as work:
        long_ago = clock.now() - timedelta(days=7)
        assert [one.action for one in drafts.of(work, filed.id, MARIA, long_ago)] == ["note"]


def test_erasing_takes_the_drafts_too(core: Core, town: Municipality, filed: Filed, clock: Stopped) -> None:
    keep(core, town, filed, "Στην Ασκληπιού")
    with core.database.work(town) as work:
        request, actor = dossier.one(work, filed.reference), Actor("desk", MARIA)
        actions.claim(work, request, actor, clock.now())
        actions.close(work, request, actor, actions.Closing(Outcome.DONE, "Done.", done="Done."), clock.now())
        erase(work, request, "retention", actor, clock.now())
    assert kept(core, town, filed) == []


def test_another_towns_drafts_are_not_ours(core: Core, town: Municipality, other_town: Municipality, filed: Filed) -> None:
    keep(core, town, filed, "Αύριο")
    assert kept(core, other_town, filed) == []
