"""Who may know whom, and what holds for every file: read off the source, so that nobody has to remember it."""

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from channels import Channel, find
from channels.site import create_app
from core.bootstrap import Core, build
from core.catalogue import catalogue_for
from core.dialogue.steps import Step
from core.municipalities import files
from core.settings import Settings
from tests.stopped import Stopped

ROOT = Path(__file__).parents[1]
LONGEST = 300
# What channels share: pages, the provider, the application around them.
SHARED = {"pages", "here", "site", "webhook", "signature", "provider"}
# The simulated telephone shows texts that are kept nowhere (receipts) by writing them once more.
SEES = ("simulator", "sms")
# Flask and Twilio belong to channels. A server and its threads belong to run.py.
NOT_IN_CORE = {"flask", "flask_wtf", "werkzeug", "twilio", "channels", "waitress", "requests", "run", "tests"}
# What a module may not make when it is imported: it arrives as an argument, so that nothing needs patching.
NOT_AT_IMPORT = {
    "Flask", "Core", "build", "Database", "create_engine", "Session", "sessionmaker", "Directory", "Folder", "Settings",
    "SystemClock", "Conversing", "Worker", "Delivery", "Thread", "Understanding", "create_app", "Client", "open",
}  # fmt: skip


def sources(*folders: str) -> dict[str, ast.Module]:
    """The modules of folders, by path."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text("utf-8")) for path in found}


CORE, CHANNELS = sources("core"), sources("channels")


def imported(tree: ast.Module) -> Iterator[str]:
    """Every module that is imported, wherever in the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{name.name}" for name in node.names)


def strings(tree: ast.Module) -> Iterator[str]:
    """Every string that is no docstring."""
    docstrings = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def compared(tree: ast.Module) -> Iterator[str]:
    """Every string with which something is compared, or that is given as a channel."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Compare, ast.MatchValue)) or (isinstance(node, ast.keyword) and node.arg == "channel"):
            yield from (one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str))


def test_the_core_imports_no_web_framework_no_provider_and_no_channel() -> None:
    wrong = [(path, name) for path, tree in CORE.items() for name in imported(tree) if name.partition(".")[0] in NOT_IN_CORE]
    assert wrong == []


def test_a_channel_imports_no_other_channel() -> None:
    names = {one.name for one in (ROOT / "channels").iterdir() if one.is_dir() and not one.name.startswith("_")}
    wrong = []
    for path, tree in CHANNELS.items():
        own = Path(path).parts[1]
        for name in imported(tree):
            parts = name.split(".")
            other = parts[1] if parts[0] == "channels" and len(parts) > 1 else ""
            if own in names and other in names - SHARED - {own} and (own, other) != SEES:
                wrong.append((path, name))
    assert wrong == []


def test_what_channels_share_knows_no_single_channel() -> None:
    single = {one.name for one in find()}
    wrong = [
        (path, name)
        for path, tree in CHANNELS.items()
        if Path(path).parts[1].removesuffix(".py") in SHARED
        for name in imported(tree)
        if name.startswith("channels.") and name.split(".")[1] in single
    ]
    assert wrong == []


def test_the_core_asks_for_no_channel_by_name() -> None:
    """No `if channel == …`: media differ by what they can carry. The demonstration invents what came by each of them."""
    names = {one.name for one in find() if one.medium is not None}
    wrong = [
        (path, text)
        for path, tree in CORE.items()
        if not path.startswith("core/demonstration/")
        for text in compared(tree)
        if text in names
    ]
    assert wrong == []


def test_channels_name_no_service() -> None:
    services = set(catalogue_for(None, "").services)
    wrong = [(path, text) for path, tree in CHANNELS.items() for text in strings(tree) if text in services]
    templates = [
        (str(path.relative_to(ROOT)), key)
        for path in (ROOT / "templates").rglob("*.html")
        for key in services
        if re.search(rf"[\"'/]{key}[\"'/]", path.read_text("utf-8"))
    ]
    assert wrong + templates == []


def test_channels_read_nothing_of_what_citizens_say() -> None:
    """All parsing of human input is in the kinds: no channel imports one."""
    wrong = [
        (path, name)
        for path, tree in CHANNELS.items()
        for name in imported(tree)
        if name.startswith(("core.dialogue.kinds.", "core.dialogue.understanding.", "core.greek"))
        # Words that are said, not read: "later", and the names of days.
        and not name.startswith(("core.dialogue.kinds.file", "core.dialogue.kinds.day_words"))
    ]
    assert wrong == []


def test_nothing_is_made_when_a_module_is_imported() -> None:
    wrong = []
    for path, tree in {**CORE, **CHANNELS}.items():
        for node in tree.body:
            value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
            called = value.func if isinstance(value, ast.Call) else None
            name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
            if name in NOT_AT_IMPORT:
                wrong.append((path, name))
        wrong += [(path, "global") for node in ast.walk(tree) if isinstance(node, ast.Global)]
    assert wrong == []


def test_nobody_swallows_every_exception() -> None:
    wrong = []
    for path, tree in {**CORE, **CHANNELS}.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.ExceptHandler):
                continue
            everything = node.type is None or (isinstance(node.type, ast.Name) and node.type.id == "BaseException")
            silent = isinstance(node.type, ast.Name) and node.type.id == "Exception" and isinstance(node.body[0], ast.Pass)
            if everything or silent:
                wrong.append((path, node.lineno))
    assert wrong == []


def test_only_the_clock_is_asked_for_the_time() -> None:
    """The core's moments come from `Clock`; a monotonic clock only measures how long something took."""
    asking = re.compile(r"datetime\.now\(|date\.today\(|datetime\.utcnow\(")
    wrong = [path for path in [*CORE, *CHANNELS] if asking.search((ROOT / path).read_text("utf-8")) and path != "core/ports.py"]
    assert wrong == []


def test_no_file_grows_a_second_subject() -> None:
    migrations = "core/adapters/migrations/versions/"
    long = {
        path: lines
        for path in [*CORE, *CHANNELS, "run.py"]
        if not path.startswith(migrations) and (lines := len((ROOT / path).read_text("utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_every_step_of_a_talk_is_said_by_every_channel() -> None:
    """The union is closed: each channel that says steps matches all of them and asserts that nothing is left."""
    assert len(Step.__args__) >= 10
    saying = ["channels/sms/compose.py", "channels/ivr/voice.py", "channels/pages/taking.py"]
    assert all("assert_never" in (ROOT / path).read_text("utf-8") for path in saying)


def test_nothing_in_the_project_tells_where_or_by_whom_it_was_made() -> None:
    told = re.compile(r"/work/|/tmp/brief|pypi\.org|registry\.npmjs|files\.pythonhosted|\bTODO\b|\bFIXME\b")
    here = Path(__file__).name
    wrong = [
        str(path.relative_to(ROOT))
        for pattern in ("*.py", "*.toml", "*.md", "*.html", "*.txt", "Makefile", "*.po")
        for folder in ("core", "channels", "templates", "tests", "docs", "bench", "translations", ".")
        for path in ((ROOT / folder).rglob(pattern) if folder != "." else ROOT.glob(pattern))
        if path.name != here and told.search(path.read_text("utf-8"))
    ]
    assert sorted(set(wrong)) == []


@pytest.fixture(scope="module")
def core(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Core]:
    folder = tmp_path_factory.mktemp("hall")
    shutil.copyfile(sqlite_template, folder / "thyrida.db")
    made = build(Settings(data=folder), clock=Stopped())  # type: ignore[call-arg]
    for one in files.demonstration():
        made.directory.add(one, made.clock.now())
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def app(core: Core) -> Flask:
    return create_app(core)


SERVED = [channel for channel in find() if channel.blueprint is not None]
# Signing in, and choosing a password by a link, is for who is not signed in.
BEFORE_SIGNING_IN = re.compile(r"/desk/(sign-in|sign-out|password/)")


@pytest.mark.parametrize("channel", SERVED, ids=lambda channel: channel.name)
def test_every_blueprint_says_how_it_checks_its_sender_and_does(app: Flask, channel: Channel) -> None:
    assert channel.blueprint is not None
    name = channel.blueprint().name
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(f"{name}.")]
    assert rules
    assert channel.checks in ("signature", "csrf", "session")
    open_doors = [
        (method, str(rule), status)
        for rule in rules
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
        if method == "POST" or channel.checks in ("signature", "session")
        if not (channel.checks == "session" and method == "GET" and BEFORE_SIGNING_IN.match(str(rule)))
        if not _refused(status := _ask(app, rule, method), channel.checks, method)
    ]
    assert open_doors == []


def _ask(app: Flask, rule: Rule, method: str) -> int:
    """What a stranger gets who asks for an address, with something in every place of it."""
    path = re.sub(r"<[^>]+>", "123456782", str(rule))
    return app.test_client().open(path, method=method, base_url="http://trikala.localhost", data={}).status_code


def _refused(status: int, checks: str, method: str) -> bool:
    """403 without a signature; 400 without a form's token; to the sign-in page, or away, without a session."""
    if checks == "signature":
        return status == 403
    if checks == "session" and method == "GET":
        return status in (302, 303, 401, 403, 404)
    return status in (400, 403)


def test_a_forged_signature_is_refused_everywhere(app: Flask) -> None:
    signed = [channel for channel in SERVED if channel.checks == "signature"]
    assert {one.name for one in signed} >= {"sms", "ivr"}
    texts = (
        "/sms/twilio",
        "/sms/twilio/status",
        "/sms/twilio/fallback",
        "/sms/kannel?id=12345678",
        "/sms/kannel/status?status=1",
    )
    calls = ("/ivr/twilio", "/ivr/twilio/turn", "/ivr/twilio/told", "/ivr/twilio/told/status")
    for path in texts + calls:
        forged = {"X-Twilio-Signature": "AAAAAAAAAAAAAAAAAAAAAAAAAAA="}
        assert app.test_client().post(path, data={"Body": "x"}, headers=forged).status_code == 403


def test_every_department_that_a_service_names_is_in_every_demonstration_town() -> None:
    missing = [
        (town.key, service.key, service.department)
        for town in files.demonstration()
        for service in catalogue_for(None, town.key).services.values()
        if town.department(service.department) is None
    ]
    assert missing == []
