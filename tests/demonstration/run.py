"""Writes docs/demonstration.md and its pictures out of a run: a thread of texts, a call, and the pages of the same hour.

The server is started as `make run` starts it, in a folder that is thrown away; everything goes through the doors that a
provider and a browser use.
"""

import re
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.demonstration import pictures  # noqa: E402
from tests.journeys.citizens import REFERENCE  # noqa: E402
from tests.journeys.running import Running, serving  # noqa: E402

DOCS = ROOT / "docs"
PAGE, README = DOCS / "demonstration.md", ROOT / "README.md"
TOWN = "trikala"
TEXTER, CALLER = "+306900000111", "+306900000222"
TEXTS = ("den anavi i lampa asklhpiou 12", "1", "-", "-", "1", "ΟΚ")
# What is keyed, and what it means, from the first menu on. "…" is speaking after the tone.
KEYS = (
    ("1", "Ελληνικά"),
    ("1", "αναφορά προβλήματος"),
    ("1", "δρόμοι και φωτισμός"),
    ("1", "βλάβη οδοφωτισμού"),
    ("…", "λέει πού"),
    ("5", "όλος ο δρόμος"),
    ("#", "δεν έχει αριθμό"),
    ("1", "μήνυμα SMS"),
    ("#", "αποστολή"),
)


@dataclass
class Spoken:
    """One thing said in a call: by the line, or by the caller (keys, or a voice message)."""

    by_caller: bool
    words: str


@dataclass
class Played:
    """What came of the run."""

    thread: list[tuple[str, str]] = field(default_factory=list)
    call: list[Spoken] = field(default_factory=list)
    reference: str = ""
    code: str = ""


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as server:
        played = Played()
        play_texts(server, played)
        play_call(server, played)
        texting = server.texting(TOWN, TEXTER)
        for words in (f"ΚΑΤΑΣΤΑΣΗ {played.reference}",):
            played.thread.append((words, texting.send(words).replies[0]))
        pictures.take(server, played.reference, DOCS / "images")
    PAGE.write_text(page(played), "utf-8")
    README.write_text(readme(README.read_text("utf-8"), played), "utf-8")
    print(f"Written: {PAGE.relative_to(ROOT)}, {len(list((DOCS / 'images').glob('*.png')))} pictures, and the README's part.")
    return 0


def play_texts(server: Running, played: Played) -> None:
    texting = server.texting(TOWN, TEXTER)
    for words in TEXTS:
        reply = texting.send(words).replies[0]
        played.thread.append((words, reply))
    found = REFERENCE.search(played.thread[-1][1])
    if found is None:
        raise SystemExit(f"The thread came to no receipt: {played.thread[-1][1]}")
    played.reference = "".join(found.groups())


def play_call(server: Running, played: Played) -> None:
    call = server.calling(TOWN, CALLER)
    call.start()
    for key, meaning in KEYS:
        played.call.append(Spoken(False, call.heard))
        if key == "…":
            call.wait()
            call.record(6, key="#")
            played.call.append(Spoken(True, f"μετά τον ήχο: «Καραϊσκάκη, δίπλα στο σχολείο», και # ({meaning})"))
        else:
            call.press(key)
            played.call.append(Spoken(True, f"πλήκτρο {key} ({meaning})"))
    played.call.append(Spoken(False, call.heard))
    call.hang_up()


def page(played: Played) -> str:
    """The whole page. Numbers differ from run to run; nothing else should."""
    return "\n".join(
        [
            "# The demonstration",
            "",
            "`make demo` wrote this page out of a run against the server that `make run` starts. The towns' names are",
            "real; their data, numbers and requests, and the people in them, are invented.",
            "",
            "## By text",
            "",
            "Somebody texts in Greeklish, without accents and with little patience:",
            "",
            thread(played),
            "",
            "## By telephone",
            "",
            "Somebody else has only the keys of a telephone, and says one thing after the tone:",
            "",
            call(played.call),
            "",
            "## On the web",
            "",
            "![The start page](images/home.png)",
            "",
            "One question a page, in Greek and English, from 320 pixels on, with and without scripts:",
            "",
            "![A question with the town's sketched map](images/question.png) ![The receipt](images/receipt.png)",
            "",
            "Whoever has a reference can ask, on any channel, whichever the request came from:",
            "",
            "![Following a request](images/track.png)",
            "",
            "## At the desk",
            "",
            "The clerk's queue, the ones due first, and one request with everything the citizen said:",
            "",
            "![The queue](images/queue.png)",
            "",
            "![One request](images/request.png)",
            "",
            "## The telephone on a page",
            "",
            "In demonstration towns there is a telephone to text and call with, over the same signed webhooks:",
            "",
            "![The simulator](images/simulator.png)",
            "",
        ]
    )


def readme(text: str, played: Played) -> str:
    """The README with its demonstration between the two marks."""
    part = "\n".join(
        [
            "<!-- demonstration -->",
            "By text, in Greeklish (the first and the last two):",
            "",
            thread(Played([played.thread[0], *played.thread[-2:]])),
            "",
            "By telephone (the beginning and the end):",
            "",
            call([*played.call[:4], *played.call[-3:]]),
            "",
            "![A question on the web](docs/images/question.png) ![The receipt](docs/images/receipt.png)",
            "",
            "![The clerk's queue](docs/images/queue.png)",
            "<!-- /demonstration -->",
        ]
    )
    return re.sub(r"<!-- demonstration -->.*<!-- /demonstration -->", lambda _found: part, text, flags=re.DOTALL)


def thread(played: Played) -> str:
    lines = []
    for sent, reply in played.thread:
        lines.append(f"> **{sent}**  ")
        answered = "  \n".join(f"> ↳ {line}" if number == 0 else f"> {line}" for number, line in enumerate(reply.split("\n")))
        lines += [f"{answered}", ">"]
    return "\n".join(lines[:-1])


def call(spoken: list[Spoken]) -> str:
    lines = []
    for one in spoken:
        if one.words:
            lines += [f"> ☎ *{one.words}*" if one.by_caller else f"> {one.words}", ">"]
    return "\n".join(lines[:-1])


if __name__ == "__main__":
    raise SystemExit(main())
