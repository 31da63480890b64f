"""The long audit: every page again at more widths and in every town, Lighthouse, pulled plugs, planted faults.

`--only=kills` (or postroom, pages, lighthouse, mutation) runs one part. The last line says what ran and what could not.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def pages() -> list[str]:
    """Every page in the browser, at the widths that the everyday run leaves out."""
    environment = os.environ | {"THYRIDA_TEST_WIDTHS": "320,480,768,1280,1920"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "tests/browser/test_every_page.py"]
    return [] if subprocess.call(command, cwd=ROOT, env=environment) == 0 else ["a page has findings, see above"]


def main() -> int:
    sys.path.insert(0, str(ROOT))
    from tests.audit import kills, lighthouse, mutation, postroom
    from tests.browser.chromium import Missing

    parts: dict[str, Callable[[], list[str]]] = {
        "kills": kills.run,
        "postroom": postroom.run,
        "mutation": mutation.run,
        "lighthouse": lighthouse.run,
        "pages": pages,
    }
    only = next((one.removeprefix("--only=") for one in sys.argv[1:] if one.startswith("--only=")), "")
    told, failed = [], False
    for name, part in parts.items():
        if only and name != only:
            continue
        try:
            wrong = part()
        except (Missing, subprocess.SubprocessError) as error:
            told.append(f"{name} NOT RUN ({error})")
            failed = True
            continue
        for one in wrong:
            print(f"{name}: {one}")
        told.append(f"{name} {'FAILED' if wrong else 'passed'}")
        failed = failed or bool(wrong)
    print(f"audit: {', '.join(told)}.")
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
