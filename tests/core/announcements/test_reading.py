"""What citizens can read: in which order, what is found in it, and what is shown to nobody."""

from datetime import timedelta
from typing import Any

import pytest

from core.announcements import changes, publishing, reading
from core.announcements.kinds import Kind, Stage
from core.announcements.reading import Page
from core.announcements.tables import Announcement
from core.announcements.told import tell
from core.announcements.topics import mask, topic
from core.announcements.wanted import Wanted
from core.bootstrap import Core
from core.errors import NotFound
from core.languages import tongue
from core.municipalities.model import Municipality
from tests.announced import announce
from tests.stopped import Stopped


class Paper:
    """A town's news: `tell` publishes one by its title, `read` gives titles."""

    def __init__(self, core: Core, town: Municipality, clock: Stopped) -> None:
        self.core, self.town, self.clock = core, town, clock

    def tell(self, title: str, body: str = "", **fields: Any) -> int:
        self.clock.move(minutes=1)
        text = {"title": title, "body": body, "short": "", "voice": ""}
        return announce(self.core, self.town, ways=(), texts={"el": text}, **{"kind": Kind.NEWS, **fields})

    def page(self, wanted: Wanted | None = None, after: int = 0, size: int = 10) -> Page:
        with self.core.database.reading(self.town) as work:
            return reading.page(work, wanted or Wanted(), self.clock.now(), after, size)

    def read(self, *, after: int = 0, size: int = 10, **wanted: Any) -> list[str]:
        return [str(one.texts["el"]["title"]) for one in self.page(Wanted(**wanted), after, size).rows]


@pytest.fixture
def paper(core: Core, town: Municipality, clock: Stopped) -> Paper:
    return Paper(core, town, clock)


def test_emergencies_come_first_and_a_page_goes_on_where_the_last_one_ended(paper: Paper) -> None:
    paper.tell("πρώτη")
    paper.tell("φωτιά", kind=Kind.EMERGENCY)
    paper.tell("δεύτερη")
    paper.tell("πλημμύρα", kind=Kind.EMERGENCY)
    paper.tell("τρίτη")
    every = ["πλημμύρα", "φωτιά", "τρίτη", "δεύτερη", "πρώτη"]
    assert paper.read() == every
    first = paper.page(size=1)
    assert first.more
    paper.tell("τέταρτη")
    paper.tell("σεισμός", kind=Kind.EMERGENCY)
    seen, last = [], first.rows[-1].id
    while rows := paper.page(after=last, size=2).rows:
        seen += [one.texts["el"]["title"] for one in rows]
        last = rows[-1].id
    # What came meanwhile shifts nothing: each of the older ones is seen once, and in their order.
    assert [one for one in seen if one in every] == every[1:]
    assert len(seen) == len(set(seen))
    assert paper.read(after=999)[0] == "σεισμός"


def test_what_is_over_leaves_the_news_and_keeps_its_page(paper: Paper) -> None:
    soon = paper.clock.now() + timedelta(hours=1)
    over = paper.tell("ως το μεσημέρι", valid_until=soon)
    gone = paper.tell("ανακλήθηκε")
    drill = paper.tell("άσκηση", drill=True)
    with paper.core.database.work(paper.town) as work:
        work.session.get_one(Announcement, (paper.town.id, gone)).stage = str(Stage.WITHDRAWN)
    assert paper.read() == ["ως το μεσημέρι"]
    paper.clock.move(hours=1)
    assert paper.read() == []
    assert paper.read(over=True) == ["ανακλήθηκε", "ως το μεσημέρι"]
    with paper.core.database.reading(paper.town) as work:
        now = paper.clock.now()
        stages = [reading.standing(reading.find(work, one), now) for one in (over, gone)]
        assert stages == [Stage.EXPIRED, Stage.WITHDRAWN]
        for unread in (drill, 1):
            with pytest.raises(NotFound):
                reading.find(work, unread)


def test_a_district_reads_its_own_and_what_is_for_all_and_a_topic_what_is_urgent_too(paper: Paper) -> None:
    paper.tell("όλος ο δήμος", topics=mask(["roads"]))
    paper.tell("κέντρο", districts=["centre", "south"], topics=mask(["water", "work"]))
    paper.tell("δυτικά", districts=["west"])
    paper.tell("φωτιά", kind=Kind.EMERGENCY, districts=["south"], topics=mask(["safety"]))
    assert paper.read(district="centre") == ["κέντρο", "όλος ο δήμος"]
    assert paper.read(district="south") == ["φωτιά", "κέντρο", "όλος ο δήμος"]
    assert paper.read(topic=topic("work")) == ["φωτιά", "κέντρο"]
    assert paper.read(kind=Kind.NEWS, district="west") == ["δυτικά", "όλος ο δήμος"]
    assert paper.read(kind=Kind.EMERGENCY) == ["φωτιά"]
    # No key of a district is the beginning of another's.
    assert paper.read(district="cent") == ["όλος ο δήμος"]


def test_words_are_found_in_any_spelling(paper: Paper) -> None:
    paper.tell("Διακοπή νερού", "Στην οδό Ασκληπιού, αύριο το πρωί.")
    paper.tell("Συναυλία στην πλατεία", "Το βράδυ.")
    every = ["Διακοπή", "διακοπη νερου", "DIAKOPI", "diakoph nerou", "νερού διακ", "Ασκληπιο", "νέρου", "100% νερό"]
    found = {typed: paper.read(words=typed) for typed in every}
    assert found == {typed: ["Διακοπή νερού"] for typed in every[:-1]} | {every[-1]: []}
    assert paper.read(words="νερού συναυλία") == []


def test_a_correction_is_found_by_its_new_words_alone(paper: Paper) -> None:
    corrected = paper.tell("Συναυλία")
    with paper.core.database.work(paper.town) as work:
        one = work.session.get_one(Announcement, (paper.town.id, corrected))
        one.texts = {"el": {"title": "Θέατρο", "body": ""}}
        publishing.publish(work, one, "staff:2", paper.clock.now(), "corrected")
    assert (paper.read(words="συναυλία"), paper.read(words="theatro")) == ([], ["Θέατρο"])


def test_the_last_change_is_also_that_something_became_over(paper: Paper) -> None:
    until = paper.clock.now() + timedelta(hours=1)
    paper.tell("ως το μεσημέρι", valid_until=until)
    with paper.core.database.reading(paper.town) as work:
        assert changes.last_change(work, paper.clock.now()) == paper.clock.now()
    paper.clock.move(hours=3)
    with paper.core.database.reading(paper.town) as work:
        assert changes.last_change(work, paper.clock.now()) == until
    with paper.core.database.reading(paper.core.directory.by_key("corfu")) as work:
        assert changes.last_change(work, paper.clock.now()) is None


def test_an_emergency_is_updated_and_other_news_are_corrected(core: Core, town: Municipality) -> None:
    for kind, said in ((Kind.EMERGENCY, "Ενημερώθηκε"), (Kind.NEWS, "Διορθώθηκε")):
        id_ = announce(core, town, kind)
        with core.database.work(town) as work:
            one = work.session.get_one(Announcement, (town.id, id_))
            one.corrected_at = core.clock.now()
            (mark,) = tell(work, one, "el", core.clock.now()).marks
        assert tongue("el")(mark).startswith(said)


def test_only_emergencies_in_force_that_endanger_life_are_dangers(core: Core, town: Municipality, clock: Stopped) -> None:
    announce(core, town, Kind.EMERGENCY, danger=False)
    announce(core, town, Kind.INTERRUPTION, danger=True)
    fire = announce(core, town, Kind.EMERGENCY, valid_until=clock.now() + timedelta(hours=1))
    with core.database.reading(town) as work:
        assert [one.id for one in reading.dangers(work, clock.now())] == [fire]
        assert reading.dangers(work, clock.now() + timedelta(hours=1)) == []
