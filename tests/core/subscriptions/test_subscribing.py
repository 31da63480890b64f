"""From a wish to a living subscription and its end, on both databases."""

import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from core.announcements.topics import mask
from core.bootstrap import Core
from core.errors import InvalidAnswer
from core.municipalities.model import Municipality
from core.operations.sweeping import Sweep
from core.people import consent
from core.people.contact import Reached, Way
from core.people.tables import ConsentRow
from core.ports import Work
from core.retention.clearing import Clearing
from core.subscriptions import asking, changing, confirming, ending, evidence, finding, tokens
from core.subscriptions.asking import Wish
from core.subscriptions.evidence import Said
from core.subscriptions.states import LIVING, Standing
from core.subscriptions.tables import Subscriber, SubscriberWay
from tests.stopped import Stopped
from tests.subscribed import told

MOBILE, OTHER, LANDLINE, MAIL = "+306912345678", "+306912345679", "+302431012345", "eleni@example.org"
WEB = Said("web", "the button", "May we tell you?")
TEXT, CALL, EMAIL = Reached(Way.TEXT, MOBILE), Reached(Way.CALL, MOBILE), Reached(Way.EMAIL, MAIL)
WATER, ROADS = mask(["water"]), mask(["roads"])


def ask(core: Core, town: Municipality, *ways: Reached, topics: int = WATER, district: str = "") -> list[int]:
    """The ids of the ways that wait."""
    with core.database.work(town) as work:
        wish = Wish(topics, district, "el", ways)
        return [one.id for one in asking.ask(work, wish, WEB, core.clock.now())]


def confirm(core: Core, town: Municipality, way_id: int) -> int:
    with core.database.work(town) as work:
        way = finding.way(work, way_id)
        assert way is not None
        return confirming.confirm(work, way, WEB, core.clock.now()).id


def say(core: Core, town: Municipality, given: bool, number: str = MOBILE) -> None:
    with core.database.work(town) as work:
        consent.record(work, Way.TEXT, number, given, "sms", "START" if given else "STOP", core.clock.now())


def test_nobody_is_told_before_the_address_confirmed(core: Core, town: Municipality) -> None:
    text, mail = ask(core, town, TEXT, EMAIL)
    assert told(core, town) == [("pending", "", "")]
    mine = confirm(core, town, mail)
    assert told(core, town) == [("active", "email", MAIL)]
    assert confirm(core, town, text) == mine
    assert told(core, town) == [("active", "text", MOBILE)], "their own order counts, not who confirmed first"
    with core.database.reading(town) as work:
        kept = [(one.what, one.given, one.way, one.asked) for one in evidence.of(work, mine)]
    asked = "May we tell you?"
    assert kept == [
        ("asked", False, "text", asked), ("asked", False, "email", asked),
        ("confirmed", True, "email", asked), ("confirmed", True, "text", asked),
    ]  # fmt: skip


def test_subscribing_again_changes_the_subscription_that_is_there(core: Core, town: Municipality) -> None:
    text, mail = ask(core, town, TEXT, EMAIL)
    mine = confirm(core, town, text)
    assert confirm(core, town, mail) == mine
    again = ask(core, town, CALL, TEXT, topics=ROADS, district="centre")
    assert told(core, town)[0] == ("active", "text", MOBILE), "only asked for, by whoever it was"
    assert confirm(core, town, again[1]) == mine, "the links in old letters still lead to it"
    assert told(core, town) == [("active", "call", MOBILE)], "the number proved itself for calls too"
    with core.database.reading(town) as work:
        found = finding.by_address(work, MAIL)
        assert found is not None
        assert (found.subscriber.topics, found.subscriber.district) == (ROADS, "centre")
        assert [one.way for one in found.ways] == ["call", "text", "email"]


def test_a_way_added_to_a_living_subscription_leaves_the_other_one(core: Core, town: Municipality) -> None:
    mine = confirm(core, town, ask(core, town, TEXT)[0])
    theirs = confirm(core, town, ask(core, town, EMAIL)[0])
    with core.database.work(town) as work:
        subscriber = finding.held(work, mine)
        assert subscriber is not None
        added = asking.add(work, subscriber, EMAIL, WEB, core.clock.now()).id
    assert confirm(core, town, added) == mine != theirs
    assert told(core, town) == [("active", "text", MOBILE), ("ended", "", "")]


def test_a_stop_takes_the_text_way_out_and_the_next_one_is_first(core: Core, town: Municipality) -> None:
    text, mail = ask(core, town, TEXT, EMAIL)
    confirm(core, town, text), confirm(core, town, mail)
    say(core, town, given=False)
    assert told(core, town) == [("active", "email", MAIL)]
    say(core, town, given=True)
    assert told(core, town) == [("active", "text", MOBILE)], "the subscription went on, so START brings its way back"


def test_a_start_does_not_begin_again_what_the_stop_ended(core: Core, town: Municipality) -> None:
    mine = confirm(core, town, ask(core, town, TEXT)[0])
    say(core, town, given=False)
    assert told(core, town) == [("ended", "", "")]
    say(core, town, given=True)
    assert told(core, town) == [("ended", "", "")]
    with core.database.reading(town) as work:
        assert [one.what for one in evidence.of(work, mine)] == ["asked", "confirmed", "ended"]


def test_a_number_that_said_stop_is_texted_only_after_its_start(core: Core, town: Municipality) -> None:
    say(core, town, given=False)
    confirm(core, town, ask(core, town, TEXT)[0])
    assert told(core, town) == [("pending", "", "")]
    say(core, town, given=True)
    assert told(core, town) == [("active", "text", MOBILE)]


def test_settings_change_and_ends_end(core: Core, town: Municipality) -> None:
    text, mail = ask(core, town, TEXT, EMAIL)
    mine = confirm(core, town, text)
    confirm(core, town, mail)
    with core.database.work(town) as work:
        subscriber = finding.held(work, mine)
        assert subscriber is not None
        to = changing.Settings(WATER | ROADS, "south", "en", (1320, 480))
        assert changing.change(work, subscriber, to, WEB, core.clock.now())
        assert not changing.change(work, subscriber, to, WEB, core.clock.now())
        assert changing.put_first(work, subscriber, mail, core.clock.now())
        with pytest.raises(InvalidAnswer, match="topics"):
            changing.change(work, subscriber, changing.Settings(0, "", "el", None), WEB, core.clock.now())
    assert told(core, town) == [("active", "email", MAIL)]
    with core.database.work(town) as work:
        ending.end_way(work, mine, Way.EMAIL, WEB, core.clock.now())
    assert told(core, town) == [("active", "text", MOBILE)]
    with core.database.work(town) as work:
        ending.end_all(work, mine, WEB, core.clock.now())
        ending.end_all(work, mine, WEB, core.clock.now())
    assert told(core, town) == [("ended", "", "")]


@pytest.mark.parametrize(
    ("code", "wish"),
    [
        ("topics", Wish(0, "", "el", (TEXT,))),
        ("district", Wish(WATER, "atlantis", "el", (TEXT,))),
        ("language", Wish(WATER, "", "fr", (TEXT,))),
        ("ways", Wish(WATER, "", "el", ())),
        ("text", Wish(WATER, "", "el", (Reached(Way.TEXT, LANDLINE),))),
        ("call", Wish(WATER, "", "el", (Reached(Way.CALL, "+309011234567"),))),
        ("quiet", Wish(WATER, "", "el", (TEXT,), (0, 1440))),
    ],
)
def test_a_wish_that_cannot_be_kept_names_its_field(town: Municipality, code: str, wish: Wish) -> None:
    with pytest.raises(InvalidAnswer) as refused:
        asking.check(town, wish)
    assert refused.value.code == code


def test_a_token_is_good_for_one_subscription_of_one_town(core: Core, town: Municipality, other_town: Municipality) -> None:
    made = tokens.token(core.codes, town, 1234567890123)
    assert tokens.subscriber_of(core.codes, town, made) == 1234567890123
    assert tokens.subscriber_of(core.codes, other_town, made) is None
    assert tokens.way_of(core.codes, town, made) is None
    changed = f"{made[:-1]}{'1' if made[-1] == '0' else '0'}"
    for forged in ("", "x", made[:-1], made.replace("-", ""), changed, f"{'z' * 13}-{'0' * 32}"):
        assert tokens.subscriber_of(core.codes, town, forged) is None


@pytest.mark.parametrize("seed", range(2))
def test_whatever_happens_in_whatever_order_a_subscriber_is_what_the_ways_say(core: Core, town: Municipality, seed: int) -> None:
    """Also: an address is in one living subscription, nobody is texted after a STOP, and asking alone changes nothing."""
    chance = random.Random(seed)
    places = (TEXT, CALL, EMAIL, Reached(Way.TEXT, OTHER), Reached(Way.CALL, LANDLINE))
    for _each in range(45):
        _happen(core, town, chance, places)
        with core.database.reading(town) as work:
            _holds(work)


def _happen(core: Core, town: Municipality, chance: random.Random, places: Sequence[Reached]) -> None:
    now = core.clock.now()
    with core.database.work(town) as work:
        ways = work.session.scalars(select(SubscriberWay).order_by(SubscriberWay.id)).all()
        waiting = [one for one in ways if one.state == Standing.PENDING]
        number = chance.choice([MOBILE, OTHER])
        events: list[Callable[[], object]] = [
            lambda: asking.ask(work, Wish(WATER, "", "el", tuple(chance.sample(places, chance.randint(1, 3)))), WEB, now),
            lambda: waiting and confirming.confirm(work, chance.choice(waiting), WEB, now),
            lambda: waiting and confirming.confirm(work, chance.choice(waiting), WEB, now),
            lambda: consent.record(work, Way.TEXT, number, False, "sms", "STOP", now),
            lambda: consent.record(work, Way.TEXT, number, True, "sms", "START", now),
            lambda: ways and ending.end_one(work, (one := chance.choice(ways)).subscriber_id, one.id, WEB, now),
            lambda: ways and ending.end_all(work, chance.choice(ways).subscriber_id, WEB, now),
        ]
        chance.choices(events, (4, 4, 4, 2, 2, 1, 1))[0]()


def _holds(work: Work) -> None:
    living: list[tuple[str, str]] = []
    for one in work.session.scalars(select(Subscriber)):
        ways = finding.ways_of(work, one.id)
        active = [way for way in ways if way.state == Standing.ACTIVE]
        waits = [way for way in ways if way.state in (Standing.PENDING, Standing.STOPPED)]
        assert one.state == ("active" if active else "pending" if waits else "ended")
        assert (one.way, one.address) == ((active[0].way, active[0].address) if active else ("", ""))
        assert (one.ended_at is not None) is (one.state == Standing.ENDED)
        living += [(way.way, way.address) for way in ways if way.state in LIVING]
        for way in active:
            assert way.way != Way.TEXT or consent.allowed(work, Way.TEXT, way.address)
    assert len(living) == len(set(living))


def test_what_nobody_confirmed_vanishes_and_what_ended_goes_after_a_month(core: Core, town: Municipality, clock: Stopped) -> None:
    text, mail = ask(core, town, TEXT, EMAIL)
    ask(core, town, Reached(Way.TEXT, OTHER))
    confirm(core, town, text)
    sweep = Sweep(core.database, clock, core.directory.all, lambda _before: (), lambda _key: None)
    clock.move(days=6)
    assert sweep.run()["subscriptions never confirmed"] == 0
    clock.move(days=2)
    assert sweep.run()["subscriptions never confirmed"] == 2
    assert told(core, town) == [("active", "text", MOBILE)]
    with core.database.work(town) as work:
        assert finding.way(work, mail) is None
        assert not work.session.scalars(select(ConsentRow).where(ConsentRow.address == OTHER)).all(), "it may be a stranger's"
        ending.end_all(work, finding.by_address(work, MOBILE).subscriber.id, WEB, clock.now())  # type: ignore[union-attr]
    clock.move(days=31)
    Clearing(core.database, clock, core.directory.all).run()
    assert told(core, town) == []
    with core.database.reading(town) as work:
        assert work.session.scalars(select(ConsentRow.what).where(ConsentRow.address == MOBILE)).all()[-1] == "ended"


def test_two_that_confirm_one_address_at_once_end_in_one_subscription(core: Core, town: Municipality) -> None:
    for _round in range(3):
        ways = [ask(core, town, TEXT, topics=topics)[0] for topics in (WATER, ROADS)]
        with ThreadPoolExecutor(2) as both:
            for each in [both.submit(_confirm_or_gone, core, town, one) for one in ways]:
                each.result(timeout=30)
        assert [one[0] for one in told(core, town)].count("active") == 1


def _confirm_or_gone(core: Core, town: Municipality, way_id: int) -> None:
    with core.database.work(town) as work:
        way = finding.way(work, way_id)
        if way is not None:
            confirming.confirm(work, way, WEB, core.clock.now())
