"""The Prefect server a run reports to: the one that is configured, or a temporary one of its own.

What belongs here: finding out which, starting and stopping the temporary one. What does not: flows.

Prefect can start a temporary server by itself, but only after importing the whole server into the client's process as
well, and one after the other: 11 s here. Started beforehand, it comes up while this process imports and reads.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from expectations.imports import quick_imports
from sources.model import YearbookError

QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_CLI_PROMPT": "false",
    "GX_ANALYTICS_ENABLED": "false",
}
"""Analytics and telemetry off, and Prefect's log at warnings; what the environment says already stands."""

NO_MORE_THAN_AN_API = {
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
    "PREFECT_SERVER_UI_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED": "false",
}
"""What the temporary server does without: nobody looks at it and nothing is scheduled on it."""

NOBODY = Path(__file__).with_name("nobody.pem")
"""A certificate that signs nothing; its key was never kept."""


def quiet() -> None:
    """Set `QUIET` in this process, for what it imports and starts."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)


def spare_certificates(address: str) -> None:
    """Let Prefect's clients read one certificate instead of all the world's, where their server speaks without TLS.

    Each client reads them, at 40 ms of processor time, and Prefect makes two of them for every task.
    """
    if address.startswith("http://"):
        os.environ.setdefault("PREFECT_API_SSL_CERT_FILE", str(NOBODY))


def configured() -> str | None:
    """The address of the configured Prefect server: from the environment, else from Prefect's active profile."""
    if address := os.environ.get("PREFECT_API_URL"):
        return address
    home = Path(os.environ.get("PREFECT_HOME") or "~/.prefect").expanduser()
    profiles = Path(os.environ.get("PREFECT_PROFILES_PATH") or home / "profiles.toml")
    try:
        content = tomllib.loads(profiles.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError):
        return None
    active = os.environ.get("PREFECT_PROFILE") or content.get("active")
    address = content.get("profiles", {}).get(active, {}).get("PREFECT_API_URL")
    return str(address) if address else None


def reachable(patience: float = 5.0) -> str:
    """The configured server's address, once it has answered.

    Raises:
        YearbookError: none is configured, or it does not answer.
    """
    address = configured()
    if address is None:
        raise YearbookError(
            "no Prefect server is configured; start one with `prefect server start`, then "
            "`prefect config set PREFECT_API_URL=http://127.0.0.1:4200/api`. Nothing was run."
        )
    try:
        with urllib.request.urlopen(f"{address.rstrip('/')}/health", timeout=patience):
            return address
    except urllib.error.HTTPError as error:
        if error.code in (401, 403):
            return address  # it is there, and Prefect knows the key
        trouble: object = error
    except (urllib.error.URLError, OSError, ValueError) as error:
        trouble = getattr(error, "reason", error)
    raise YearbookError(
        f"the configured Prefect server {address} cannot be reached ({trouble}); is `prefect server start` running "
        "there? Nothing was run. `yearbook doctor` looks at everything; without PREFECT_API_URL a temporary server is "
        "used."
    )


@contextmanager
def temporary(patience: float = 60.0) -> Iterator[Awaiting | None]:
    """A Prefect server for the length of the block, coming up meanwhile; None where one is configured already.

    Call the yielded object's `ready()` before the first flow.
    """
    quiet()
    if address := configured():
        spare_certificates(address)
        yield None
        return
    # Its log would still be on the way when the server has ended; ours says the same on the terminal.
    os.environ.setdefault("PREFECT_LOGGING_TO_API_ENABLED", "false")
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "flows.server", str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for us: the server ends when the run has ended
    )
    ours = {"PREFECT_API_URL", "PREFECT_API_SSL_CERT_FILE"} - os.environ.keys()
    os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{port}/api"
    spare_certificates(os.environ["PREFECT_API_URL"])
    try:
        yield Awaiting(process, os.environ["PREFECT_API_URL"], time.monotonic() + patience)
    finally:
        for name in ours:
            os.environ.pop(name, None)
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()


class Awaiting:
    """A server that is coming up."""

    def __init__(self, process: subprocess.Popen[bytes], address: str, deadline: float) -> None:
        self._process, self._address, self._deadline = process, address, deadline

    def ready(self) -> None:
        """Wait until it answers.

        Raises:
            YearbookError: when it ended or took too long.
        """
        while self._process.poll() is None and time.monotonic() < self._deadline:
            try:
                with urllib.request.urlopen(f"{self._address}/health", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise YearbookError(
            "Prefect's temporary server did not come up; try `prefect server start` to see why, "
            "or `yearbook doctor`. Nothing was run."
        )


def _serve(port: str) -> None:
    """Run Prefect's server in this process until the parent is gone, however it went.

    As Prefect runs its own temporary one: `prefect server start` would load the whole command line too, a second more.
    """

    def end_with_parent() -> None:
        sys.stdin.buffer.read()  # returns when the other end closes, also when the parent was killed
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=end_with_parent, daemon=True).start()
    os.environ.update(NO_MORE_THAN_AN_API)
    with quick_imports():
        import uvicorn
        from prefect.server.api.server import create_app
    uvicorn.run(create_app(), host="127.0.0.1", port=int(port), log_level="critical")


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    _serve(sys.argv[1])
