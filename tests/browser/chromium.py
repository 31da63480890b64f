"""The browser and the accessibility rules, installed where they are not there yet."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
CACHE = ROOT / ".venv" / "browser"
AXE = CACHE / "node_modules" / "axe-core" / "axe.min.js"

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP *.localhost 127.0.0.1",
]


class Missing(Exception):
    """What could not be had, as a sentence."""


def executable() -> str:
    """The path of a Chromium; Debian's is installed where we may.

    Raises:
        Missing: there is none and none can be installed.
    """
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found:
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", *command], check=False, capture_output=True, env=environment)
    found = shutil.which("chromium")
    if found is None:
        raise Missing("Chromium is not installed and could not be")
    return found


def axe() -> str:
    """The accessibility rules as a script.

    Raises:
        Missing: npm is not there, or does not give them.
    """
    install("axe-core@4.14.1", AXE)
    return AXE.read_text(encoding="utf-8")


def install(package: str, proof: Path) -> None:
    """Install an npm package beside the virtual environment, unless `proof` is there.

    Raises:
        Missing: it could not be.
    """
    if proof.exists():
        return
    if shutil.which("npm") is None:
        raise Missing("npm is not installed")
    CACHE.mkdir(parents=True, exist_ok=True)
    asked = subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent", "--no-package-lock", "--no-save", package],
        cwd=CACHE,
        check=False,
        env=os.environ | {"PUPPETEER_SKIP_DOWNLOAD": "1"},
    )
    if asked.returncode or not proof.exists():
        raise Missing(f"{package} could not be installed")
