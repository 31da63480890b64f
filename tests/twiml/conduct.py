"""What a call does with a TwiML document that is well-formed and still a mistake: dead lines, endless loops, lost verbs."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

# By the voice's maker: characters that one <Say> may hold; Google counts the marks inside it too.
LONGEST_SAID = {"Google": 5000, "Polly": 3000, "Basic": 4000}
# After these nothing is heard any more.
ENDS = frozenset({"Hangup", "Redirect", "Reject", "Leave"})
# These ask for another document whenever they are given an action.
HANDS_OVER = frozenset({"Dial", "Enqueue", "Connect", "Pay"})
# What a caller's silence does not bring to the action: the next verb is executed instead, or the line goes dead.
FALLS_THROUGH = frozenset({"Gather", "Record"})
NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")


def check(root: Element) -> list[str]:
    """The problems of a whole voice document."""
    problems = [*order(list(root))]
    for element in root.iter():
        match element.tag:
            case "Say":
                problems += said(element)
            case "Gather":
                problems += gathered(element)
            case "Record":
                problems += recorded(element)
            case "Redirect":
                problems += addressed(element)
            case "Play":
                problems += played(element)
            case "Dial":
                problems += dialled(element)
    return problems


def order(verbs: list[Element]) -> Iterator[str]:
    """Verbs that are never reached, and silences after which there is nothing."""
    for position, verb in enumerate(verbs):
        last = position == len(verbs) - 1
        if verb.tag == "Reject" and position:
            yield "Reject: the call was already answered by the verb before it"
        if unreachable_after(verb) and not last:
            yield f"{verbs[position + 1].tag}: never reached, for <{verb.tag}> before it does not come back"
        if verb.tag in FALLS_THROUGH and last and not unreachable_after(verb):
            yield f"{verb.tag}: a silent caller is cut off, for nothing follows it"


def unreachable_after(verb: Element) -> bool:
    if verb.tag == "Gather":
        return verb.get("actionOnEmptyResult") == "true"
    return verb.tag in ENDS or (verb.tag in HANDS_OVER and "action" in verb.attrib)


def said(say: Element) -> Iterator[str]:
    text = "".join(say.itertext())
    voice = say.get("voice", "Basic")
    maker = voice.split(".")[0] if "." in voice else "Basic"
    length = len(text) + (marks(say) if maker == "Google" else 0)
    if length > LONGEST_SAID.get(maker, LONGEST_SAID["Basic"]):
        yield f"Say: {length} characters, {LONGEST_SAID.get(maker, LONGEST_SAID['Basic'])} at most with {voice}"
    if maker == "Basic" and len(say):
        yield f"Say: the voice {voice} knows no <{say[0].tag}>"
    speaks = re.match(r"Google\.([a-z]{2,3}-[A-Z]{2})-", voice)
    if speaks and say.get("language", speaks[1]) != speaks[1]:
        yield f"Say: the voice {voice} does not speak {say.get('language')}"


def marks(say: Element) -> int:
    """About how many characters the elements inside a Say take."""
    inside = [one for one in say.iter() if one is not say]
    return sum(2 * len(one.tag) + 5 + sum(len(name) + len(value) + 4 for name, value in one.attrib.items()) for one in inside)


def gathered(gather: Element) -> Iterator[str]:
    if "action" not in gather.attrib:
        yield "Gather: no action, so the same document would be asked again"
    if gather.get("numDigits") == "0":
        yield "Gather: numDigits of none"
    if gather.get("timeout") == "0":
        yield "Gather: no time to answer"
    if gather.get("finishOnKey") == "" and "numDigits" not in gather.attrib:
        yield "Gather: neither a key nor a number of digits ends it"


def recorded(record: Element) -> Iterator[str]:
    if "action" not in record.attrib:
        yield "Record: no action, so the same document would be asked again"
    if int_or(record.get("maxLength"), 3600) < 2:
        yield "Record: maxLength of less than two seconds"
    if record.get("transcribe") == "true":
        yield "Record: transcribes English only"


def addressed(redirect: Element) -> Iterator[str]:
    if wrong := url_problem((redirect.text or "").strip()):
        yield f"Redirect: {(redirect.text or '').strip()!r} {wrong}"


def played(play: Element) -> Iterator[str]:
    url = (play.text or "").strip()
    if not url and not play.get("digits"):
        yield "Play: nothing in it"
    elif url and (wrong := url_problem(url)):
        yield f"Play: {url!r} {wrong}"


def dialled(dial: Element) -> Iterator[str]:
    numbers = [(one.text or "").strip() for one in dial.findall("Number")]
    if own := (dial.text or "").strip():
        numbers.append(own)
    if not numbers and not len(dial):
        yield "Dial: nobody to call"
    for number in numbers:
        if not NUMBER.fullmatch(number):
            yield f"Dial: {number!r} is not a number in the international form"


def url_problem(url: str) -> str:
    """What is wrong with an address: it is fetched, and signed, exactly as it stands."""
    if not url:
        return "is empty"
    if not url.isascii() or re.search(r"[\s<>\"{}|\\^`]", url):
        return "is not percent-encoded"
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", url) and not re.match(r"https?://[^/]+", url):
        return "is no web address"
    return ""


def int_or(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() else otherwise
