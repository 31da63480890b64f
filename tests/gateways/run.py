"""Starts the provider's published interface on a port of this machine, and runs the tests of this folder against it.

Needs node and npm. Ends with a line that says what ran and what could not; what it started, it ends by process id.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
CACHE = ROOT / ".venv" / "gateways"


def main() -> int:
    if shutil.which("npm") is None or shutil.which("node") is None:
        print("gateways: NOT RUN, node and npm are not installed. Kannel: not part of this release.")
        return 1
    _install()
    sys.path.insert(0, str(ROOT))
    from tests.gateways.specification import touched

    port = _free_port()
    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder) / "provider.json"
        touched(CACHE / "node_modules/@twilio-alpha/mcp/twilio-oai/spec/json/twilio_api_v2010.json", document)
        mock = subprocess.Popen(
            [str(CACHE / "node_modules/.bin/prism"), "mock", "--errors", "-h", "127.0.0.1", "-p", str(port), str(document)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait(port, mock)
            environment = os.environ | {"THYRIDA_TEST_PROVIDER": f"http://127.0.0.1:{port}"}
            code = subprocess.call(
                [sys.executable, "-m", "pytest", "-q", str(HERE / "test_provider.py")], cwd=ROOT, env=environment
            )
        finally:
            mock.terminate()
            mock.wait(timeout=20)
    print(f"gateways: the provider's published interface ran ({'passed' if code == 0 else 'FAILED'}). "
          "Kannel: not part of this release.")  # fmt: skip
    return code


def _install() -> None:
    if (CACHE / "node_modules/.bin/prism").exists():
        return
    CACHE.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "package.json", CACHE / "package.json")
    subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent", "--no-package-lock"], cwd=CACHE, check=True
    )


def _free_port() -> int:
    """A port below the range that other programs' connections are given."""
    for port in range(21000, 29000, 7):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise RuntimeError("no free port")


def _wait(port: int, mock: "subprocess.Popen[bytes]") -> None:
    for _try in range(300):
        if mock.poll() is not None:
            raise RuntimeError("the mock ended at once")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the mock does not answer")


if __name__ == "__main__":
    raise SystemExit(main())
