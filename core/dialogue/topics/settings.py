"""Changing the settings of one's subscription in a talk: what is said at each page of core.dialogue.topics.preferences."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from core.dialogue.steps import Notice
from core.dialogue.talk import Talk
from core.dialogue.topics import preferences
from core.people.contact import Reached, Way
from core.subscriptions import asking, changing, confirming, ending, finding
from core.subscriptions.changing import Settings
from core.text import Sentence, _


def _picked(talk: Talk, choices: list[tuple[str, Sentence]]) -> str:
    picked = talk.picked(choices)
    if not picked:
        raise preferences.no_choice(talk)
    return picked


def _hear_overview(talk: Talk) -> None:
    numbered = {str(number): key for number, (key, _label) in enumerate(preferences.SETTABLE, 1)}
    key = numbered.get(talk.words.rstrip(".)# "))
    if key is None:
        raise preferences.no_choice(talk)
    talk.state.topic, talk.state.page = f"subscribe:{key}", 0


def _change(talk: Talk, change: Callable[[Settings], Settings]) -> None:
    subscriber = finding.held(talk.work, preferences.mine(talk).subscriber.id)
    assert subscriber is not None, "it was looked at just now"
    changing.change(talk.work, subscriber, change(changing.settings_of(subscriber)), preferences.said(talk), talk.now)


def _kept(talk: Talk) -> None:
    talk.notes.append(_("Your settings are kept."))
    talk.state.topic, talk.state.page = preferences.SETTINGS, 0


def _hear_topics(talk: Talk) -> None:
    bit = preferences.picked_topic(talk)
    _change(talk, lambda now: replace(now, topics=now.topics ^ bit))


def _hear_district(talk: Talk) -> None:
    key = _picked(talk, preferences.districts(talk)).removeprefix("-")
    _change(talk, lambda now: replace(now, district=key))
    _kept(talk)


def _hear_language(talk: Talk) -> None:
    language = _picked(talk, preferences.languages(talk))
    _change(talk, lambda now: replace(now, language=language))
    _kept(talk)


def _hear_quiet(talk: Talk) -> None:
    quiet = preferences.QUIET[_picked(talk, preferences.quiets(talk))]
    _change(talk, lambda now: replace(now, quiet=quiet))
    _kept(talk)


def _hear_ways(talk: Talk) -> None:
    picked, subscriber = _picked(talk, preferences.ways(talk)), finding.held(talk.work, preferences.mine(talk).subscriber.id)
    assert subscriber is not None, "it was looked at just now"
    if picked == "call":
        # The number proves itself with every text that it sends.
        to = Reached(Way.CALL, talk.turn.contact)
        way = asking.add(talk.work, subscriber, to, preferences.said(talk, _("also call this number")), talk.now)
        confirming.confirm(talk.work, way, preferences.said(talk, _("also call this number")), talk.now)
    else:
        changing.put_first(talk.work, subscriber, int(picked), talk.now)
    _kept(talk)


def _hear_end(talk: Talk) -> None:
    picked, mine = _picked(talk, preferences.ends(talk)), preferences.mine(talk).subscriber.id
    if picked != "all":
        ending.end_one(talk.work, mine, int(picked), preferences.said(talk), talk.now)
        _kept(talk)
        return
    ending.end_all(talk.work, mine, preferences.said(talk), talk.now)
    talk.state.begin("")
    talk.once = Notice(text=_("Your subscription has ended. We do not tell you announcements any more."))


HEARS: Mapping[str, Callable[[Talk], None]] = {
    "settings": _hear_overview, "set-topics": _hear_topics, "set-district": _hear_district, "set-language": _hear_language,
    "set-quiet": _hear_quiet, "set-ways": _hear_ways, "set-end": _hear_end,
}  # fmt: skip
