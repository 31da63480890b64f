"""In which language somebody at a terminal is spoken to."""

import pytest

from core.languages import of_terminal
from core.text import plural

WAYS = {
    "C.UTF-8": "1,200 requests",
    "C": "1,200 requests",
    "POSIX": "1,200 requests",
    "en_GB.UTF-8": "1,200 requests",
    "de_DE.UTF-8": "1,200 requests",
    "": "1,200 requests",
    "el_GR.UTF-8": "1.200",
}


@pytest.mark.parametrize(("said", "begins"), WAYS.items())
def test_every_terminal_is_spoken_to(said: str, begins: str) -> None:
    say = of_terminal({"LANG": said})
    assert say(plural("{count} request", "{count} requests", 1200)).startswith(begins)


def test_what_is_set_for_messages_comes_before_the_rest() -> None:
    assert of_terminal({"LANG": "C.UTF-8", "LC_ALL": "el_GR.UTF-8"}).language == "el"
    assert of_terminal({}).language == "en"
