"""Alerts as documents: ours against the protocol's own schema, and those of others, read safely and never sent by themselves."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.dialogue.kinds.outline import meet
from core.emergencies import importing, writing
from core.emergencies.areas import lies_outside, read_area
from core.emergencies.cap.feed import ATOM, feed
from core.emergencies.cap.schema import NAMESPACE, faults, parse
from core.emergencies.importing import as_before
from core.emergencies.tables import Alert
from core.emergencies.vocabulary import Stage, Type
from core.errors import Conflict, InvalidAnswer
from core.people.contact import Way
from tests.announced import subscribe
from tests.core.emergencies.conftest import AUTHOR, SITE, Hall

CIVIL = "civilprotection@example.gr"
FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>GSCP.1</identifier><sender>civilprotection@example.gr</sender><sent>2026-11-16T11:00:00+02:00</sent>
  <status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
  <info>
    <language>el-GR</language><category>Fire</category><event>Πυρκαγιά</event><responseType>Evacuate</responseType>
    <urgency>Immediate</urgency><severity>Extreme</severity><certainty>Observed</certainty>
    <expires>2026-11-16T18:00:00+02:00</expires><headline>Πυρκαγιά στα νότια</headline>
    <description>Εκκένωση τώρα.</description><instruction>Φύγετε προς βορρά.</instruction>
    <area><areaDesc>Νότια της πόλης</areaDesc>
      <polygon>39.5410,21.7610 39.5410,21.7700 39.5500,21.7700 39.5500,21.7610 39.5410,21.7610</polygon></area>
  </info>
</alert>"""


def named(found: bytes | str, name: str) -> list[str]:
    root = parse(found if isinstance(found, bytes) else found.encode())
    return [one.text or "" for one in root.iter(f"{{{NAMESPACE}}}{name}")]


def test_what_goes_out_is_valid_by_the_schema_whatever_the_alert(hall: Hall) -> None:
    drawn = read_area("39.555,21.768 39.556,21.772 39.552,21.770")
    kinds = [hall.written(event) for event in ("flood", "missing-person", "extreme-heat")]
    alerts = [hall.send(one) for one in (*kinds, hall.written(area=drawn), hall.written(districts=("centre", "south")))]
    now = hall.core.clock.now()
    alerts.append(hall.send(as_before(alerts[3], now), alerts[3], Type.UPDATE))
    alerts.append(hall.send(as_before(alerts[5], now), alerts[5], Type.CANCEL))
    assert [faults(parse(one.document.encode())) for one in alerts] == [[]] * len(alerts)
    document = alerts[3].document
    assert named(document, "sent") == ["2026-11-16T11:30:00+02:00"] and "Z<" not in document
    assert named(document, "language") == ["el-GR", "en"]
    ring = named(document, "polygon")[0].split()
    assert ring[0] == ring[-1] == "39.555,21.768" and len(ring) == 4
    assert len(named(alerts[4].document, "polygon")) == 4
    assert all(one.startswith(("Κίνδυνος; Καλέστε το 112.", "In danger? Call 112.")) for one in named(document, "headline"))
    assert named(alerts[6].document, "msgType") == ["Cancel"] and named(alerts[6].document, "responseType")[0] == "AllClear"
    assert len(named(alerts[6].document, "references")[0].split()) == 2


def test_the_schema_finds_what_is_wrong() -> None:
    assert faults(parse(FOREIGN.encode())) == []
    for wrong in (
        FOREIGN.replace("11:00:00+02:00", "09:00:00Z"),
        FOREIGN.replace("<status>Actual</status>", "<status>Real</status>"),
        FOREIGN.replace("<scope>Public</scope>", ""),
        FOREIGN.replace("<event>Πυρκαγιά</event>", "").replace("<headline>", "<event>x</event><headline>"),
    ):
        assert faults(parse(wrong.encode())) != []


def test_the_feed_names_what_is_in_force_and_nothing_else(hall: Hall) -> None:
    one = hall.send(hall.written())
    content = feed(hall.town, [one], "el", SITE, hall.core.clock.now())
    entry = parse(content).find(f"{{{ATOM}}}entry")
    assert entry is not None
    assert entry.findtext(f"{{{ATOM}}}id") == f"{SITE}/alerts/{one.identifier}.cap.xml"
    link = entry.find(f"{{{ATOM}}}link")
    assert link is not None and link.get("type") == "application/cap+xml"


def take_over(hall: Hall, content: str | bytes) -> Alert | None:
    raw = content.encode() if isinstance(content, str) else content
    with hall.core.database.work(hall.town) as work:
        return importing.take_over(work, raw, AUTHOR, hall.core.clock.now())[0]


def test_another_authoritys_alert_becomes_a_draft_and_tells_nobody(hall: Hall) -> None:
    subscribe(hall.core, hall.town, (Way.TEXT, "+306912345601"))
    row = take_over(hall, FOREIGN)
    hall.work()
    assert row is not None and row.stage == Stage.DRAFT and hall.gateway.sent == []
    assert (row.source, row.source_identifier, row.severity, row.districts) == (CIVIL, "GSCP.1", "Extreme", ["south"])
    assert row.texts["el"]["instruction"] == "Φύγετε προς βορρά." and "en" not in row.texts
    with pytest.raises(Conflict):
        take_over(hall, FOREIGN)


def test_an_area_tells_each_district_that_it_touches_and_never_the_whole_town_by_mistake(hall: Hall) -> None:
    town, now = hall.town, hall.core.clock.now()
    # A strip along a river: no corner or middle of it lies in what it crosses, nor the other way round.
    river = [[21.70, 39.5535], [21.80, 39.5535], [21.80, 39.5545], [21.70, 39.5545]]
    far = [[22.90, 39.35], [22.95, 39.35], [22.95, 39.40]]
    with hall.core.database.work(town) as work:
        alert = writing.draft(work, hall.written(area=river), AUTHOR, now)
        assert alert.districts == ["centre", "west"] and not lies_outside(town, alert)
        with pytest.raises(InvalidAnswer) as refused:
            writing.draft(work, hall.written(area=far), AUTHOR, now)
        assert refused.value.code == "area"
        with pytest.raises(InvalidAnswer):
            writing.change(work, alert, hall.written(area=far), AUTHOR, now)
        chosen = writing.draft(work, hall.written(area=far, districts=("south",)), AUTHOR, now)
        assert chosen.districts == ["south"]
    # Another authority's is kept, to be looked at, and does not go on to the second person as it is.
    row = take_over(hall, FOREIGN.replace("39.5", "35.5"))
    assert row is not None and row.districts == []
    with hall.core.database.work(town) as work, pytest.raises(InvalidAnswer):
        writing.ask(work, writing.one(work, row.id), now)


def test_an_area_that_is_a_district_touches_it() -> None:
    corner = [(0.0, 0.3), (0.0, 0.5), (0.3, 0.5)]
    assert meet(corner, corner)


def drawn(name: str, area: str) -> str:
    before, _start, rest = FOREIGN.partition("<polygon>")
    return f"{before}<{name}>{area}</{name}>{rest.partition('</polygon>')[2]}"


BOMB = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
REFUSED = {
    "no-xml": "hello",
    "bomb": FOREIGN.replace('<?xml version="1.0" encoding="UTF-8"?>', BOMB).replace("Εκκένωση τώρα.", "&b;"),
    "file": FOREIGN.replace(
        '<?xml version="1.0" encoding="UTF-8"?>', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    ).replace("Εκκένωση τώρα.", "&x;"),
    "doctype-alone": FOREIGN.replace(
        '<?xml version="1.0" encoding="UTF-8"?>', '<!DOCTYPE alert SYSTEM "http://127.0.0.1:9/x.dtd">'
    ),
    "utf-16-bomb": (BOMB.replace("?>", ' encoding="UTF-16"?>', 1) + FOREIGN.partition("?>")[2]).encode("utf-16"),
    "large": FOREIGN.replace("Εκκένωση τώρα.", "α" * 300_000),
    "old-version": FOREIGN.replace("cap:1.2", "cap:1.1"),
    "html": "<html><body>alert</body></html>",
    "invalid": FOREIGN.replace("<scope>Public</scope>", ""),
    "test": FOREIGN.replace("Actual", "Test"),
    "draft": FOREIGN.replace("Actual", "Draft"),
    "system": FOREIGN.replace("Actual", "System"),
    "ack": FOREIGN.replace("<msgType>Alert", "<msgType>Ack"),
    "private": FOREIGN.replace("Public", "Private"),
    "expired": FOREIGN.replace("18:00:00", "11:15:00"),
    **{
        f"area-{ring[:9]}": drawn("polygon", ring)
        for ring in ("a,b c,d e,f g,h", "nan,nan " * 4, "1e999,1 2,2 3,3", "999,999 1,1 2,2")
    },
    "area-of-many-corners": drawn("polygon", " ".join(f"39.{one:05d},21.{one:05d}" for one in range(9000))),
    **{f"circle-{round_}": drawn("circle", round_) for round_ in ("here 5", "39,21 inf", "nan,21 1", "39,21 99999")},
    "cancel-of-nothing": FOREIGN.replace("<msgType>Alert", "<msgType>Cancel"),
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_no_alert_of_ours_to_send_is_refused_with_a_sentence(hall: Hall) -> None:
    for name, content in REFUSED.items():
        with pytest.raises(InvalidAnswer) as refused:
            take_over(hall, content)
        assert refused.value.sentence, name
    with hall.core.database.reading(hall.town) as work:
        assert work.session.scalars(select(Alert)).all() == []


def refers(content: str, type_: str, number: int) -> str:
    ours = f"<scope>Public</scope><references>{CIVIL},GSCP.1,2026-11-16T11:00:00+02:00</references>"
    renamed = content.replace("<msgType>Alert", f"<msgType>{type_}").replace("GSCP.1", f"GSCP.{number}")
    return renamed.replace("<scope>Public</scope>", ours)


def test_an_update_and_an_end_belong_to_the_alert_that_was_sent(hall: Hall) -> None:
    subscribe(hall.core, hall.town, (Way.TEXT, "+306912345601"), district="south")
    row = take_over(hall, FOREIGN)
    assert row is not None
    first = hall.send(replace(as_before(row, hall.core.clock.now()), origin=(CIVIL, "GSCP.7", "")))
    # The draft itself was not sent: an end of it drops it, and nobody is told.
    assert take_over(hall, refers(FOREIGN, "Cancel", 2)) is None
    assert first.announcement_id is not None
    update = take_over(hall, refers(FOREIGN, "Update", 8).replace("GSCP.1,", "GSCP.7,"))
    assert update is not None and (update.type, update.announcement_id) == ("Update", first.announcement_id)
    assert update.stage == Stage.DRAFT


def test_an_exercise_of_others_is_one_of_ours(hall: Hall) -> None:
    row = take_over(
        hall, FOREIGN.replace("Actual", "Exercise").replace("Public</scope>", "Restricted</scope><restriction>x</restriction>")
    )
    assert row is not None and row.drill


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("exercise", [False, True])
def test_an_exercise_never_goes_on_with_what_is_real_nor_the_other_way_round(hall: Hall, exercise: bool) -> None:
    now = hall.core.clock.now()
    first = hall.send(hall.written(drill=exercise, origin=(CIVIL, "GSCP.1", "")))
    other = refers(FOREIGN if exercise else FOREIGN.replace("Actual", "Exercise"), "Update", 2)
    row = take_over(hall, other)
    assert row is not None and (row.drill, row.type, row.follows_id) == (not exercise, "Alert", None)
    with pytest.raises(InvalidAnswer):
        take_over(hall, other.replace("<msgType>Update", "<msgType>Cancel").replace("GSCP.2", "GSCP.3"))
    with pytest.raises(Conflict):
        hall.send(replace(as_before(first, now), drill=not exercise), first, Type.UPDATE)


def test_a_document_without_wording_in_the_towns_language_cannot_be_handed_on_untranslated(hall: Hall) -> None:
    row = take_over(hall, FOREIGN.replace("el-GR", "en-GB"))
    assert row is not None and "el" not in row.texts
    with hall.core.database.work(hall.town) as work, pytest.raises(InvalidAnswer):
        writing.ask(work, writing.one(work, row.id), hall.core.clock.now() + timedelta(minutes=1))
