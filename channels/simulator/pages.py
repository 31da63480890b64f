"""The simulator's page: a thread of texts and a dialler, in the town's own host, for demonstration towns alone."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, current_app, make_response, render_template, request
from itsdangerous import BadData, URLSafeSerializer

from channels.addresses import REPEATS
from channels.here import core, town
from channels.simulator import owner as owners
from channels.simulator import sound
from channels.simulator.doing import DOINGS
from channels.simulator.inside import InProcess
from channels.simulator.phone import Call, NotNow
from channels.simulator.texts import Texting
from channels.simulator.thread import new_sid, own_sid, thread
from channels.simulator.webhook import Fault
from core.municipalities.model import Municipality
from core.text import Sentence, _

# As a town hall enters them at the provider's.
TEXT_URL, TEXT_FALLBACK, CALL_URL = f"/sms/twilio{REPEATS}", "/sms/twilio/fallback", f"/ivr/twilio{REPEATS}"
CALLED_URL = "/ivr/twilio/told"
LONGEST_TEXT = 1600


def blueprint() -> Blueprint:
    made = Blueprint("simulator", __name__, url_prefix="/simulator")
    made.before_request(_for_demonstrations)
    made.after_request(_keep_private)
    made.add_url_rule("/", "page", page)
    made.add_url_rule("/texts", "texts", texts)
    made.add_url_rule("/number", "number", number, methods=["POST"])
    made.add_url_rule("/text", "text", text, methods=["POST"])
    made.add_url_rule("/call", "call", call, methods=["POST"])
    made.add_url_rule("/media/<key>/<name>.wav", "media", media)
    return made


def _for_demonstrations() -> None:
    """Outside of demonstration towns, and where a demonstration is public, there is no simulator."""
    if core().settings.public_demo:
        abort(404)
    # The worker fetches recordings by our own address, which is no town's.
    if request.endpoint != "simulator.media" and not town().demonstration:
        abort(404)


def _keep_private(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def page() -> str:
    return _page(None)


def texts() -> str:
    """The thread alone, for a page that looks for what has come meanwhile."""
    return render_template("simulator/_thread.html", thread=_thread())


def number() -> str:
    """Another number for this telephone: a new one, or one that was typed. A call that goes on keeps its own."""
    chosen, problem = request.form.get("choice", ""), None
    found = {
        "mobile": owners.a_mobile,
        "fixed": lambda: owners.a_fixed_line(town()),
    }.get(chosen, lambda: owners.read(request.form.get("number", ""), town()))()
    if found is None:
        problem = _("Give a Greek number: ten digits that begin with 69 or 2, not the municipality's own.")
        found = owners.owner().number
    owners.keep(owners.Owner(found, bool(request.form.get("withheld"))))
    return _page(_call(), number_problem=problem)


def text() -> str:
    """Send a text. The page carries the message's id, so that it is the same text if the page is sent twice."""
    body, own, here = request.form.get("body", "")[:LONGEST_TEXT], owners.owner(), town()
    sid = request.form.get("sid", "")
    unseen: list[str] = []
    faults: list[Fault] = []
    if body.strip() and here.numbers:
        known = {bubble.text for bubble in _thread()}
        sending = Texting(_post(), own.number, here.numbers[0], TEXT_URL, fallback_url=TEXT_FALLBACK)
        done = sending.send(body, sid=sid if own_sid(sid, own.number) else new_sid(own.number))
        faults = list(done.faults)
        # What the fallback says is in no conversation.
        shown = known | {bubble.text for bubble in _thread()}
        unseen = [reply for reply in done.replies if reply not in shown]
    return _page(_call(), unseen=unseen, faults=faults)


def call() -> str:
    """Do what the caller does, and listen until something is asked again."""
    going_on, problem = _call(), None
    what = request.form.get("do", "")
    try:
        if what == "dial":
            going_on = _dialled(town())
        elif what == "pick_up":
            going_on = _picked_up(town(), request.form.get("message", ""))
        elif going_on is not None and what in DOINGS:
            DOINGS[what](going_on, request.form, _record_at)
    except NotNow:
        problem = _("The call does not wait for that now.")
    return _page(going_on, call_problem=problem)


def media(key: str, name: str) -> Response:
    """A recording, as the provider would give it."""
    found = next((one for one in core().directory.all() if one.key == key and one.demonstration), None)
    content = sound.recording(name) if found is not None else None
    if content is None:
        abort(404)
    response = make_response(content)
    response.headers["Content-Type"] = sound.MEDIA_TYPE
    return response


def _post() -> InProcess:
    return InProcess(current_app._get_current_object(), core())  # type: ignore[attr-defined]


def _dialled(here: Municipality) -> Call:
    made = Call(_post(), owners.owner().caller, here.numbers[-1], CALL_URL)
    made.start()
    return made


def _picked_up(here: Municipality, message: str) -> Call:
    """A call of ours is answered by whom it was made to."""
    about = urlencode({"town": here.key, "message": message})
    made = Call(_post(), here.numbers[0], owners.owner().number, f"{CALLED_URL}?{about}{REPEATS}")
    made.start()
    return made


def _record_at(seconds: int) -> str:
    return sound.address(core().settings.base_url, town().key, seconds)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(core().secrets.session, salt=f"simulator-call/{town().key}")


def _call() -> Call | None:
    """The call that the page carries, if it is one that we signed."""
    try:
        return Call.from_json(_serializer().loads(request.form.get("call", "")), _post())
    except BadData:
        return None


def _thread() -> list[Any]:
    return list(thread(core(), town(), owners.owner().number))


def _page(
    going_on: Call | None,
    unseen: list[str] | None = None,
    faults: list[Fault] | None = None,
    number_problem: Sentence | None = None,
    call_problem: Sentence | None = None,
) -> str:
    own = owners.owner()
    return render_template(
        "simulator/index.html",
        own=own,
        thread=_thread(),
        unseen=unseen or [],
        faults=[*(faults or []), *(going_on.faults if going_on else [])],
        sid=new_sid(own.number),
        call=going_on,
        kept=_serializer().dumps(going_on.to_json()) if going_on else "",
        number_problem=number_problem,
        call_problem=call_problem,
    )
