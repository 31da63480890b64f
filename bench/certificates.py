"""Certificates, each next to a bare reference: sealed documents a second and processor, and answers about codes.

`python -m bench.certificates` prints the table. The references do the same outward work and nothing of ours: a raw Typst call
and a raw pyHanko seal of the same page; a look-up of one row by its primary key, in one transaction.
"""

import gc
import itertools
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from statistics import median

import click
import typst
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from sqlalchemy import Column, Engine, Integer, MetaData, Table, bindparam, create_engine, event, insert, select

from bench.report import Line, table
from core.adapters.migrations import migrate
from core.adapters.seals.selfmade import SelfMade
from core.bootstrap import Core, build
from core.certificates import checking
from core.certificates.codes import verification_code
from core.certificates.issuing import Decision, issue
from core.certificates.printing import FONTS, FRAME, SHIPPED, Sheet, inputs_of
from core.certificates.sealing import SealCertificate
from core.certificates.sheets import sheet_of
from core.certificates.tables import Certificate
from core.dialogue.answers import Answer
from core.municipalities import files
from core.municipalities.model import Municipality
from core.ports import SystemClock
from core.requests import actions
from core.requests.filing import Submission, file
from core.requests.tables import Request
from core.settings import Settings

SEALED, ANSWERED = 0.7, 0.5
FIELDS = {"name": "Γεώργιος Παπαδόπουλος", "afm": "090000045", "address": "Ασκληπιού 12", "since": "2010"}
COUNTED = Table(
    "bare_count", MetaData(), Column("id", Integer, primary_key=True), Column("certificate", Integer), Column("at", Integer)
)
CLERK = actions.Actor("desk", 1)


@dataclass(frozen=True)
class Stand:
    """A town hall with documents that wait for their seal, and what the bare reference needs."""

    core: Core
    town: Municipality
    job: SealCertificate
    waiting: list[int]


@click.command()
@click.option("--rounds", default=5)
@click.option("--each", default=12, help="Documents in a round.")
def main(rounds: int, each: int) -> None:
    """Measure on SQLite, in one process and so on one processor."""
    with tempfile.TemporaryDirectory(prefix="thyrida-bench-") as folder:
        stand = _stand(Path(folder), (rounds + 1) * each)
        lines = [_sealing(stand, rounds, each), *_answering(stand, rounds)]
        click.echo(table(lines))
        stand.core.database.close()


def _stand(folder: Path, documents: int) -> Stand:
    core = build(Settings(data=folder))  # type: ignore[call-arg]
    migrate(core.database)
    for one in files.demonstration():
        core.directory.add(one, core.clock.now())
    town = core.directory.by_key("trikala")
    job = SealCertificate(core.database, core.storage, core.printing, core.signer, core.codes, core.clock, core.site)
    return Stand(core, town, job, [_issued(core, town) for _each in range(documents)])


def _issued(core: Core, town: Municipality) -> int:
    service, now = core.catalogue(town).get("permanent-residence"), core.clock.now()
    assert service is not None
    answers = {name: Answer(value) for name, value in FIELDS.items() if service.question(name)}
    with core.database.work(town) as work:
        filed = file(work, Submission(service, answers, "desk", "el"), now)
        request = work.session.get_one(Request, (town.id, filed.id))
        actions.identify(work, request, CLERK, "identity-card", "123", now)
        actions.claim(work, request, CLERK, now)
        return issue(work, request, service, CLERK, Decision(FIELDS, english=True), core.codes, now).id


def _sealing(stand: Stand, rounds: int, each: int) -> Line:
    """The whole job, with its transactions and its file, against the same page by a raw call and stored as it comes."""
    with stand.core.database.reading(stand.town) as work:
        row = work.session.get_one(Certificate, (stand.town.id, stand.waiting[0]))
        sheet = sheet_of(work, row, stand.core.codes, stand.core.site(stand.town), False)
    bare, waiting = _bare_seal(stand, sheet), iter(stand.waiting)

    def ours() -> None:
        stand.job(stand.town, {"certificate": next(waiting)})

    _timed(ours, each)
    return _line("a certificate, printed and sealed", _rounds(bare, ours, rounds, each), SEALED)


def _bare_seal(stand: Stand, sheet: Sheet) -> Callable[[], None]:
    own = SelfMade(stand.core.settings.data / "seals", SystemClock()).signer(stand.town)
    source = (SHIPPED / f"{sheet.template}.typ").read_text("utf-8") + (SHIPPED / FRAME).read_text("utf-8")
    compiler = typst.Compiler(font_paths=[str(FONTS)], ignore_system_fonts=True)
    numbers = itertools.count()

    def seal() -> None:
        # Each page says something else, so that nothing is taken from the compiler's memory.
        numbered = replace(sheet, data={**sheet.data, "protocol": f"2026/{next(numbers):06d}"})
        drawn = compiler.compile(source.encode(), format="pdf", sys_inputs=inputs_of(numbered), pdf_standards=["a-2a", "ua-1"])
        assert isinstance(drawn, bytes)
        meta = signers.PdfSignatureMetadata(field_name="Seal", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
        signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(drawn)), meta, own)

    return seal


def _answering(stand: Stand, rounds: int) -> list[Line]:
    """A check with its durable count and its guard against guessing: against one row by its primary key, which writes nothing;
    and against the same look-up that is counted too, with one insert and a commit.
    """
    core, town = stand.core, stand.town
    codes = itertools.cycle([verification_code(core.codes, town.id, one) for one in stand.waiting])
    asker = checking.Asker("web", "bench", 500)
    engine = _bare_engine(stand)
    ids = itertools.cycle(stand.waiting)
    own = Certificate.__table__
    by_key = select(own).where(own.c.municipality_id == bindparam("town"), own.c.id == bindparam("one"))

    def bare() -> None:
        with engine.connect() as connection, connection.begin():
            assert connection.execute(by_key, {"town": town.id, "one": next(ids)}).first() is not None

    def counted() -> None:
        with engine.connect() as connection, connection.begin():
            one = next(ids)
            assert connection.execute(by_key, {"town": town.id, "one": one}).first() is not None
            connection.execute(insert(COUNTED), {"certificate": one, "at": 0})

    def ours() -> None:
        with core.database.work(town) as work:
            assert checking.check(work, next(codes), asker, core.codes, core.clock.now()).title is not None

    _timed(ours, 50)
    return [
        _line("an answer about a code, against a look-up", _rounds(bare, ours, rounds, 200), ANSWERED),
        _line("an answer about a code, against a counted look-up", _rounds(counted, ours, rounds, 200), ANSWERED),
    ]


def _bare_engine(stand: Stand) -> Engine:
    engine = create_engine(stand.core.database.url)

    @event.listens_for(engine, "connect")
    def prepare(connection: object, record: object) -> None:
        connection.execute("PRAGMA synchronous=FULL")  # type: ignore[attr-defined]

    COUNTED.create(engine)
    return engine


def _rounds(bare: Callable[[], None], ours: Callable[[], None], rounds: int, each: int) -> list[tuple[float, float]]:
    """Seconds of processor time of both, in turns, so that the machine's moods hit both."""
    _timed(bare, each)
    return [(_timed(bare, each), _timed(ours, each)) for _round in range(rounds)]


def _timed(doing: Callable[[], None], times: int) -> float:
    gc.collect()
    began = time.process_time()
    for _time in range(times):
        doing()
    return (time.process_time() - began) / times


def _line(what: str, rounds: list[tuple[float, float]], goal: float) -> Line:
    ratios = sorted(bare / ours for bare, ours in rounds)
    bare, ours = median(one for one, _other in rounds), median(other for _one, other in rounds)
    details = f"{1 / ours:.0f}/s and core against {1 / bare:.0f}/s; rounds {ratios[0]:.2f} to {ratios[-1]:.2f}"
    return Line("SQLite", what, f"{median(ratios):.2f}", f"at least {goal}", median(ratios) >= goal, details)


if __name__ == "__main__":
    main()
