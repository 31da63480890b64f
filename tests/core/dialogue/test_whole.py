"""All questions of a service at once, for a page that asks them together."""

from dataclasses import replace

from core.bootstrap import Core
from core.dialogue.steps import Ask, Done, Review
from core.dialogue.topics.whole import Posed
from core.municipalities.model import Municipality
from tests.talking import FORMS, Talker

WHOLE = replace(FORMS, all_at_once=True)


def posed(talker: Talker, service: str, **rest: object) -> dict[str, Posed]:
    found, _language = talker.core.conversing.pose(talker.turn(service=service, **rest))
    assert isinstance(found, tuple), found
    return {one.key: one for one in found}


def say(talker: Talker, key: str, words: str, service: str) -> object:
    return talker.say(words, service=service, question=key)


def test_every_question_is_posed_with_what_makes_it_apply(core: Core, town: Municipality) -> None:
    talker = Talker(core, town, medium=WHOLE, contact="")
    tree = posed(talker, "tree")
    assert list(tree) == ["place", "matter", "reason", "details", "photo", "tell_by", "tell_phone", "tell_email"]
    assert [key for key, one in tree.items() if one.applies] == ["place", "matter", "details", "photo", "tell_by"]
    assert (tree["reason"].decided_by, tree["reason"].decided_with) == ("matter", ("felling",))
    assert (tree["tell_phone"].decided_by, tree["tell_phone"].decided_with) == ("tell_by", ("text", "call"))


def test_a_question_that_a_yes_decides_names_the_pick_that_says_yes(core: Core, town: Municipality) -> None:
    named = posed(Talker(core, town, medium=WHOLE, contact=""), "complaint")["name"]
    assert (named.decided_by, named.decided_with) == ("named", ("yes",))


def test_any_question_that_applies_is_answered_out_of_turn_where_all_are_asked_at_once(core: Core, town: Municipality) -> None:
    talker = Talker(core, town, medium=WHOLE, contact="")
    step = say(talker, "details", "Δίπλα στο σχολείο", "tree")
    assert isinstance(step, Ask) and step.problem is None
    tree = posed(talker, "tree")
    assert tree["details"].answered
    assert not tree["place"].answered


def test_one_that_does_not_apply_is_refused(core: Core, town: Municipality) -> None:
    talker = Talker(core, town, medium=WHOLE, contact="")
    step = say(talker, "reason", "Είναι σάπιο", "tree")
    assert isinstance(step, Ask) and step.problem is not None
    assert not posed(talker, "tree")["reason"].answered


def test_a_page_that_asks_one_question_still_takes_no_answer_out_of_turn(core: Core, town: Municipality) -> None:
    talker = Talker(core, town, medium=FORMS, contact="")
    step = say(talker, "details", "Δίπλα στο σχολείο", "tree")
    assert isinstance(step, Ask) and step.problem is not None
    assert not posed(talker, "tree")["details"].answered


def test_what_was_answered_out_of_turn_goes_on_elsewhere_at_the_first_open_question(core: Core, town: Municipality) -> None:
    talker = Talker(core, town, medium=WHOLE, contact="")
    say(talker, "details", "x" * 5000, "tree")
    given = talker.say(service="tree", command="code")
    other = Talker(core, town)
    other.say(given.code)  # type: ignore[union-attr]
    assert other.asked == "place"


def test_what_was_filed_is_posed_as_its_receipt_until_something_new_begins(core: Core, town: Municipality) -> None:
    talker = Talker(core, town, medium=WHOLE, contact="")
    for key, words in {"place": "Ασκληπιού 12", "fault": "out", "pole": "", "photo": "", "tell_by": "none"}.items():
        step = say(talker, key, words, "street-light")
    assert isinstance(step, Review)
    talker.say(service="street-light", command="send")
    found, _language = core.conversing.pose(talker.turn(service="street-light"))
    assert isinstance(found, Done)
    assert not any(one.answered for one in posed(talker, "street-light", opening=True).values())
