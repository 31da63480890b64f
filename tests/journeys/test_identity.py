"""One citizen, known on every channel: she signs in, chooses a PIN, and uses it on the telephone the same day."""

from collections.abc import Iterator

import pytest

from tests import assured
from tests.assured import MARIA, PIN
from tests.journeys.citizens import ENGLISH
from tests.journeys.running import Running, serving

LANDLINE = "+302431012377"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("identity")
    with serving(folder / "var", THYRIDA_CATALOGUE=str(assured.write(folder / "own"))) as running:
        yield running


def test_a_login_a_pin_and_a_telephone(server: Running) -> None:
    browser = server.browser("trikala")
    # To the demonstration's own login: our server then asks itself over HTTP who came back.
    page = browser.open("/login?to=/pin")
    page = browser.open(next(link for words, link in page.links if MARIA.last_name in words))
    assert MARIA.last_name in page.text
    page = browser.send(page.form("again"), pin=PIN, again=PIN)
    assert "Your PIN is kept" in page.text

    call = server.calling("trikala", LANDLINE)
    call.start()
    for keys in (ENGLISH, "#", "14", "2#", "3", "1", f"{MARIA.afm}#", f"{PIN}#"):
        call.press(keys)
    assert "This is what we will send" in call.heard
    call.press("#")
    assert "Your request was received" in call.heard
    assert "prove who you are" not in call.heard
    call.hang_up()

    log = server.log.read_text("utf-8")
    assert PIN not in log
    assert MARIA.afm not in log


def test_the_login_is_for_demonstration_towns_alone(server: Running) -> None:
    import http.client

    for host, status in (("trikala.localhost", 400), ("dimos.example", 404)):
        asked = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        asked.request("GET", "/login-demo/oauth2server/oauth/authorize", headers={"Host": host})
        assert asked.getresponse().status == status
        asked.close()
