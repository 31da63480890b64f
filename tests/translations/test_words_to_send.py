"""The words that a sentence tells citizens to send are words that the software understands."""

import re

import pytest
from flask import Flask

import channels.site
from channels.sms import CHANNEL
from core.bootstrap import Core
from core.catalogue import catalogue_for
from core.dialogue.understanding import Understanding
from tests.channels.sms.handset import Handset
from tests.translations.test_catalogue import pairs

# Words in capitals that follow one another: «ΚΑΛΕΣΤΕ ΜΕ».
IN_CAPITALS = re.compile(r"\b[A-ZΑ-Ω]{2,}(?: [A-ZΑ-Ω]{2,})*\b")


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding(catalogue_for(None, "trikala"))


@pytest.fixture
def handset(core: Core, monkeypatch: pytest.MonkeyPatch) -> Handset:
    monkeypatch.setattr(channels.site, "find", lambda: [CHANNEL])
    app: Flask = channels.site.create_app(core)
    return Handset(core, app.test_client(), core.directory.by_key("trikala").numbers[0])


def test_what_greek_tells_to_send_means_what_english_tells_to_send(understanding: Understanding) -> None:
    def meant(words: str) -> list[str]:
        said = IN_CAPITALS.findall(words)
        return [meaning for word in said if (meaning := understanding.reserved(word) or understanding.command(word))]

    differing = [(source, said) for source, said in pairs() if meant(source) != meant(said)]
    assert not differing
    assert sum(bool(meant(said)) for _source, said in pairs()) > 8


@pytest.mark.parametrize(
    ("person", "call_me", "about"),
    [("ΥΠΑΛΛΗΛΟΣ", "ΚΑΛΕΣΤΕ ΜΕ", "Για ποιο θέμα;"), ("PERSON", "CALL ME", "What is it about?")],
)
def test_the_words_of_the_offer_ask_for_a_call(handset: Handset, person: str, call_me: str, about: str) -> None:
    assert call_me in handset.say(person)
    assert about in handset.say(call_me)


def test_a_call_can_be_asked_for_without_an_offer(handset: Handset) -> None:
    assert "Για ποιο θέμα;" in handset.say("Καλέστε με")
