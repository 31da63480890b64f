"""What keys mean, and whose voice speaks."""

from dataclasses import replace

import pytest

from channels.ivr.keys import COMMANDS, Mode, Pressed, read, understood, write
from channels.ivr.voices import spoken_languages, voice_for
from core.municipalities.files import demonstration

TOWN = demonstration()[0]


@pytest.mark.parametrize(
    ("digits", "meant"),
    [
        ("9", Pressed(command="repeat")),
        ("0", Pressed(command="operator")),
        ("*", Pressed(command="back")),
        ("6", Pressed(command="more")),
        ("7", Pressed(words="7")),
        ("3", Pressed(words="3")),
        ("", Pressed()),
    ],
)
def test_a_single_key_is_a_command_where_it_is_offered(digits: str, meant: Pressed) -> None:
    assert understood(digits, {"6": "more"}) == meant


@pytest.mark.parametrize(
    ("digits", "meant"),
    [
        ("0", Pressed(words="0")),
        ("9990", Pressed(words="9990")),
        ("*0", Pressed(command="operator")),
        ("48*9", Pressed(command="repeat")),
        ("**", Pressed(command="back")),
        ("48**", Pressed(command="back")),
        ("*7", Pressed(command="code")),
        ("*5", Pressed(words="*5")),
        ("12*34", Pressed(words="12*34")),
        ("#", Pressed(command="skip")),
    ],
)
def test_while_a_number_is_keyed_every_digit_counts_and_star_begins_a_command(digits: str, meant: Pressed) -> None:
    assert understood(digits, {"7": "code", "#": "skip"}, Mode.MANY) == meant


def test_a_lone_hash_says_nothing_where_nothing_may_be_left_out() -> None:
    assert understood("#", {}, Mode.MANY) == Pressed()


def test_before_a_recording_only_offered_keys_are_heard() -> None:
    assert understood("5", {}, Mode.VOICE) == Pressed()
    assert understood("0", {}, Mode.VOICE) == Pressed(command="operator")


def test_offered_keys_survive_an_address() -> None:
    offered = {**COMMANDS, "#": "send", "1": "call-back"}
    assert read(write(offered)) == offered
    assert not set(write(offered)) & set("*#&=%? ")


def test_a_town_chooses_its_voices() -> None:
    assert voice_for("el", TOWN).name == "Google.el-GR-Standard-B"
    chosen = replace(TOWN, voices={"el": "Google.el-GR-Wavenet-A", "en": "Polly.Amy"})
    assert (voice_for("el", chosen).name, voice_for("el", chosen).locale) == ("Google.el-GR-Wavenet-A", "el-GR")
    assert (voice_for("en", chosen).name, voice_for("en", chosen).locale) == ("Polly.Amy", "en-GB")


def test_a_voice_without_marks_is_given_none() -> None:
    assert voice_for("el", TOWN).marked
    assert not voice_for("el", replace(TOWN, voices={"el": "woman"})).marked


def test_a_language_without_a_voice_is_not_offered() -> None:
    assert spoken_languages(replace(TOWN, languages=("el", "sq", "en"))) == ("el", "en")
    assert voice_for("sq", TOWN).locale == "el-GR"
