"""`python -m bench`: measure, print the table, and write docs/benchmarks.md."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import click

from bench import delivering, pages, queueing, report, stands
from bench.filling import Filled, fill
from bench.measuring import FULL, QUICK, Size, Wrong, arrivals, compared, warm
from bench.stands import Stand
from bench.texts import UNFINISHED, Texting

STANDS: dict[str, Callable[..., AbstractContextManager[Stand]]] = {
    "sqlite": stands.sqlite,
    "postgresql": stands.postgresql,
}
PARTS = ("texts", "pages", "queue", "post")


@click.command()
@click.option("--quick", is_flag=True, help="Fewer and shorter rounds.")
@click.option("--only", "only", multiple=True, type=click.Choice([*STANDS, *PARTS]), help="May be given again.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False, exists=True), help="On which disk.")
@click.option("--print-only", is_flag=True, help="Leave docs/benchmarks.md as it is.")
def main(quick: bool, only: tuple[str, ...], folder: Path | None, print_only: bool) -> None:
    """Measure Thyrida against the bare reference. Slowness is told, not failed; what goes wrong fails."""
    size = QUICK if quick else FULL
    chosen = [name for name in STANDS if name in only] or list(STANDS)
    parts = [name for name in PARTS if name in only] or list(PARTS)
    lines: list[report.Line] = []
    for line in _all(chosen, size, parts, folder):
        lines.append(line)
        click.echo(f"{line.where}: {line.what}: {line.result} ({line.details})", err=True)
    click.echo(report.table(lines))
    if not print_only:
        not_run = [name for name in (*STANDS, *PARTS) if name not in (*chosen, *parts)]
        report.write(lines, " ".join(["python -m bench", *sys.argv[1:]]), not_run)


def _all(chosen: list[str], size: Size, parts: list[str], folder: Path | None) -> Iterator[report.Line]:
    for name in chosen:
        if {"texts", "pages"} & set(parts):
            with tempfile.TemporaryDirectory(prefix="thyrida-bench-", dir=folder) as place, STANDS[name](Path(place)) as stand:
                yield from _measured(stand, size, parts)
        for requests in size.filled[name] if "queue" in parts else ():
            with tempfile.TemporaryDirectory(prefix="thyrida-bench-", dir=folder) as place:
                yield from _queue(name, Path(place), requests, size)
        if "post" in parts:
            with tempfile.TemporaryDirectory(prefix="thyrida-bench-", dir=folder) as place:
                yield from delivering.measured(name, Path(place), delivering.QUICK if size is QUICK else delivering.FULL)


def _queue(name: str, place: Path, requests: int, size: Size) -> Iterator[report.Line]:
    filled: list[Filled] = []
    with STANDS[name](place, lambda core: filled.append(fill(core, requests, core.clock.now()))) as stand:
        yield from queueing.measured(stand, filled[0], requests, size)


def _measured(stand: Stand, size: Size, parts: list[str]) -> Iterator[report.Line]:
    if "texts" in parts:
        yield from _texts(stand, size)
    if "pages" in parts:
        yield from _pages(stand, size)
    yield report.memory(stand.name, stand.ours.memory(), stand.bare.memory())


def _texts(stand: Stand, size: Size) -> Iterator[report.Line]:
    town = stand.core.directory.by_key(stands.TOWN)
    texting = Texting(stand.ours.port, town.numbers[0], stands.TOKEN)
    warm(stand, texting.conversations(size.unfinished, UNFINISHED) + texting.conversations(20))
    before = stand.filed()
    result = compared(stand, size, lambda: texting.conversations(size.conversations))
    _expect(stand, before + size.rounds * size.conversations)
    yield report.ratio(stand.name, "a text, mean of all turns", result)
    scripts = texting.conversations(size.arriving)
    yield report.delay(stand.name, arrivals(stand, size, scripts, result.ours.rate / 2))


def _pages(stand: Stand, size: Size) -> Iterator[report.Line]:
    town = stand.core.directory.by_key(stands.TOWN)
    visiting = pages.Visiting(stand.ours.port, town.hosts[0])
    for service, what in ((pages.REPORT, "a report"), (pages.APPLICATION, "a formal application")):
        warm(stand, visiting.reviewed(service, 20))
        before = stand.filed()
        result = compared(stand, size, lambda service=service: visiting.reviewed(service, size.confirmations))  # type: ignore[misc]
        _expect(stand, before + size.rounds * size.confirmations)
        yield report.ratio(stand.name, f"{what}, confirmed on the web", result)


def _expect(stand: Stand, filed: int) -> None:
    if stand.filed() != filed:
        raise Wrong(f"{stand.filed()} requests are filed, and not {filed}")


if __name__ == "__main__":
    main()
