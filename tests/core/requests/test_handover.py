"""The hand-over file: its promised shape, and what is not in it."""

import json

from core.bootstrap import Core
from core.dialogue.answers import Answer, Form
from core.documents import TypstPrinter
from core.municipalities.bodies import directory
from core.municipalities.model import Municipality
from core.requests import actions, attachments, dossier, handover
from tests.filed import MOBILE
from tests.stopped import Stopped
from tests.worked import MARIA, Worked, worked

PLACE = Answer({"text": "Ασκληπιού 12", "lat": 39.5535, "lon": 21.7672, "source": "pin"})


def with_photo(core: Core, town: Municipality, clock: Stopped) -> Worked:
    with core.database.work(town) as work:
        photo = attachments.attach(
            work, None, "photo", "file", "image/jpeg", clock.now(), name="λάμπα.jpg", storage_key="a/b", size=9, sha256="ab" * 32
        )
    answers = {"place": PLACE, "fault": Answer("out", Form.PICKED), "photo": Answer(None, Form.FILE, (photo,))}
    one = worked(core, town, clock, answers=answers)
    words = "Δεν είναι δικό μας."
    one.do(lambda work, request: actions.forward(work, request, MARIA, directory(town)["deddie"], words, clock.now()))
    return one


def test_the_file_for_machines_has_its_promised_shape(core: Core, town: Municipality, clock: Stopped) -> None:
    one = with_photo(core, town, clock)
    made = handover.as_json(one.look(), town, clock.now())
    assert json.loads(json.dumps(made)) == made
    assert list(made) == ["format", "version", "made_at", "municipality", "department", "to", "request", "answers", "attachments"]
    assert (made["format"], made["version"]) == ("thyrida-hand-over", 1)
    assert made["to"]["key"] == "deddie"
    assert made["request"]["reference"] == one.reference
    assert made["request"]["due"]["on"] == made["request"]["due_on"]
    assert made["request"]["due_explained"][0].startswith("Ημερομηνία παραλαβής")
    place = made["answers"][0]
    assert (place["question"], place["answer"], place["point"]) == (
        "place",
        "Ασκληπιού 12 (σημειωμένο στον χάρτη)",
        {"lat": 39.5535, "lon": 21.7672},
    )
    (photo,) = made["attachments"]
    assert (photo["name"], photo["sha256"], photo["here"]) == ("λάμπα.jpg", "ab" * 32, True)
    assert photo["id"] in next(answer for answer in made["answers"] if answer["question"] == "photo")["attachments"]


def test_neither_file_tells_how_to_reach_the_citizen(core: Core, town: Municipality, clock: Stopped) -> None:
    one = with_photo(core, town, clock)
    found = one.look()
    paper = handover.as_document(found, town, clock.now(), "el")
    for text in (json.dumps(handover.as_json(found, town, clock.now())), json.dumps(dict(paper.data))):
        assert MOBILE not in text
        assert MOBILE.removeprefix("+30") not in text


def test_the_file_on_paper_is_printed_in_both_languages(core: Core, town: Municipality, clock: Stopped) -> None:
    one = with_photo(core, town, clock)
    for language in ("el", "en"):
        document = handover.as_document(one.look(), town, clock.now(), language)
        assert TypstPrinter().print(document).startswith(b"%PDF")
    assert [row[1] for row in document.data["facts"] if row[0] == "Point on the map"] == ["39.55350, 21.76720"]


def test_a_request_of_a_service_that_is_gone_is_handed_over_all_the_same(core: Core, town: Municipality, clock: Stopped) -> None:
    one = with_photo(core, town, clock)
    with core.database.reading(town) as work:
        found = dossier.collect(work, dossier.one(work, one.reference), None)
    made = handover.as_json(found, town, clock.now())
    assert made["request"]["service"]["title"] == {}
    assert made["answers"][0]["label"] == "place"
    assert TypstPrinter().print(handover.as_document(found, town, clock.now(), "el"))
