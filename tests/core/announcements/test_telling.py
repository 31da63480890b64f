"""From an announcement to what its subscribers are handed."""

from dataclasses import dataclass, field, replace

from core.announcements.telling import TELL, Telling
from core.bootstrap import Core
from core.messages.delivery import Delivery
from core.messages.sending import Letter, Sent
from core.messages.worker import Worker
from core.municipalities.model import Municipality
from core.people.contact import Way
from tests.announced import announce, subscribe


@dataclass
class Gateway:
    name: str = "told"
    sent: list[Letter] = field(default_factory=list)

    def send(self, letter: Letter) -> Sent:
        self.sent.append(letter)
        return Sent(f"SM{letter.id:032d}", 2)


def test_each_subscriber_of_the_district_is_told_once_in_their_language(core: Core) -> None:
    town = _real(core)
    subscribe(core, town, (Way.TEXT, "+306912345601"), district="centre")
    subscribe(core, town, (Way.TEXT, "+306912345602"), district="centre", language="en")
    subscribe(core, town, (Way.TEXT, "+306912345603"), district="south")
    subscribe(core, town, (Way.TEXT, "+306912345604"))
    announce(core, town, districts=["centre"])
    gateway = Gateway()
    delivery = Delivery(core.database, core.directory, core.clock, core.codes, {Way.TEXT: (gateway,)}, gateway)
    telling = Telling(core.database, core.clock)
    Worker(core.database, core.directory, core.clock, delivery, {TELL: telling}).drain()
    assert {letter.to: letter.body for letter in gateway.sent} == {
        "+306912345601": "Δ. Τρικκαίων: Διακοπή νερού αύριο 09:00-13:00. Κέντρο. Περισσότερα: ΝΕΑ. Τέλος: ΣΤΟΠ",
        "+306912345602": "Mun. Trikala: No water tomorrow 09:00-13:00. Centre. More: NEWS. End: STOP",
        "+306912345604": "Δ. Τρικκαίων: Διακοπή νερού αύριο 09:00-13:00. Κέντρο. Περισσότερα: ΝΕΑ. Τέλος: ΣΤΟΠ",
    }
    assert len(gateway.sent) == 3


def _real(core: Core) -> Municipality:
    demonstration = core.directory.by_key("trikala")
    town = replace(demonstration, key="volos", demonstration=False, hosts=("volos.example.org",), numbers=("+302421000001",))
    return core.directory.add(town, core.clock.now())
