"""The environment that the web's pages are drawn in, and a sample context for every page."""

from datetime import UTC, date, datetime
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from core.announcements.kinds import Kind as News
from core.announcements.kinds import Stage
from core.announcements.told import Told, only_in
from core.dialogue.answers import Answer, Heard, Reply, Situation
from core.dialogue.kinds.base import Kind
from core.dialogue.service import Assurance, Clock, Question, Retention, Service, ServiceForm
from core.municipalities.files import demonstration
from core.text import Code, Sentence, Tongue, Wording, _

TEMPLATES = Path(__file__).parents[2] / "templates"

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
TOWNS = {town.key: town for town in demonstration()}


@cache
def environment(translations: NullTranslations | None = None) -> Environment:
    """Jinja as the web channel sets it up, as far as templates can tell."""
    words = translations or NullTranslations()
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    return made


def context(language: str, town: str = "trikala", translations: NullTranslations | None = None) -> dict[str, Any]:
    """What every template is given, as base.html asks for it."""
    tongue = Tongue(language, translations or NullTranslations())

    def wording(words: Wording) -> Markup:
        text, code = words.best(language)
        return escape(text) if code == language else Markup('<span lang="{}">{}</span>').format(code, text)

    return {
        "municipality": TOWNS[town],
        "language": language,
        "here": "/services",
        "say": tongue,
        "wording": wording,
        "asset": lambda path: f"/static/{path}",
        "csrf_token": lambda: "a-token",
    }


class Plain(Kind):
    """A kind that only stands in a question; pages never ask it anything."""

    name = "words"
    ways = frozenset({Reply.WORDS})

    def read(self, question: Question, heard: Heard, situation: Situation) -> Answer:
        return Answer(heard.words)

    def show(self, question: Question, answer: Answer) -> Sentence:
        return str(answer.value)

    def example(self, question: Question, situation: Situation) -> Sentence:
        return "…"


def both(el: str, en: str) -> Wording:
    return Wording({"el": el, "en": en})


def question(key: str, el: str, en: str, hint: Wording | None = None) -> Question:
    return Question(key, Plain(), both(el, en), both(el, en), both(el, en), hint)


LAMP = Service(
    "street-light", 1, ServiceForm.REPORT, "11", "lighting",
    both("Βλάβη δημοτικού φωτισμού", "Street light out of order"), both("Φωτισμός", "Lighting"),
    both("Πείτε μας για λάμπα που δεν ανάβει, τρεμοπαίζει ή καίει την ημέρα.", "Tell us of a lamp that is out, flickers or burns by day."),
    {"el": ("λάμπα",)}, Assurance.NONE, Retention("report", "—"), Clock("calendar", 20, "ν. 3463/2006"), (),
)  # fmt: skip
# Greek only, as a municipality's own service may be: its words carry their language on an English page.
TABLES = Service(
    "pavement-tables", 1, ServiceForm.APPLICATION, "21", "licences",
    Wording({"el": "Άδεια για τραπεζοκαθίσματα σε κοινόχρηστο χώρο"}), Wording({"el": "Τραπεζοκαθίσματα"}),
    Wording({"el": "Αίτηση για παραχώρηση χρήσης πεζοδρομίου ή πλατείας."}),
    {"el": ("τραπεζάκια",)}, Assurance.IDENTITY, Retention("application", "—"), Clock("working", 15, "ν. 2690/1999, άρθρο 4"), (),
)  # fmt: skip
FAMILY = Service(
    "family-status", 1, ServiceForm.INFORMATION, "22", "citizens",
    both("Πιστοποιητικό οικογενειακής κατάστασης", "Family status certificate"), both("Οικ. κατάσταση", "Family status"),
    both("Εκδίδεται από το gov.gr με τους κωδικούς σας.", "It is issued on gov.gr with your own credentials."),
    {"el": ("οικογενειακής",)}, Assurance.NONE, Retention("none", "—"), None, (),
    advice=both("Θα χρειαστείτε τους κωδικούς Taxisnet.", "You will need your Taxisnet credentials."),
)  # fmt: skip

REFERENCE = Code("482913053")
GROUPS = [
    {"name": both("Δρόμοι και φωτισμός", "Roads and lighting"), "services": [LAMP, TABLES]},
    {"name": both("Πιστοποιητικά", "Certificates"), "services": [FAMILY]},
]
SUM = [
    _("Received on {day}.", day=date(2026, 11, 20)),
    _("Twenty days later it is {day}, a Thursday.", day=date(2026, 12, 10)),
]
STREET = question(
    "place",
    "Πού βρίσκεται η λάμπα;",
    "Where is the lamp?",
    both("Οδός και αριθμός, ή ένα γνωστό σημείο.", "Street and number, or a known spot."),
)
COMMANDS = [
    {"value": "handover", "label": _("Save and continue later")},
    {"value": "operator", "label": _("Speak with a person")},
]
WRONG = _("Please choose one of the answers.")
ASKED = {
    "action": "/start/street-light",
    "turn": "t1",
    "service_title": LAMP.title,
    "number": 2,
    "known": True,
    "total": 4,
    "back_url": "/back",
    "commands": COMMANDS,
}
STATE = {"label": _("In progress"), "tone": "active"}


def asked(part: str, question: Question, **more: Any) -> dict[str, Any]:
    return {**ASKED, "part": part, "question": question, **more}


def problem_of(more: dict[str, Any], problem: Sentence) -> dict[str, Any]:
    return {**more, "problem": problem}


WHAT = question("what", "Τι συμβαίνει με τη λάμπα;", "What is wrong with the lamp?")
PICKED = asked(
    "pick",
    WHAT,
    picks={
        "out": both("Δεν ανάβει καθόλου", "It is out"),
        "flickers": both("Τρεμοπαίζει", "It flickers"),
        "day": both("Καίει και την ημέρα", "It burns by day too"),
        "pole": both("Έχει πέσει ή γέρνει ο στύλος", "The pole leans or has fallen"),
    },
)
WRITTEN = [
    {"label": "Πού βρίσκεται η λάμπα;", "shown": "Ασκληπιού 12"},
    {"label": "Τι συμβαίνει;", "shown": "Δεν ανάβει καθόλου"},
]

# Each page by a name of ours: the template, and what it is given beside the common context.
CHECKED: dict[str, Any] = {
    "standing": _("This document is valid"),
    "tone": "done",
    "known": True,
    "code": Code("4829130534829136", 4),
    "rows": [
        {"label": _("Document"), "shown": both("Βεβαίωση μόνιμης κατοικίας", "Certificate of permanent residence")},
        {"label": _("Date of issue"), "shown": date(2026, 11, 16)},
        {"label": _("Holder"), "shown": "Γ. Π…"},
    ],
    "full": False,
    "turn": "t1",
    "held": {
        "action": "/v/1",
        "problem": _("Write the date of issue as it stands on the document."),
        "values": {"day": "31", "month": "2", "year": "2026", "protocol": "2026/1"},
    },
}

NEWS_ITEM: dict[str, Any] = {
    "url": "/news/1", "title": both("Διακοπή νερού αύριο", "No water tomorrow"), "kind": _("interruption of a service"), "urgent": False,
    "published_at": NOW, "day": NOW.date(), "when": NOW, "area": both("Κέντρο", "Centre"), "marks": (_("Corrected on {day}.", day=NOW.date()),),
}  # fmt: skip
URGENT: dict[str, Any] = {
    **NEWS_ITEM, "url": "/news/2", "title": Wording({"el": "Κίνδυνος πυρκαγιάς"}), "kind": _("emergency"), "urgent": True, "when": None,
    "area": None, "marks": (),
}  # fmt: skip
TOLD: dict[str, Any] = {
    "kind": News.INTERRUPTION, "id": 1, "version": 2, "language": "el", "title": Wording({"el": "Διακοπή νερού αύριο"}),
    "body": Wording({"el": "Λόγω βλάβης."}), "only": only_in("el"), "short": "", "script": "", "when": NOW, "on": NOW.date(),
    "place": Wording({"el": "Ασκληπιού 12"}),
    "area": both("Κέντρο", "Centre"), "until": NOW, "topics": (), "marks": (_("Withdrawn on {day}.", day=NOW.date()),), "standing": Stage.WITHDRAWN,
    "published_at": NOW, "day": NOW.date(), "address": "/news/1",
}  # fmt: skip
SEARCH: dict[str, Any] = {
    "topics": [{"value": "water", "label": "Νερό"}], "districts": [{"value": "centre", "label": "Κέντρο"}],
    "kinds": [{"value": "event", "label": "Εκδήλωση"}], "over_url": "/news?over=1", "subscribe_url": "/news/subscribe", "now_url": "/news",
    "atom_url": "/news.atom", "calendar_url": "/news.ics",
}  # fmt: skip
NEWS_CHOICES = {
    "topics": [{"value": "water", "label": "1. Νερό"}, {"value": "roads", "label": "2. Δρόμοι"}],
    "districts": [{"value": "", "label": "όλος ο δήμος"}, {"value": "centre", "label": "Κέντρο"}],
    "languages": [{"value": "el", "label": "Ελληνικά"}, {"value": "en", "label": "English"}],
}
NEWS_TYPED = {
    "topics": ["water"],
    "district": "centre",
    "language": "el",
    "quiet": "own",
    "quiet_from": "22:00",
    "quiet_until": "08:00",
}

PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "news": ("web/news.html", {**SEARCH, "items": [URGENT, NEWS_ITEM], "filters": {"topic": "water"}, "next_url": "/news?after=1"}),
    "news-none": ("web/news.html", {**SEARCH, "items": [], "filters": {"over": "1"}, "first_url": "/news", "over_url": ""}),
    "announcement": (
        "web/announcement.html",
        {
            "told": Told(**TOLD), "kind": _("interruption of a service"), "tone": "neutral", "subscribe_url": "/news/subscribe",
            "paragraphs": [["Λόγω βλάβης.", "Ως τις 13:00."]],
            "files": [
                {"url": "/news/1/files/1/a.png", "name": "a.png", "alt": "Ο χάρτης", "size": "34 kB", "picture": True},
                {"url": "/news/1/files/2/b.pdf", "name": "b.pdf", "alt": "Το πρόγραμμα", "size": "1.2 MB", "picture": False},
            ],
            "versions": [{"url": "/news/1/versions/1", "at": NOW, "what": _("published"), "words": "Άλλαξε η ώρα."}],
            "sketch": {"width": 300, "height": 200, "town": "M1 1 L9 1 L9 9Z", "marked": ["M2 2 L3 2 L3 3Z"]},
            "topics": [{"label": "Νερό", "url": "/news?topic=water"}], "calendar_url": "/news/1.ics", "reason": "Άλλαξε η ώρα.",
        },
    ),
    "announcement-before": (
        "web/announcement_before.html",
        {
            "title": Wording({"el": "Διακοπή νερού"}), "only": only_in("el"), "code": "el", "paragraphs": [["Λόγω βλάβης."]], "at": NOW,
            "what": _("published"), "words": "", "now_url": "/news/1", "is_now": False,
            "when": _("the whole town"), "place": Wording({"el": "Ασκληπιού 12"}), "area": None,
        },
    ),
    "choose-town": (
        "web/choose_town.html",
        {"municipality": None, "towns": [{"municipality": town, "url": f"http://{town.hosts[0]}/"} for town in TOWNS.values()]},
    ),
    "home": ("web/home.html", {"groups": GROUPS, "report_url": "/services#r", "apply_url": "/services#a", "track_url": "/track",
                               "subscribe_url": "/news/subscribe", "emergencies": [URGENT], "news": [NEWS_ITEM]}),
    "services": ("web/services.html", {"groups": GROUPS}),
    "service": (
        "web/service.html",
        {
            "service": LAMP,
            "start_url": "/start/street-light",
            "login_url": "/login?to=/start/street-light",
            "by_phone": True,
            "by_sms": True,
            "sms_word": "ΛΑΜΠΑ",
            "facts": [{"label": _("Cost"), "shown": _("Free of charge")}],
            "links": [],
        },
    ),
    "service-information": (
        "web/service.html",
        {
            "service": FAMILY,
            "start_url": "",
            "by_phone": True,
            "by_sms": False,
            "sms_word": "",
            "facts": [],
            "links": [{"label": "gov.gr", "href": "https://www.gov.gr/"}],
        },
    ),
    "error": (
        "web/error.html",
        {
            "title": _("Something went wrong"),
            "sentence": _("We could not keep what you sent. Please try again in a while."),
            "reference_id": "7f3a-19c2",
            "again": {"action": "/start/street-light", "fields": {"csrf_token": "a-token", "turn": "t1", "answer": "Ασκληπιού 12"}},
        },
    ),
    "accessibility": ("web/accessibility.html", {}),
    "verify": (
        "web/steps/verify.html",
        {"action": "/v", "turn": "t1", "value": "1234", "problem": _("The code has only the digits 0 to 9."), "upload": {}},
    ),
    "check": ("web/steps/check.html", CHECKED | {"upload": {"action": "/v/1", "problem": None, "finding": None}}),
    "document": (
        "web/document.html",
        {
            "title": TABLES.title, "standing": _("This document is valid"), "protocol": "2026/000123", "issued_on": NOW.date(),
            "valid_until": NOW.date(), "file_url": "/certificates/482913053/file",
            "checks": [
                {"at": NOW, "channel": _("by text message"), "full": False},
                {"at": NOW, "channel": _("on the town's website"), "full": True},
            ],
        },
    ),
    "document-unsealed": (
        "web/document.html",
        {
            "title": TABLES.title, "standing": _("It is issued, and waits for the municipality's seal."), "protocol": "2026/000123",
            "issued_on": NOW.date(), "valid_until": None, "file_url": "", "checks": [],
        },
    ),
    "document-ways": (
        "web/document_ways.html",
        {
            "action": "/certificates/482913053", "login_url": "/login?to=/certificates/482913053", "known": True, "problem": WRONG,
            "afm": "094259216",
        },
    ),
    "check-unknown": (
        "web/steps/check.html",
        {"standing": _("No document of this municipality has this code"), "tone": "neutral", "known": False}
        | {"code": Code("4829130534829136", 4), "rows": [], "full": False, "turn": "t1"},
    ),
    "ask-pick": ("web/steps/ask.html", PICKED),
    "ask-pick-problem": ("web/steps/ask.html", problem_of(PICKED, WRONG)),
    "ask-digits": (
        "web/steps/ask.html",
        asked("digits", question("phone", "Σε ποιο τηλέφωνο;", "Which telephone?"), example="6912345678", problem=_("This telephone has too few digits."), value="69123"),
    ),
    "ask-words": ("web/steps/ask.html", asked("words", question("more", "Θέλετε να προσθέσετε κάτι;", "Anything to add?"), long=True, skippable=True)),
    "ask-date": (
        "web/steps/ask.html",
        asked("date", question("since", "Από πότε;", "Since when?"), parts={"day": "31", "month": "2", "year": "2026"}, example="20/11/2026", problem=_("There is no such day.")),
    ),
    "ask-file": ("web/steps/ask.html", asked("file", question("photo", "Έχετε φωτογραφία;", "Do you have a photo?"), sent=["lampa.jpg"])),
    "ask-consent": (
        "web/steps/ask.html",
        asked("consent", question("notify", "Να σας ενημερώνουμε με SMS;", "May we text you?"), picks={"true": _("Yes"), "false": _("No")}),
    ),
    "ask-place": (
        "web/steps/ask.html",
        asked(
            "place",
            STREET,
            streets=[street.name for street in TOWNS["trikala"].streets],
            example="Ασκληπιού 12",
            map={"places_url": "/places.json", "tiles_url": "", "attribution": ""},
        ),
    ),
    "review": (
        "web/steps/review.html",
        {
            **ASKED,
            "items": [
                {"number": 1, "label": STREET.label, "shown": "Ασκληπιού 12", "change_url": "/change/1"},
                {"number": 2, "label": WHAT.label, "shown": both("Δεν ανάβει καθόλου", "It is out"), "change_url": "/change/2"},
            ],
            "declaration": _("By sending this you declare that what you say is true."),
        },
    ),
    "identify": (
        "web/steps/identify.html",
        {
            **ASKED,
            "key": "identify",
            "question": None,
            "login_url": "/login?to=/start/pavement-tables",
            "ways": [{"value": "pin", "label": _("with my AFM and my PIN")}, {"value": "later", "label": _("later, for example at the counter")}],
        },
    ),
    "identify-code": (
        "web/steps/identify.html",
        {**ASKED, "key": "code", "question": question("code", "Ποιον κωδικό σάς στείλαμε;", "Which code did we send you?"), "sent": True,
         "problem": WRONG},
    ),
    "pin": ("web/pin.html", {"action": "/pin", "signed_in": False, "login_url": "/login?to=/pin", "typed": {"afm": "094259216"},
                             "problem": WRONG, "blames": "handed"}),
    "pin-signed-in": ("web/pin.html", {"action": "/pin", "signed_in": True, "name": "ΜΑΡΙΑ ΥΠΟΔΕΙΓΜΑ", "expects": True, "typed": {}}),
    "acting": (
        "web/acting.html",
        {
            "action": "/acting", "signed_in": True, "name": "ΜΑΡΙΑ ΥΠΟΔΕΙΓΜΑ", "typed": {"days": "30"}, "problem": WRONG, "blames": "days",
            "services": [{"value": TABLES.key, "title": TABLES.title}],
            "given": [{"id": 7, "name": "Νίκος Δοκιμής", "service": TABLES.title, "until": NOW, "state": _("good"), "open": True}],
        },
    ),
    "subscribe": ("web/subscribe.html", {
        "action": "/news/subscribe", "choices": NEWS_CHOICES, "typed": {**NEWS_TYPED, "text": "123", "first": "text"}, "problem": WRONG, "blames": "text",
        "agreement": _("I agree"), "preferences_url": "/news/preferences"}),
    "subscribe-confirm": ("web/subscribe_confirm.html", {
        "action": "/news/confirm", "number": "+302431000000", "problem": WRONG, "blames": 7, "preferences_url": "/news/preferences", "subscribe_url": "/news/subscribe",
        "items": [
            {"id": 7, "name": _("by text message"), "address": "…78", "by_code": True, "waits": True, "stopped": False},
            {"id": 8, "name": _("by e-mail"), "address": "e…@example.org", "by_code": False, "waits": True, "stopped": False},
            {"id": 9, "name": _("by text message"), "address": "…79", "by_code": True, "waits": False, "stopped": True},
            {"id": 10, "name": _("by telephone call"), "address": "…80", "by_code": True, "waits": False, "stopped": False}]}),
    "subscribe-nothing": ("web/subscribe_confirm.html", {"action": "/news/confirm", "items": [], "subscribe_url": "/news/subscribe"}),
    "subscribe-link": ("web/subscribe_link.html", {"action": "/news/confirm/x", "address": "e@example.org", "waits": True, "agreement": _("I agree")}),
    "subscribe-linked": ("web/subscribe_link.html", {"action": "/news/confirm/x", "address": "e@example.org", "waits": False, "preferences_url": "/news/preferences"}),
    "preferences-find": ("web/preferences_find.html", {
        "action": "/news/preferences", "subscribe_url": "/news/subscribe", "expects": True, "typed": "", "problem": WRONG, "blames": "code-wrong", "notes": ["…"]}),
    "preferences": ("web/preferences.html", {
        "action": "/news/preferences", "choices": NEWS_CHOICES, "typed": NEWS_TYPED, "added": {}, "notes": ["…"], "problem": WRONG, "blames": "address",
        "ways": [{"id": 1, "shown": "…78", "first": True, "living": True}, {"id": 2, "shown": "e…@example.org", "first": False, "living": True}]}),
    "unsubscribe": ("web/unsubscribe.html", {"action": "/news/unsubscribe/x", "by_mail": True, "others": True, "preferences_url": "/news/preferences"}),
    "unsubscribed": ("web/unsubscribe.html", {"action": "/news/unsubscribe/x", "done": True, "by_mail": False, "others": False, "subscribe_url": "/news/subscribe"}),
    "acting-signed-out": ("web/acting.html", {"action": "/acting", "signed_in": False, "login_url": "/login?to=/acting"}),
    "acting-given": ("web/acting_given.html", {"code": Code("4829130536"), "name": "Νίκος Δοκιμής", "until": NOW, "continue_url": "/acting"}),
    "desk-given-code": (
        "desk/given_code.html",
        {"title": _("Code to choose a PIN"), "code": Code("482913"), "told": _("Your code is"), "path": "/desk/requests/482913053"},
    ),
    "done": (
        "web/steps/done.html",
        {
            "service_title": LAMP.title,
            "reference": REFERENCE,
            "receipt_code": Code("4711", 4),
            "protocol": "2026/000123",
            "filed_at": NOW,
            "due_on": date(2026, 12, 10),
            "due_explained": SUM,
            "told": _("By SMS to 69* *** **78"),
            "items": [
                {"label": STREET.label, "shown": "Ασκληπιού 12"},
                {"label": WHAT.label, "shown": both("Δεν ανάβει καθόλου", "It is out")},
            ],
            "track_url": "/track/482913053",
            "todo": [_("Prove who you are within 30 days.")],
        },
    ),
    "info": (
        "web/steps/info.html",
        {"service_title": FAMILY.title, "text": FAMILY.advice, "facts": [], "links": [{"label": "gov.gr", "href": "https://www.gov.gr/"}]},
    ),
    "handover": ("web/steps/handover.html", {"code": Code("48291305", 4), "until": NOW, "service_title": LAMP.title, "continue_url": "/start/street-light"}),
    "operator": ("web/steps/operator.html", {"open_now": False, "callback_url": "/start/call-back", "sentence": _("We could not understand each other.")}),
    "menu": (
        "web/steps/menu.html",
        {"title": _("Did you mean one of these?"), "entries": [{"number": "11", "label": LAMP.title, "url": "/start/street-light", "hint": LAMP.description}]},
    ),
    "notice": ("web/steps/notice.html", {"title": _("Your answer was sent"), "sentence": _("The town hall has been told."), "tone": "success"}),
    "track": ("web/steps/track.html", {"action": "/track", "turn": "t1"}),
    "track-problem": ("web/steps/track.html", {"action": "/track", "turn": "t1", "value": "4829", "problem": _("A reference number has nine digits.")}),
    "resume": ("web/steps/resume.html", {"action": "/resume", "turn": "t1"}),
    "resume-found": (
        "web/steps/resume.html",
        {"action": "/resume", "turn": "t1", "value": "48291305", "found": {"service_title": LAMP.title, "question": STREET.ask}},
    ),
    "conflict": (
        "web/steps/conflict.html",
        {
            "service_title": LAMP.title,
            "kept": WRITTEN[:1],
            "sent": [{"label": "Πού βρίσκεται η λάμπα;", "shown": "Όθωνος 3"}],
            "continue_url": "/go",
            "change_url": "/change/1",
        },
    ),
    "status": (
        "web/steps/status.html",
        {
            "reference": REFERENCE,
            "service_title": LAMP.title,
            "state": STATE,
            "state_more": _("A clerk is working on it."),
            "filed_at": NOW,
            "due_on": date(2026, 12, 10),
            "due_explained": SUM,
            "promised_on": date(2027, 1, 11),
            "overdue": True,
            "entries": [
                {"at": NOW, "what": _("In progress"), "more": _("The crew will pass this week.")},
                {"at": NOW, "what": _("Received"), "more": None},
            ],
            "asked": {"text": "Είναι μπροστά ή πίσω από το σχολείο;", "until": date(2026, 12, 5)},
            "receipt": {"action": "/track/482913053", "problem": _("This receipt code is not right.")},
            "reply": {"action": "/track/482913053", "value": "", "problem": None},
            "withdraw": {"action": "/track/482913053"},
            "solved": {"action": "/track/482913053"},
            "document_url": "/certificates/482913053",
            "turn": "t1",
        },
    ),
    "emergency": (
        "web/emergency.html",
        {
            "alerts": [
                {
                    "title": "Κίνδυνος; Καλέστε το 112. Πλημμύρα: Κέντρο",
                    "paragraphs": ["Τα νερά ανεβαίνουν γρήγορα.", "Ανεβείτε σε όροφο."],
                    "event": "Πλημμύρα",
                    "identifier": "trikala.1",
                    "lang": "el",
                    "at": NOW,
                    "web": "https://www.example.org/flood",
                    "over": False,
                }
            ],
            "in_force": True,
            "danger": True,
            "written_at": NOW,
        },
    ),
    "emergency-none": ("web/emergency.html", {"alerts": [], "in_force": False, "danger": False, "written_at": NOW}),
    "status-little": (
        "web/steps/status.html",
        {"reference": REFERENCE, "service_title": None, "state": STATE, "receipt": {"action": "/track/482913053", "problem": None}, "turn": "t1"},
    ),
}  # fmt: skip


def draw(page: str, language: str, town: str = "trikala", translations: NullTranslations | None = None) -> str:
    template, more = PAGES[page]
    # Labels and facts that a view would already have said are sentences here; say them as the view would.
    common = context(language, town, translations)
    return environment(translations).get_template(template).render({**common, **_said(more, common["say"])})


def _said(more: dict[str, Any], say: Tongue) -> dict[str, Any]:
    if "facts" not in more:
        return more
    return {**more, "facts": [{"label": say(one["label"]), "shown": say(one["shown"])} for one in more["facts"]]}


__all__ = ["PAGES", "draw"]
