"""The public holidays of Greece, asked of the library `holidays` in a process of its own, which ends with its answer.

The library brings the calendars of all peoples of the earth, 30 MB that a serving process would carry for ever.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date

LANGUAGES = {"el": "el", "en": "en_US"}


def feasts(years: Sequence[int]) -> dict[date, dict[str, str]]:
    """The names of the feasts of some years, by language and date. Takes half a second, once."""
    command = [sys.executable, "-P", __file__, *map(str, years)]
    # Our own file, and years: nothing that anybody else has written.
    answer = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")  # noqa: S603
    return {date.fromisoformat(day): names for day, names in json.loads(answer.stdout).items()}


def _tell(years: Sequence[int]) -> Mapping[str, Mapping[str, str]]:
    import holidays

    by_language = {code: holidays.country_holidays("GR", years=years, language=language) for code, language in LANGUAGES.items()}
    return {day.isoformat(): {code: named[day] for code, named in by_language.items()} for day in sorted(by_language["el"])}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_tell([int(year) for year in sys.argv[1:]])))
