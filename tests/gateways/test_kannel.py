"""Texts through a real Kannel and its fake network: Greek out, receipts in, a citizen's text in and our answer out."""

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.serving import make_server

from channels.site import create_app
from channels.sms.gateway import gateways
from core.adapters.console import Console
from core.adapters.migrations import migrate
from core.bootstrap import Core, build
from core.dialogue.tables import TurnRow
from core.messages import style
from core.messages.delivery import Delivery
from core.messages.outbox import Draft, MessageState, post
from core.messages.tables import Message
from core.municipalities import files
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.settings import Settings
from tests.gateways import kannel
from tests.gateways.kannel import wait_for

SECRET = "a secret of sixteen signs".replace(" ", "-")
CITIZEN, NEIGHBOUR, OURS = "+306912345678", "+306912345679", "+302421000001"
LONG = "Διακοπή νερού αύριο 09:00-13:00 στις οδούς Ασκληπιού, Καποδιστρίου και Γαριβάλδη. " * 2


@dataclass
class Hatch:
    """One real town served on a port of this machine; `failing` requests of the gateway get 503 first."""

    core: Core
    town: Municipality
    ports: dict[str, int]
    folder: Path
    failing: int = 0
    asked: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def send(self, body: str, purpose: str = "notice") -> int:
        core = self.core
        with core.database.work(self.town) as work:
            id_ = post(work, Draft(Way.TEXT, NEIGHBOUR, body, "el", purpose), core.clock.now())
        Delivery(core.database, core.directory, core.clock, core.codes, gateways(core), Console()).run()
        return id_

    def state(self, id_: int) -> str:
        with self.core.database.reading(self.town) as work:
            return work.session.get_one(Message, (self.town.id, id_)).state

    def replies(self) -> list[str]:
        """What was answered so far, in order."""
        with self.core.database.reading(self.town) as work:
            return [row.reply or "" for row in work.session.scalars(select(TurnRow).order_by(TurnRow.at))]

    def serving(self, app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
        """The application, before which so many requests fail."""

        def serve(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
            if environ["PATH_INFO"] == "/sms/kannel":
                self.asked.append(environ["QUERY_STRING"])
                if self.failing:
                    self.failing -= 1
                    start("503 Service Unavailable", [("Content-Length", "0")])
                    return []
            elif environ["PATH_INFO"] == "/sms/kannel/status":
                self.told.append(environ["QUERY_STRING"])
            return app(environ, start)

        return serve


@pytest.fixture(scope="module")
def hatch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hatch]:
    folder = tmp_path_factory.mktemp("kannel")
    ports = dict(zip(("admin", "box", "network", "send", "ours"), free_ports(5), strict=True))
    settings = Settings(  # type: ignore[call-arg]
        data=folder, port=ports["ours"], kannel_url=f"http://127.0.0.1:{ports['send']}/cgi-bin/sendsms",
        kannel_user="thyrida", kannel_password=SECRET, kannel_token=SECRET, kannel_from="127.0.0.1",
    )  # fmt: skip
    core = build(settings)
    migrate(core.database)
    demonstration = files.demonstration()[0]
    town = replace(demonstration, key="volos", demonstration=False, hosts=("volos.example.org",), numbers=(OURS,), quiet=())
    found = Hatch(core, core.directory.add(town, core.clock.now()), ports, folder)
    server = make_server("127.0.0.1", ports["ours"], found.serving(create_app(core)), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with kannel.gateway(folder, ports, SECRET):
        yield found
    server.shutdown()
    thread.join(10)
    core.database.close()


def free_ports(count: int) -> list[int]:
    """Ports below the range that other programs' connections are given."""
    found: list[int] = []
    for port in range(20011, 29000, 13):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                found.append(port)
        if len(found) == count:
            return found
    raise RuntimeError("no free ports")


def telephone(hatch: Hatch, words: str) -> Any:
    return kannel.network(hatch.folder, hatch.ports["network"], CITIZEN, OURS, words)


def parts(network: kannel.Network, to: str) -> list[kannel.Got]:
    return [one for one in network.got() if one.to == to]


def whole(network: kannel.Network, to: str) -> str:
    return "".join(one.words for one in parts(network, to))


def test_a_citizen_s_text_is_answered_in_greek(hatch: Hatch) -> None:
    with telephone(hatch, "Η λάμπα δεν ανάβει") as network:
        wait_for(lambda: hatch.replies() and whole(network, CITIZEN) == hatch.replies()[-1], "our answer, letter by letter")
    first = parts(network, CITIZEN)[0]
    assert (first.sender, first.kind) == (OURS, "ucs-2")
    assert "λάμπα" in first.words


def test_what_we_begin_goes_in_its_letters_and_its_receipt_comes_back(hatch: Hatch) -> None:
    """Greek as it is written, in as many parts as we count; in capitals of the one-byte alphabet where the town chose them."""
    with telephone(hatch, "ΒΟΗΘΕΙΑ") as network:
        wait_for(lambda: parts(network, CITIZEN), "the answer to HELP")
        one = hatch.send("Έγινε: η λάμπα ανάβει. 12 €")
        wait_for(lambda: hatch.state(one) == MessageState.DELIVERED, "the receipt")
        wait_for(lambda: len(parts(network, NEIGHBOUR)) == 1, "the text")
        long = hatch.send(LONG)
        wait_for(lambda: len(parts(network, NEIGHBOUR)) == 4, "three parts")
        with hatch.core.database.work(hatch.town) as work:
            style.choose(work, "announcement", True, "staff:1", hatch.core.clock.now())
        hatch.send("Διακοπή νερού αύριο, 5 €", "announcement")
        wait_for(lambda: len(parts(network, NEIGHBOUR)) == 5, "the capitals")
    got = parts(network, NEIGHBOUR)
    assert {one.sender for one in got} == {OURS}
    assert (got[0].kind, got[0].words) == ("ucs-2", "Έγινε: η λάμπα ανάβει. 12 €")
    assert "".join(one.words for one in got[1:4]) == LONG
    assert (got[4].kind, got[4].words) == ("text", "ΔIAKOΠH NEPOY AYPIO, 5 €")
    with hatch.core.database.reading(hatch.town) as work:
        assert work.session.get_one(Message, (hatch.town.id, long)).parts == 3
    # It would report again after a second what it took for refused.
    time.sleep(2.5)
    assert len(hatch.told) == len(set(hatch.told)), "one report of each kind for each text"


def test_what_could_not_be_kept_comes_again_and_counts_once(hatch: Hatch) -> None:
    before, hatch.failing, hatch.asked = len(hatch.replies()), 2, []
    with telephone(hatch, "ΜΕΝΟΥ") as network:
        wait_for(lambda: whole(network, CITIZEN) == hatch.replies()[-1], "the answer after two failures")
    assert len(hatch.asked) == 3
    assert len(set(hatch.asked)) == 1, "the same id at every repeat"
    assert len(hatch.replies()) == before + 1


def test_nobody_else_is_our_gateway(hatch: Hatch) -> None:
    import requests

    base = f"http://127.0.0.1:{hatch.ports['ours']}/sms/kannel"
    assert requests.post(f"{base}?id=12345678", auth=("kannel", "guess"), data=b"MENU", timeout=10).status_code == 403
    assert requests.get(f"{base}/status?town=volos&message=1&proof=1&status=1", timeout=10).status_code == 403
