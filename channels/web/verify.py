"""Checking a document without signing in: by its code, by the file itself, and in full by who holds it."""

from datetime import date

from flask import Blueprint, Response, make_response, render_template, request

from channels.here import core, source, town
from channels.pages.reading import text
from channels.pages.taking import NOT_UNDERSTOOD, see_other
from channels.pages.tokens import new_token
from channels.pages.verified import verified
from channels.web.frame import FRAME
from core.adapters.seals import read_seal
from core.certificates import checking, examining
from core.certificates.checking import Asker, Checked, Held
from core.certificates.examining import FINDING_NAMES, Examined, Finding
from core.codes import CodeLength, read_code
from core.errors import InvalidAnswer
from core.text import Sentence, _

HERE = "/v"
PARTS = ("day", "month", "year")


def add_to(made: Blueprint) -> None:
    made.add_url_rule(HERE, "verify", which, methods=["GET"])
    made.add_url_rule(HERE, "verify_sought", sought, methods=["POST"])
    made.add_url_rule(f"{HERE}/<code>", "verified", shown, methods=["GET"])
    made.add_url_rule(f"{HERE}/<code>", "verify_acted", acted, methods=["POST"])


def which() -> Response:
    return make_response(_which("", None))


def sought() -> Response:
    """The form's code, read as people write it; or a file whose code nobody typed."""
    if request.form.get("command") == "examine":
        return _file_alone()
    typed = text(request.form, "code", 60)
    try:
        code = read_code(typed, CodeLength.VERIFICATION)
    except InvalidAnswer as error:
        return make_response(_which(typed, error.sentence), NOT_UNDERSTOOD)
    return see_other(f"{HERE}/{code}")


def shown(code: str) -> Response:
    """What the document of a code is worth."""
    try:
        read_code(code, CodeLength.VERIFICATION)
    except InvalidAnswer as error:
        # An address that no document of ours bears.
        return make_response(_which(code[:60], error.sentence), 404)
    try:
        checked = _check(code)
    except InvalidAnswer as error:
        return make_response(_which(code[:60], error.sentence), NOT_UNDERSTOOD)
    return _page(checked)


def acted(code: str) -> Response:
    """A form of the document's page: its date and number, which open everything; or the file itself."""
    if request.form.get("command") == "examine":
        return _file_of(code)
    try:
        return _page(_check(code, _held()))
    except InvalidAnswer as error:
        problem = error.sentence
    try:
        return _page(_check(code), held_problem=problem)
    except InvalidAnswer as error:
        return make_response(_which(code[:60], error.sentence), NOT_UNDERSTOOD)


def _check(code: str, held: Held | None = None) -> Checked:
    """Check and count; a wrong try is kept although it is refused."""
    asker = Asker(FRAME.channel, core().codes.digest("source", source())[:16], core().settings.checks_a_day)
    refused: InvalidAnswer | None = None
    with core().database.work(town()) as work:
        try:
            return checking.check(work, code, asker, core().codes, core().clock.now(), held)
        except InvalidAnswer as error:
            refused = error
    raise refused


def _held() -> Held:
    parts = [text(request.form, f"issued-{part}", 10).strip() for part in PARTS]
    try:
        day, month, year = (int(part) for part in parts)
        issued = date(year, month, day)
    except ValueError as error:
        raise InvalidAnswer("date", _("Write the date of issue as it stands on the document.")) from error
    return Held(issued, text(request.form, "protocol", 40))


def _file_of(code: str) -> Response:
    try:
        checked = _check(code)
    except InvalidAnswer as error:
        return make_response(_which(code[:60], error.sentence), NOT_UNDERSTOOD)
    try:
        found = _examined(code)
    except InvalidAnswer as error:
        return _page(checked, file_problem=error.sentence)
    return _page(checked, finding=FINDING_NAMES[found.finding])


def _file_alone() -> Response:
    try:
        found = _examined("")
    except InvalidAnswer as error:
        return make_response(_which("", None, file_problem=error.sentence), NOT_UNDERSTOOD)
    return make_response(_which("", None, finding=FINDING_NAMES[found.finding]))


def _examined(code: str) -> Examined:
    """What is the matter with the file that was sent; it is not kept.

    Raises:
        InvalidAnswer: none was chosen, or it is too large to be one of ours.
    """
    sent = request.files.get("file")
    content = sent.stream.read(examining.LARGEST + 1) if sent is not None and sent.filename else b""
    if not content:
        raise InvalidAnswer("file", _("Choose the PDF that you received."))
    if len(content) > examining.LARGEST:
        raise InvalidAnswer("file", _("This file is too large to be a document of the municipality."))
    reading = read_seal(content)
    with core().database.reading(town()) as work:
        expected = checking.id_of(work, core().codes, code) if code else None
        found = examining.examine(work, content, reading, expected)
    return found if expected is not None or not code else Examined(_unexpected(found.finding))


def _unexpected(finding: Finding) -> Finding:
    """A sound file, given with a code that nobody knows, is another document than the one of the code."""
    return Finding.ANOTHER if finding is Finding.WHOLE else finding


def _page(
    checked: Checked, held_problem: Sentence | None = None, file_problem: Sentence | None = None, finding: Sentence | None = None
) -> Response:
    here = f"{HERE}/{checked.code}"
    context = verified(checked)
    values = {part: text(request.form, f"issued-{part}", 10) for part in PARTS} | {"protocol": text(request.form, "protocol", 40)}
    held = {"action": here, "problem": held_problem, "values": values} if context["known"] and not checked.full else None
    html = render_template(
        "web/steps/check.html",
        **context,
        held=held,
        upload={"action": here, "problem": file_problem, "finding": finding},
        turn=new_token(),
    )
    return make_response(html, NOT_UNDERSTOOD if held_problem or file_problem else 200)


def _which(typed: str, problem: Sentence | None, file_problem: Sentence | None = None, finding: Sentence | None = None) -> str:
    upload = {"problem": file_problem, "finding": finding}
    return render_template("web/steps/verify.html", action=HERE, turn=new_token(), value=typed, problem=problem, upload=upload)
