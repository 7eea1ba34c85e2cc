"""The entry of the `yearbook` command, also as `python -m flows`.

What belongs here: nothing but the way to `flows.cli`, and what Ctrl-C ends in. Each process that reads batches loads
the module that the command began with once more, as `multiprocessing` does, and the command line with it would be a
quarter of its start.
"""

from __future__ import annotations

import signal
import sys
import threading

INTERRUPTED = 130
"""The status that Typer ends with on Ctrl-C."""


def main() -> None:
    """Run the command; Ctrl-C at any moment becomes one message and its exit status."""
    sys.unraisablehook = _once_more
    try:
        from flows.cli import main

        main()
    except (KeyboardInterrupt, SystemExit) as ended:
        if isinstance(ended, SystemExit) and ended.code != INTERRUPTED:
            raise
        print("\nInterrupted: what was published is untouched, and the next run resumes.", file=sys.stderr)
        sys.exit(INTERRUPTED)


def _once_more(ignored: sys.UnraisableHookArgs) -> None:
    """Interrupt again where Python swallowed it, as it does in what it calls at the end of an import."""
    if ignored.exc_type is KeyboardInterrupt:
        whom = threading.main_thread().ident
        threading.Timer(0.01, signal.pthread_kill, (whom, signal.SIGINT)).start()
    else:
        sys.__unraisablehook__(ignored)


if __name__ == "__main__":
    main()
