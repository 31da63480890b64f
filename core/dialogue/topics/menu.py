"""The menus, and free text where no question is open."""

from core.dialogue.steps import Menu, Notice, Step
from core.dialogue.talk import Talk
from core.dialogue.topics import alerted, news, reply, resume, service, solved, status, subscribe, verify
from core.errors import InvalidAnswer
from core.text import Sentence, _

# Longer numbers are references and codes.
MENU_DIGITS = 3

_TOP: list[tuple[str, Sentence]] = [
    ("report", _("report a problem")),
    ("papers", _("papers and applications")),
    ("status", _("my request")),
    ("announcements", _("news")),
    ("verify", _("check a document")),
]


class MenuTopic:
    """Main menu → reports or papers → group → service. A service's two-digit number works at each of them."""

    def hear(self, talk: Talk) -> None:
        picked = talk.picked(_choices(talk))
        if picked:
            _go(talk, picked)
            return
        chosen = talk.catalogue.by_menu(talk.words)
        if chosen is not None:
            service.start(talk, chosen)
            return
        understand(talk)

    def step(self, talk: Talk) -> Step:
        picks, more = talk.picks(_choices(talk))
        notes = (*talk.notes, talk.problem) if talk.problem else tuple(talk.notes)
        return Menu(notes=notes, title=_title(talk), picks=picks, more=more, top=not talk.state.menu)


MENU = MenuTopic()


def _choices(talk: Talk) -> list[tuple[str, Sentence]]:
    state = talk.state
    if state.offers:
        return [*((intent, _meant(talk, intent)) for intent in state.offers), ("none", _("something else"))]
    if not state.menu:
        return _TOP
    offered = [one for one in talk.catalogue.offered(talk.turn.medium.replies) if one.menu]
    if state.menu.startswith("group:"):
        group = state.menu.removeprefix("group:")
        return [(one.key, one.title) for one in offered if one.menu[0] == group]
    used = {one.menu[0] for one in offered}
    return [
        (f"group:{group.digit}", group.name)
        for group in talk.catalogue.groups
        if group.branch == state.menu and group.digit in used
    ]


_INTENTS: dict[str, Sentence] = {
    **dict(_TOP),
    "operator": _("speak with a person"),
    "stop": _("end our texts"),
    "start": _("allow our texts again"),
    "subscribe": _("be told the town's news"),
    "preferences": _("change what we tell you"),
    "unsubscribe": _("end my subscription"),
    "help": _("help"),
    "resume": _("go on with something begun"),
}


def _meant(talk: Talk, intent: str) -> Sentence:
    """What an intent is called when it is offered."""
    found = talk.catalogue.get(intent.removeprefix("service:"))
    return found.title if found is not None else _INTENTS.get(intent, _("menu"))


def _title(talk: Talk) -> Sentence:
    state = talk.state
    if state.offers:
        return _("Did you mean:")
    if not state.menu:
        return _("What can we do for you?")
    return _("Which of these?")


def _go(talk: Talk, picked: str) -> None:
    state = talk.state
    offered, heard = state.offers, state.heard
    state.offers, state.heard, state.page = [], "", 0
    if picked in offered:
        follow(talk, picked, "", heard)
    elif picked in ("report", "papers") or picked.startswith("group:"):
        state.menu = picked
    elif picked == "none":
        state.menu = ""
        talk.notes.append(_("Please say it in other words, or choose."))
    elif picked in ("status", "announcements", "verify"):
        follow(talk, picked, "")
    elif (chosen := talk.catalogue.get(picked)) is not None:
        service.start(talk, chosen)


def understand(talk: Talk) -> None:
    """Make sense of free text where no question is open.

    Raises:
        InvalidAnswer: it makes none, and nothing is open that it could be about.
    """
    if subscribe.command(talk):
        return
    understood = talk.understanding.understand(talk.words)
    heard_of = understood.intent == "unknown" or understood.intent.startswith("service:")
    if alerted.taken(talk, understood.intent):
        return
    if heard_of and reply.is_asked(talk):
        # Whoever was asked about a lamp names the lamp in the answer.
        reply.begin(talk)
    elif heard_of and reply.comes_late(talk, understood.intent):
        _begin_anew(talk, understood.intent)
    elif talk.words.isdigit() and len(talk.words) <= MENU_DIGITS:
        raise InvalidAnswer("no-such-choice", _("There is no choice with that number."))
    elif understood.intent != "unknown":
        follow(talk, understood.intent, understood.argument)
    elif understood.alternatives:
        talk.state.offers, talk.state.heard = list(understood.alternatives[:4]), talk.words[:500]
    elif talk.understanding.only_thanks(talk.words):
        talk.once = Notice(text=_("Thank you. Write to us again whenever you need something."))
    elif talk.words and reply.concerns(talk):
        reply.begin(talk)
    elif talk.turn.medium.texts and (said := solved.read(talk.words)) is not None and not said.more:
        raise InvalidAnswer("not-asked", _("We have asked this number nothing that waits for an answer."))
    else:
        raise InvalidAnswer("not-understood", _("We did not understand that."))


def _begin_anew(talk: Talk, intent: str) -> None:
    """An answer that comes after its request has ended: said so, and what it names is begun anew."""
    if intent.startswith("service:"):
        talk.notes.append(_("What you were asked about ended without an answer. We begin anew."))
        follow(talk, intent, "")
        return
    talk.once = Notice(
        text=_("What you were asked about ended, because no answer came in time. To begin anew, tell us what it is about.")
    )


def follow(talk: Talk, intent: str, argument: str, words: str = "") -> None:
    """Do what was understood; `words` are those in which it was said, where that was an earlier turn."""
    state = talk.state
    said = words or talk.words
    if intent.startswith("service:") and (wanted := talk.catalogue.get(intent.removeprefix("service:"))):
        service.start(talk, wanted, talk.understanding.tail(said, wanted.key))
    elif intent == "status":
        state.begin("status")
        if argument:
            status.find(talk, argument)
    elif intent == "resume":
        state.begin("resume")
        if argument:
            resume.take(talk, argument)
    elif intent == "announcements":
        news.begin(talk, argument)
    elif intent == "verify":
        state.begin("verify")
        if argument:
            verify.check(talk, argument)
    else:
        talk.understood = intent
