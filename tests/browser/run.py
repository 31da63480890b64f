"""Runs the browser's tests; `--part N/M` runs a part of them. The last line says what ran and what could not."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


def main() -> int:
    sys.path.insert(0, str(ROOT))
    from tests.browser import chromium

    try:
        chromium.executable()
        chromium.axe()
    except chromium.Missing as missing:
        print(f"browser: NOT RUN, {missing}.")
        return 1
    files = sorted(HERE.glob("test_*.py"))
    for argument in sys.argv[1:]:
        if argument.startswith("--part="):
            part, parts = map(int, argument.removeprefix("--part=").split("/"))
            files = files[part % parts :: parts]
    code = subprocess.call([sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", *map(str, files)], cwd=ROOT)
    names = ", ".join(file.stem.removeprefix("test_") for file in files)
    print(f"browser: ran {names} in Chromium ({'passed' if code == 0 else 'FAILED'}).")
    return code


if __name__ == "__main__":
    raise SystemExit(main())
