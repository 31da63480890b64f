"""What seals the documents of each town: its token, whether it makes originals, and whether a time-stamp goes with it."""

from collections.abc import Iterator

from core.adapters.seals import Seals
from core.bootstrap import Core
from core.errors import Unavailable
from core.languages import tongue
from core.operations.doctor.finding import Finding, fail, ok, warn


def seals(core: Core) -> Iterator[Finding]:
    """A line for each town. Nothing is sealed, and no seal is made."""
    signer, stamps = core.signer, bool(core.settings.time_stamp_url)
    if not isinstance(signer, Seals):
        return
    for town in core.directory.all():
        if signer.is_selfmade(town):
            said = f"{town.key}: a self-made test seal; its documents say that they are copies for information."
            yield ok("seal", said) if town.demonstration else warn("seal", said, "Name the town's token in THYRIDA_SEALS.")
            continue
        try:
            signer.check(town)
        except Unavailable as error:
            yield fail("seal", f"{town.key}: {tongue('en')(error.sentence)}", "See whether the token is there, and its PIN file.")
            continue
        yield ok("seal", f"{town.key}: {'a qualified seal' if signer.qualified(town) else 'a seal that is not qualified'}")
        if not stamps:
            yield warn(
                "time-stamp",
                f"{town.key}: seals carry no time-stamp, and cannot be proved after their certificate expires.",
                "Set THYRIDA_TIME_STAMP_URL to the address of a time-stamp service.",
            )
