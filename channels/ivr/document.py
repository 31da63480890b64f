"""A document for a call: what is said, in which voice, and what is then listened to. No document ends in a dead line."""

from collections.abc import Mapping

from twilio.twiml.voice_response import Gather, VoiceResponse

from channels.ivr.keys import Mode
from channels.ivr.line import DIALLED, RECORDED, Line
from channels.ivr.voices import voice_for
from core.languages import tongue
from core.spoken.speech import ALOUD, aloud
from core.text import Sentence, Wording, _

# Seconds of silence that count as none, after everything was said; a reminder comes twice after what asks nothing.
PATIENCE, LONG_PATIENCE = 8, 12
# Keys are still heard for this long before the tone.
BEFORE_TONE = 1
RECORDING = 120
RINGING = 25


class Document:
    """Sentences and verbs, added in the order in which they are heard."""

    def __init__(self, line: Line, response: VoiceResponse | None = None) -> None:
        self.line = line
        self.response = VoiceResponse() if response is None else response
        self._tongue = tongue(line.language, ALOUD, line.town.zone if line.town else "Europe/Athens")

    def __str__(self) -> str:
        return str(self.response)

    def worded(self, sentence: Sentence) -> str:
        """A sentence as this call words it, before its voice is given it."""
        return self._tongue(sentence)

    def say(self, *sentences: Sentence, slowly: bool = False, within: Gather | None = None) -> None:
        """Say sentences one after the other; content that this language lacks is read by a voice of its own language."""
        for sentence in sentences:
            language = self.line.language
            if isinstance(sentence, Wording):
                words, language = sentence.best(language)
            else:
                words = self._tongue(sentence)
            if said := aloud(words, language):
                self._voiced(said, language, slowly, within)

    def _voiced(self, words: str, language: str, slowly: bool, within: Gather | None) -> None:
        voice = voice_for(language, self.line.town)
        verb = self.response if within is None else within
        if slowly and voice.marked:
            verb.say("", voice=voice.name, language=voice.locale).prosody(words, rate="75%")
        else:
            verb.say(words, voice=voice.name, language=voice.locale)

    def key(
        self,
        offered: Mapping[str, str],
        question: str = "",
        *,
        timeout: int = PATIENCE,
        silence: bool = True,
        mode: Mode = Mode.ONE,
    ) -> Gather:
        """Listen to one key. `silence` counts as a turn of its own; otherwise the call goes on with the next verb."""
        gather: Gather = self.response.gather(
            action=self.line.url(offered=offered, question=question, mode=str(mode)),
            num_digits=1,
            finish_on_key="",
            timeout=timeout,
            action_on_empty_result=silence,
        )
        return gather

    def digits(self, offered: Mapping[str, str], question: str = "", silence: bool = True, most: int | None = None) -> Gather:
        """Listen to a number, until hash, so many digits, or silence."""
        gather: Gather = self.response.gather(
            action=self.line.url(offered=offered, question=question, mode=str(Mode.MANY)),
            num_digits=most,
            finish_on_key="#",
            timeout=PATIENCE,
            action_on_empty_result=silence,
        )
        return gather

    def record(self, question: str) -> None:
        """Record an answer after the tone. Who stays silent is heard as having said nothing."""
        self.response.record(
            action=self.line.url(RECORDED, question=question),
            timeout=5,
            finish_on_key="0*#",
            max_length=RECORDING,
            play_beep=True,
            trim="trim-silence",
        )
        self.response.redirect(self.line.url(question=question))

    def go_on(self) -> None:
        """What was open is asked again, by a turn of its own."""
        self.response.redirect(self.line.url(command="repeat"))

    def remind(self, offered: Mapping[str, str], *sentences: Sentence) -> None:
        """Twice more what can be pressed, then good-bye: after something that asks nothing, silence is an end."""
        for _time in range(2):
            self.say(*sentences, within=self.key(offered, timeout=LONG_PATIENCE, silence=False))
        self.good_bye()

    def good_bye(self) -> None:
        self.say(_("Thank you for calling. Good-bye."))
        self.response.hangup()

    def dial(self, number: str, call_back: str) -> None:
        """Connect with a person; what comes of it is heard at DIALLED."""
        self.response.dial(action=self.line.url(DIALLED, call_back=call_back), timeout=RINGING, ring_tone="gr").number(number)
