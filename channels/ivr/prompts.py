"""What a call hears outside of the conversation: which language, which number, and that something has failed."""

from collections.abc import Sequence

from babel import Locale
from twilio.twiml.voice_response import Gather, VoiceResponse

from channels.ivr.document import Document
from channels.ivr.line import LANGUAGE, Line
from channels.ivr.person import hours_of, offer_call_back
from channels.ivr.voices import spoken_languages
from core.announcements.tables import Announcement
from core.announcements.told import written_in
from core.languages import WITHOUT_TOWN
from core.municipalities.model import Municipality
from core.text import Sentence, Wording, _

PAUSE = 3


def choose_language(town: Municipality, wrong: bool = False, dangers: Sequence[Announcement] = ()) -> str:
    """Which language, before anything else but danger to life; who stays silent twice goes on in the town's own."""
    languages = spoken_languages(town)
    document = Document(Line(town, languages[0]))
    if len(languages) > 1:
        for time in range(2):
            gather = document.response.gather(action=document.line.url(LANGUAGE), num_digits=1, finish_on_key="", timeout=5)
            for language in languages if dangers and time == 0 else ():
                after = _("To hear it all, choose the language and then press 4.")
                Document(Line(town, language)).say(*_warned(town, dangers, language), after, within=gather)
            _offer(gather, town, languages, wrong)
    elif dangers:
        document.say(*_warned(town, dangers, languages[0]), _("To hear it all, press 4 after this."))
    document.response.redirect(document.line.url(command="open"))
    return str(document)


def _warned(town: Municipality, dangers: Sequence[Announcement], language: str) -> list[Sentence]:
    """Emergencies by their titles, each in the language in which it was written."""
    said: list[Sentence] = [_("Emergency.")]
    for one in dangers:
        written = written_in(one.texts, language, town)
        said.append(Wording({written: one.texts.get(written, {}).get("title", "")}))
    return said


def _offer(gather: Gather, town: Municipality, languages: tuple[str, ...], wrong: bool) -> None:
    """Each language is offered by its own voice and name, so that it is understood by who knows only that one."""
    for key, language in enumerate(languages, 1):
        name = Locale.parse(language).get_display_name(language) or language
        own = Document(Line(town, language))
        own.say(_("That key stands for no language.") if wrong else town.name, within=gather)
        own.say(_("For {language} press {key}.", language=name, key=str(key)), within=gather)


def service_number(line: Line) -> str:
    """The two digits under which a service is known everywhere."""
    document = Document(line)
    document.say(_("Key the two digits of the service."), within=document.digits({}, most=2))
    return str(document)


def record(line: Line, question: str) -> str:
    document = Document(line)
    document.record(question)
    return str(document)


def after_dialling(line: Line, answered: bool, call_back: str) -> str:
    """They have spoken with a person, and all is said; or nobody answered."""
    document = Document(line)
    if answered:
        document.good_bye()
    else:
        offer_call_back(document, call_back, [_("Nobody could answer just now.")])
    return str(document)


def go_on(line: Line) -> str:
    """What was open is asked again."""
    document = Document(line)
    document.go_on()
    return str(document)


def try_again(line: Line, url: str) -> str:
    """Nothing was kept: an apology at once, a moment, and the same turn once more."""
    document = Document(line)
    document.say(_("We are sorry, we could not take that. Please hold the line, we try once more."))
    document.response.pause(length=PAUSE)
    document.response.redirect(url)
    return str(document)


def failed(line: Line, open_now: bool) -> str:
    """It is our fault: an apology, and a person; where nobody is there, when to call again."""
    document, town = Document(line), line.town
    document.say(_("We are sorry. Something does not work here at this moment, and it is not your fault."))
    if town is None or not town.desk_number:
        document.say(_("Please call again later."))
    elif open_now:
        document.say(_("We connect you with a person. Please hold the line."))
        document.dial(town.desk_number, "")
        return str(document)
    else:
        document.say(_("Please call again later, or call a person at {number}.", number=town.desk_number), hours_of(town.hours))
    document.good_bye()
    return str(document)


def enough(line: Line) -> str:
    """A line that nobody has put down for very long."""
    document = Document(line)
    document.good_bye()
    return str(document)


def no_town() -> str:
    return _in_each(_("This number belongs to no municipality."))


def broken_without_town() -> str:
    """Not even whose number was called is known."""
    return _in_each(_("We are sorry. Something does not work here at this moment. Please call again later."))


def _in_each(sentence: Sentence) -> str:
    response = VoiceResponse()
    for language in WITHOUT_TOWN:
        Document(Line(None, language), response).say(sentence)
    response.hangup()
    return str(response)
