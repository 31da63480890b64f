"""Runs the tests of this folder: against the provider's published interface, a real Kannel, and a PKCS#11 token in software.

The interface needs node and npm, the others Debian's kannel with kannel-extras, and SoftHSM 2; each runs without the others.
`run.py kannel` runs one of them alone. Ends with a line that says what ran and what could not; what it started, it ends by
process id.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
CACHE = ROOT / ".venv" / "gateways"
PASSED = "passed"


def main() -> int:
    sys.path.insert(0, str(ROOT))
    parts = {
        "provider": ("the provider's published interface", _provider),
        "kannel": ("Kannel with its fake network", _kannel),
        "token": ("a token of SoftHSM 2 by PKCS#11", _token),
    }
    wanted = sys.argv[1:] or list(parts)
    told = {parts[key][0]: parts[key][1]() for key in wanted}
    print(f"gateways: {'; '.join(f'{name} {what}' for name, what in told.items())}.")
    return 0 if set(told.values()) == {PASSED} else 1


def _token() -> str:
    """Seal with a token. Gives how that ended."""
    if find_spec("pkcs11") is None:
        return "NOT RUN, the library for PKCS#11 is not installed"
    from tests.gateways import softhsm

    try:
        softhsm.module()
    except softhsm.Missing as missing:
        return f"NOT RUN, {missing}"
    return _tested("test_token.py", os.environ)


def _kannel() -> str:
    """Send and receive texts through a gateway of our own. Gives how that ended."""
    from tests.gateways import kannel

    try:
        kannel.install()
    except kannel.Missing as missing:
        return f"NOT RUN, {missing}"
    return _tested("test_kannel.py", os.environ)


def _tested(name: str, environment: Mapping[str, str]) -> str:
    code = subprocess.call([sys.executable, "-m", "pytest", "-q", str(HERE / name)], cwd=ROOT, env=environment)
    return PASSED if code == 0 else "FAILED"


def _provider() -> str:
    """Start the interface and send texts to it. Gives how that ended."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        return "NOT RUN, node and npm are not installed"
    try:
        _install()
    except subprocess.CalledProcessError:
        return "NOT RUN, npm could not install it"
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
            return _tested("test_provider.py", os.environ | {"THYRIDA_TEST_PROVIDER": f"http://127.0.0.1:{port}"})
        finally:
            mock.terminate()
            mock.wait(timeout=20)


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
