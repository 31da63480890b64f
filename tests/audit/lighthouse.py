"""Lighthouse on the pages that most citizens see first."""

import json
import os
import subprocess
import tempfile
from pathlib import Path

from tests.browser import chromium
from tests.journeys.running import serving

PAGES = ("/", "/start/street-light", "/track")
# Of a hundred. Accessibility and good practice are promises; speed on a shared machine is only told.
LEAST = {"accessibility": 95, "best-practices": 90}
CATEGORIES = "accessibility,best-practices,performance"
PROGRAM = chromium.CACHE / "node_modules" / "lighthouse" / "cli" / "index.js"


def run() -> list[str]:
    """What is below the least.

    Raises:
        Missing: Lighthouse or Chromium cannot be had.
    """
    browser = chromium.executable()
    chromium.install("lighthouse@12.8.2", PROGRAM)
    wrong = []
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "var") as server:
        for path in PAGES:
            for name, score in _scores(browser, f"http://trikala.localhost:{server.port}{path}").items():
                print(f"lighthouse: {path} {name} {score}")
                if score < LEAST.get(name, 0):
                    wrong.append(f"{path}: {name} is {score}, least is {LEAST[name]}")
    return wrong


def _scores(browser: str, url: str) -> dict[str, int]:
    flags = "--headless " + " ".join(f'"{one}"' if " " in one else one for one in chromium.ARGUMENTS)
    done = subprocess.run(
        ["node", str(PROGRAM), url, "--quiet", "--output=json", f"--only-categories={CATEGORIES}", f"--chrome-flags={flags}"],
        capture_output=True,
        text=True,
        timeout=180,
        check=True,
        env=os.environ | {"CHROME_PATH": browser},
    )  # fmt: skip
    categories = json.loads(done.stdout)["categories"]
    return {name: round((one["score"] or 0) * 100) for name, one in categories.items()}
