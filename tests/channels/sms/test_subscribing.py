"""Subscribing, settings and their end by text: from the number itself, and confirmed once."""

from core.announcements.topics import mask
from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.people import consent
from core.people.contact import Reached, Way
from core.subscriptions import asking, confirming, evidence, finding
from core.subscriptions.asking import ALL_TOPICS, Wish
from core.subscriptions.evidence import Said
from core.subscriptions.tables import Subscriber
from tests.channels.sms.handset import Handset
from tests.subscribed import MAIL, MOBILE, subscribe, subscribers, told


def test_one_word_subscribes_once_it_is_confirmed(core: Core, town: Municipality, handset: Handset) -> None:
    asked = handset.say("ΕΓΓΡΑΦΗ")
    assert "ΝΑΙ" in asked
    assert told(core, town) == [("pending", "", "")]
    done = handset.say("nai")
    assert "ΡΥΘΜΙΣΕΙΣ" in done
    assert told(core, town) == [("active", "text", MOBILE)]
    (mine,) = subscribers(core, town)
    assert (mine.topics, mine.district) == (ALL_TOPICS, "")
    with core.database.reading(town) as work:
        kept = evidence.of(work, mine.id)
    assert [(one.what, one.words) for one in kept] == [("asked", "ΕΓΓΡΑΦΗ"), ("confirmed", "nai")]
    assert "ΝΑΙ" in kept[1].asked
    assert kept[1].asked in asked, "what is kept is what was read"


def test_topics_and_district_are_named_after_the_word(core: Core, town: Municipality, handset: Handset) -> None:
    for words, yes in (("ΕΓΓΡΑΦΗ 1 3 κέντρο", "1"), ("eggrafi nero kathariotita kentro", "YES")):
        handset.say(words, yes)
        (mine,) = subscribers(core, town)
        assert (mine.topics, mine.district, mine.state) == (mask(["water", "cleaning"]), "centre", "active")
    handset.say("θέλω να λαμβάνω ενημερώσεις")
    assert subscribers(core, town)[0].state == "active"


def test_neither_no_nor_anything_else_confirms(core: Core, town: Municipality, handset: Handset) -> None:
    handset.say("ΕΓΓΡΑΦΗ", "ΟΧΙ")
    assert told(core, town) == []
    handset.say("ΕΓΓΡΑΦΗ")
    assert "λάμπα" in handset.say("σβηστή λάμπα στην Ασκληπιού 12").lower() or told(core, town) == [("pending", "", "")]
    assert told(core, town) == [("pending", "", "")]
    handset.say("μενού", "ΝΑΙ")
    assert told(core, town) == [("active", "text", MOBILE)], "a late yes is one, where nothing else is open"


def test_who_said_stop_and_subscribes_by_text_is_texted_again_and_told_so(
    core: Core, town: Municipality, handset: Handset
) -> None:
    handset.say("ΕΓΓΡΑΦΗ", "ΝΑΙ", "ΣΤΟΠ")
    assert told(core, town) == [("ended", "", "")]
    handset.say("ΕΝΑΡΞΗ")
    assert told(core, town) == [("ended", "", "")]
    handset.say("ΣΤΟΠ", "ΕΓΓΡΑΦΗ")
    assert "ΣΤΟΠ" in handset.say("ΝΑΙ")
    with core.database.reading(town) as work:
        assert consent.allowed(work, Way.TEXT, MOBILE)
    assert told(core, town)[-1] == ("active", "text", MOBILE)


def test_the_settings_are_one_text_and_change_by_numbers(core: Core, town: Municipality, handset: Handset) -> None:
    subscribe(core, town, (Way.TEXT, MOBILE), (Way.EMAIL, MAIL))
    shown = handset.say("ΡΥΘΜΙΣΕΙΣ")
    assert "όλα τα θέματα" in shown
    assert "6 " in shown
    handset.say("1", "1", "9", "8", "ΠΙΣΩ", "2", "2", "3", "2")
    (mine,) = subscribers(core, town)
    assert (mine.topics, mine.district, mine.language) == (ALL_TOPICS & ~mask(["water", "townhall"]), "centre", "en")
    handset.say("5", "2")
    assert (subscribers(core, town)[0].quiet_from, subscribers(core, town)[0].quiet_until) == (1320, 480)
    handset.say("4", "2")
    assert told(core, town) == [("active", "email", MAIL)]
    handset.say("4", "3", "6", "2")
    assert told(core, town) == [("active", "text", MOBILE)], "the first way, the letters, has ended"
    handset.say("6", "1")
    assert told(core, town) == [("ended", "", "")]


def test_settings_without_a_subscription_are_a_wish_for_one(core: Core, town: Municipality, handset: Handset) -> None:
    assert "ΝΑΙ" in handset.say("ΡΥΘΜΙΣΕΙΣ")
    assert told(core, town) == [("pending", "", "")]


def test_ending_the_news_is_no_stop(core: Core, town: Municipality, handset: Handset) -> None:
    subscribe(core, town, (Way.TEXT, MOBILE))
    handset.say("διαγραφή νέα")
    assert told(core, town) == [("ended", "", "")]
    with core.database.reading(town) as work:
        assert consent.allowed(work, Way.TEXT, MOBILE)
    subscribe(core, town, (Way.TEXT, MOBILE), (Way.EMAIL, MAIL))
    handset.say("ΔΙΑΓΡΑΦΗ")
    assert told(core, town)[-1] == ("active", "email", MAIL), "the bare word stays a STOP: texts alone end"
    with core.database.reading(town) as work:
        assert not consent.allowed(work, Way.TEXT, MOBILE)
    assert "νέα" in handset.say("ΕΝΑΡΞΗ")
    assert told(core, town)[-1] == ("active", "text", MOBILE)


def test_a_yes_confirms_what_a_list_asked(core: Core, town: Municipality, handset: Handset) -> None:
    with core.database.work(town) as work:
        said = Said("csv:roll.csv", "the list", "Reply YES to confirm.")
        asking.ask(work, Wish(ALL_TOPICS, "", "el", (Reached(Way.TEXT, MOBILE),)), said, core.clock.now())
    handset.say("Ναι")
    assert told(core, town) == [("active", "text", MOBILE)]


def test_a_yes_of_a_number_that_a_page_named_confirms_nothing(core: Core, town: Municipality, handset: Handset) -> None:
    with core.database.work(town) as work:
        asking.ask(work, Wish(ALL_TOPICS, "", "el", (Reached(Way.TEXT, MOBILE),)), Said("web", "a form"), core.clock.now())
    handset.say("Ναι")
    assert told(core, town) == [("pending", "", "")]


def test_every_reply_fits_three_parts(core: Core, town: Municipality, handset: Handset) -> None:
    subscribe(core, town, (Way.TEXT, MOBILE), (Way.CALL, MOBILE), (Way.EMAIL, MAIL), topics=mask(["work", "townhall", "care"]))
    with core.database.work(town) as work:
        one = work.session.query(Subscriber).one()
        one.district, one.quiet_from, one.quiet_until = "south", 1320, 480
        assert finding.look(work, one.id)
    pages = ("ΡΥΘΜΙΣΕΙΣ", "1", "9", "ΠΙΣΩ", "2", "ΠΙΣΩ", "5", "ΠΙΣΩ", "4", "ΠΙΣΩ", "6", "ΕΓΓΡΑΦΗ 1 2 6 7 8")
    texts = [handset.say(words) for words in pages]
    assert not [text for text in texts if len(text) > 201]
    cut = [line for text in texts for line in text.splitlines() if line.endswith("…") and "@" not in line]
    assert [line[:2] for line in cut] == ["8 "], "the name of the eighth topic is long, and it has its number"
    assert [line[:2] for line in texts[0].splitlines()[1:7]] == [f"{number} " for number in range(1, 7)], texts[0]
    assert "\n1 Ναι\n2 Όχι" in texts[-1]


def test_a_yes_hands_nobodys_number_to_a_stranger(core: Core, town: Municipality, handset: Handset) -> None:
    """A stranger who subscribed by text adds somebody's number on a page; that somebody says yes to something else."""
    said, now = Said("sms", "SUBSCRIBE", "YES?"), core.clock.now()
    handset.say("ΕΓΓΡΑΦΗ", "ΝΑΙ")
    with core.database.work(town) as work:
        (own,) = asking.ask(work, Wish(asking.ALL_TOPICS, "", "el", (Reached(Way.TEXT, "+306999999999"),)), said, now)
        stranger = confirming.confirm(work, own, said, now).id
        asking.add(work, finding.held(work, stranger), Reached(Way.TEXT, MOBILE), Said("web", "Add", "I agree"), now)  # type: ignore[arg-type]
    handset.say("ΝΑΙ")
    with core.database.reading(town) as work:
        found = finding.living_way(work, Reached(Way.TEXT, MOBILE))
        assert found is not None and found.subscriber_id != stranger


def test_one_number_after_the_word_is_one_topic(core: Core, town: Municipality, handset: Handset) -> None:
    handset.say("ΕΓΓΡΑΦΗ 1", "ΝΑΙ")
    (mine,) = subscribers(core, town)
    assert (mine.topics, mine.state) == (mask(["water"]), "active")


def test_what_is_no_topic_is_told_with_those_there_are(core: Core, town: Municipality, handset: Handset) -> None:
    reply = handset.say("ΕΓΓΡΑΦΗ 99")
    assert "Δεν υπάρχει θέμα 99" in reply and "7 Πολιτική προστασία" in reply and "ΕΓΓΡΑΦΗ 1 3" in reply
    reply = handset.say("ΕΓΓΡΑΦΗ ΛΑΡΙΣΑ")
    assert "«ΛΑΡΙΣΑ»" in reply
    example = reply[reply.index("ΕΓΓΡΑΦΗ") :].splitlines()[0]
    assert told(core, town) == []
    assert "ΝΑΙ" in handset.say(example)
    assert subscribers(core, town)[0].topics == mask(["water"])
