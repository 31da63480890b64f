"""An emergency at the desk: one writes, another sends, people answer, and machines and citizens read it."""

import io

import pytest
from sqlalchemy import select

from core.bootstrap import Core
from core.emergencies import standing
from core.emergencies.cap.schema import faults, parse
from core.emergencies.jobs import jobs
from core.emergencies.tables import Alert
from core.messages.tables import Message
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.staff.roles import Role
from tests.announced import subscribe
from tests.channels.desk.conftest import Desk, Opener, between
from tests.core.emergencies.test_cap import FOREIGN
from tests.templates.parsed import parse as parse_page

HERE = "/desk/emergencies"


@pytest.fixture
def editor(desk: Opener) -> Desk:
    return desk("sofia", Role.EDITOR)


@pytest.fixture
def supervisor(desk: Opener) -> Desk:
    return desk("eleni", Role.SUPERVISOR)


def fields_of(html: str) -> dict[str, str]:
    """What a browser would send of a form that nobody has changed."""
    page = parse_page(html)
    fields = {one.attributes["name"]: one.text.lstrip("\n") for one in page.all("textarea")}
    for one in page.all("input"):
        if one.attributes.get("type") not in ("checkbox", "hidden", "file"):
            fields[one.attributes["name"]] = one.attributes.get("value", "")
    for name in ("urgency", "severity", "certainty"):
        if f'name="{name}"' not in html:
            continue
        chosen = between(html, f'name="{name}"', "</select>")
        fields[name] = chosen.partition(" selected")[0].rpartition('value="')[2].rstrip('"')
    return fields


def write(editor: Desk, event: str = "flood", do: str = "ask", **changed: str) -> str:
    """The address of an alert that somebody wrote."""
    fields = fields_of(editor.get(f"{HERE}/new/{event}").text)
    answer = editor.post(f"{HERE}/new/{event}", **{**fields, "do": do, **changed})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def send(supervisor: Desk, path: str, **ticked: str) -> str:
    page = supervisor.get(path)
    assert "This is real." in page.text
    answer = supervisor.post(f"{path}/release", seen=between(page.text, 'name="seen" value="', '"'), **ticked)
    return supervisor.follow(answer).text


def test_one_writes_another_reads_every_form_and_sends(core: Core, town: Municipality, editor: Desk, supervisor: Desk) -> None:
    for digit in range(3):
        subscribe(core, town, (Way.TEXT, f"+30691234560{digit}"), district="centre")
    path = write(editor, districts="centre")
    own = editor.get(path).text
    assert "/release" not in own and "You wrote it: a supervisor must send it." in own
    assert editor.post(f"{path}/release", seen="1").status_code == 403
    page = supervisor.get(path).text
    assert "3 people" in page and "after about 1 second" in page
    for form in ("Κίνδυνος; Καλέστε το 112. Δ. Τρικκαίων: Πλημμύρα: Κέντρο.", "In danger? Call 112.", "&lt;areaDesc&gt;Κέντρο"):
        assert form in page
    sent = send(supervisor, path)
    assert "Sent. People are being told now." in sent and "It is being sent now." in sent
    with core.database.reading(town) as work:
        reach = f"/desk/announcements/{work.session.scalars(select(Alert.announcement_id)).one()}/reach"
    assert reach in sent and supervisor.get(reach).status_code == 200
    assert "already" in supervisor.post(f"{path}/release", seen="1").text
    # A browser without any session reads it on every page, and on the page that stands on files.
    citizen = Desk(editor.client.application.test_client(), town.hosts[0])
    assert "In danger? Call 112. Flood: Centre" in citizen.get("/emergency?lang=en").text
    assert 'class="th-emergency"' in citizen.get("/").text and "Πλημμύρα: Κέντρο" in citizen.get("/?lang=el").text
    feed = citizen.get("/alerts.atom")
    address = between(feed.text, f'<link href="{core.site(town)}', '.cap.xml"') or between(feed.text, "/alerts/", ".cap.xml")
    assert feed.mimetype == "application/atom+xml" and address
    again = citizen.client.get(
        "/alerts.atom", base_url=f"http://{town.hosts[0]}", headers={"If-None-Match": feed.headers["ETag"]}
    )
    assert again.status_code == 304
    with core.database.reading(town) as work:
        identifier = work.session.scalars(select(Alert.identifier)).one()
    assert f"{core.site(town)}/alerts/{identifier}.cap.xml" in feed.text
    document = citizen.get(f"/alerts/{identifier}.cap.xml")
    assert document.mimetype == "application/cap+xml" and faults(parse(document.data)) == []


def test_a_supervisor_does_not_send_their_own(supervisor: Desk) -> None:
    path = write(supervisor)
    assert "You wrote it: another supervisor must send it." in supervisor.get(path).text
    answer = supervisor.post(f"{path}/release", seen="1")
    assert answer.status_code == 409 and "You wrote this yourself." in answer.text


def test_who_keeps_it_as_it_was_does_not_make_its_author_the_second_person(desk: Opener) -> None:
    eleni, petros = desk("eleni", Role.SUPERVISOR), desk("petros", Role.SUPERVISOR)
    path = write(eleni, **{"headline-el": "Πλημ\x0bμύρα\ufffe"})
    fields = fields_of(petros.get(f"{path}/change").text)
    assert fields["headline-el"] == "Πλημμύρα", "what no document may hold is not kept"
    assert petros.post(f"{path}/change", **{**fields, "do": "ask"}).status_code == 303
    assert "You wrote this yourself." in eleni.post(f"{path}/release", seen="2").text
    assert "This is real." not in eleni.get(path).text
    assert petros.post(f"{path}/release", seen="2").status_code == 303


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(editor: Desk) -> None:
    fields = fields_of(editor.get(f"{HERE}/new/flood").text)
    for name, value, said in (
        ("hours", "soon", "Write for how many hours it holds"),
        ("hours", "-1", "It would be over already"),
        ("hours", "nan", "Write for how many hours it holds"),
        ("hours", "1e9", "Write for how many hours it holds"),
        ("hours", "-1e9", "Write for how many hours it holds"),
        ("area", "39.5 21.7", "Write each corner as latitude,longitude"),
        ("area", "39.35,22.90 39.35,22.95 39.40,22.95", "The area touches no district"),
        ("web", "javascript:alert(1)", "Write the whole address"),
        ("instruction-el", "", "what people should do"),
        ("urgency", "Later", "Please choose one of the answers."),
    ):
        answer = editor.post(f"{HERE}/new/flood", **{**fields, "description-en": "typed at length", name: value})
        assert answer.status_code == 422, (name, value)
        assert said in answer.text and f'href="#{name}"' in answer.text and "typed at length" in answer.text
    # What is drawn goes into the field that can be typed in.
    assert 'data-area="area" data-typed' in answer.text and 'id="area"' in answer.text
    refused = editor.client.post(
        f"{HERE}/take-over",
        base_url=f"http://{editor.host}",
        data={"csrf_token": editor.csrf, "document": (io.BytesIO(b"<x"), "a.xml")},
    )
    assert refused.status_code == 422 and "It is no XML document" in refused.text


def test_the_pages_are_sound(editor: Desk, supervisor: Desk) -> None:
    path = write(editor)
    pages = [(editor, one) for one in (HERE, f"{HERE}/new/flood", f"{path}/replies", f"{path}/change")]
    for here, address in [*pages, (supervisor, path)]:
        page = parse_page(here.get(address).text)
        assert page.unbalanced == [] and len(page.ids) == len(set(page.ids)), address
        labelled = {one.attributes["for"] for one in page.all("label")}
        fields = [one for one in page.all("input", "textarea", "select") if one.attributes.get("type") != "hidden"]
        assert [one.attributes for one in fields if one.attributes.get("id") not in labelled] == [], address
        assert len(page.all("h1")) == 1
    assert parse_page(editor.client.get("/emergency", base_url=f"http://{editor.host}").text).unbalanced == []


def test_the_all_clear_and_a_drill_change_what_citizens_see(
    core: Core, town: Municipality, editor: Desk, supervisor: Desk
) -> None:
    citizen = Desk(editor.client.application.test_client(), town.hosts[0])
    drill = write(editor, "wildfire", drill="yes")
    page = supervisor.get(drill).text
    assert "EXERCISE: this is not real. In danger? Call 112." in page and "&lt;status&gt;Exercise" in page
    supervisor.post(f"{drill}/release", seen=between(page, 'name="seen" value="', '"'))
    page, listed = supervisor.get(drill).text, supervisor.get(HERE).text
    assert "Whom it would reach" in page and "Whom it reached" not in page
    assert "Nothing is in force." in listed and "Wildfire" in between(listed, ">Exercises under way</h2>", "</section>")
    assert "Wildfire" not in citizen.get("/emergency?lang=en").text + citizen.get("/alerts.atom").text
    with core.database.reading(town) as work:
        identifier = work.session.scalars(select(Alert.identifier)).one()
    assert citizen.get(f"/alerts/{identifier}.cap.xml").status_code == 404
    path = write(editor)
    send(supervisor, path)
    assert "Flood" in citizen.get("/emergency?lang=en").text
    core.clock.move(minutes=5)  # type: ignore[attr-defined]
    fields = fields_of(editor.get(f"{path}/follow/cancel").text)
    assert fields["instruction-el"] == "Ο κίνδυνος πέρασε."
    # For how long it holds and how bad it is, is not asked of an end.
    assert not {"hours", "urgency", "severity", "certainty"} & set(fields)
    end = editor.post(f"{path}/follow/cancel", **{**fields, "do": "ask"}).headers["Location"]
    waiting = supervisor.get(end).text
    assert "act now" not in waiting and "threat to life" not in waiting and "from when it is sent" not in waiting
    assert "&lt;urgency&gt;Past&lt;" in waiting and "&lt;severity&gt;Severe&lt;" in waiting
    send(supervisor, end)
    assert "No emergency is in force" in citizen.get("/emergency?lang=en").text
    assert 'class="th-emergency"' not in citizen.get("/").text


def test_what_has_run_out_goes_from_the_page_by_a_job_and_comes_to_no_other_town(
    core: Core, town: Municipality, other_town: Municipality, editor: Desk, supervisor: Desk
) -> None:
    send(supervisor, write(editor, hours="2"))
    data = core.settings.data
    assert standing.titles(data, town.hosts[0], "en") and not standing.titles(data, other_town.hosts[0], "en")
    core.clock.move(hours=3)  # type: ignore[attr-defined]
    jobs(core)["write-emergency-page"](town, {})
    assert standing.titles(data, town.hosts[0], "en") == []
    assert [one.name for one in (data / "public" / town.key).iterdir() if one.name.startswith(".")] == []
    assert not list((data / "public").glob(f"{other_town.key}/*"))


def test_another_authoritys_document_becomes_a_draft(core: Core, town: Municipality, desk: Opener) -> None:
    administrator = desk("nikos", Role.ADMINISTRATOR)
    answer = administrator.client.post(
        f"{HERE}/take-over",
        base_url=f"http://{town.hosts[0]}",
        data={"csrf_token": administrator.csrf, "document": (io.BytesIO(FOREIGN.encode()), "alert.xml")},
    )
    page = administrator.follow(answer).text
    assert "It was taken over as a draft." in page and "civilprotection@example.gr" in page
    assert "Not written yet in: English." in page
    with core.database.reading(town) as work:
        assert work.session.scalars(select(Message)).all() == []


def test_a_language_that_was_forgotten_is_said_and_needs_a_tick_where_life_is_in_danger(
    core: Core, town: Municipality, editor: Desk, supervisor: Desk
) -> None:
    path = write(editor, "wildfire")
    assert "What it changes" not in supervisor.get(path).text
    send(supervisor, path)
    core.clock.move(minutes=5)  # type: ignore[attr-defined]
    fields = fields_of(editor.get(f"{path}/follow/update").text)
    stay = {**fields, "do": "ask", "instruction-el": "Μείνετε μέσα."}
    update = editor.post(f"{path}/follow/update", **stay).headers["Location"]
    warning = "The Greek text changed, the English one did not. Check it."
    assert warning in editor.get(update).text
    page = supervisor.get(update).text
    assert warning in page and 'name="same"' in page and "<del>Φύγετε" in page and "<ins>Μείνετε" in page
    seen = between(page, 'name="seen" value="', '"')
    refused = supervisor.post(f"{update}/release", seen=seen)
    assert refused.status_code == 409 and "Tick that both say the same" in refused.text and 'href="#same"' in refused.text
    assert "Sent. People are being told now." in send(supervisor, update, same="yes")


def test_what_waits_loses_nothing_of_its_hours(core: Core, town: Municipality, editor: Desk, supervisor: Desk) -> None:
    form = editor.get(f"{HERE}/new/flood?lang=el").text
    assert "{area}" not in form and "Πλημμύρα: [περιοχή]" in form and "Flood: [area]" in form
    path = write(editor, hours="2")
    core.clock.move(minutes=20)  # type: ignore[attr-defined]
    page = supervisor.get(path).text
    assert "For 2 hours from when it is sent" in page and "Flood: Municipality of Trikala" in page
    assert fields_of(editor.get(f"{path}/change").text)["hours"] == "2"
    send(supervisor, path)
    with core.database.reading(town) as work:
        row = work.session.scalars(select(Alert)).one()
    assert (row.expires_at - core.clock.now()).total_seconds() == 2 * 3600
    assert f"<expires>{town.local(row.expires_at).isoformat()}" in row.document
