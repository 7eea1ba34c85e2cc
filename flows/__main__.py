"""The entry of the `yearbook` command, also as `python -m flows`.

What belongs here: nothing but the way to `flows.cli`, and what Ctrl-C ends in. Each process that reads batches loads
the module that the command began with once more, as `multiprocessing` does, and the command line with it would be a
quarter of its start.
"""

from __future__ import annotations

import sys

from flows import interrupts

INTERRUPTED = 130
"""The status that Typer ends with on Ctrl-C."""


def main() -> None:
    """Run the command; Ctrl-C at any moment becomes one message and its exit status."""
    interrupts.heed()
    try:
        from flows.cli import main

        main()
    except (KeyboardInterrupt, SystemExit) as ended:
        if isinstance(ended, SystemExit) and ended.code != INTERRUPTED:
            raise
        print(f"\n{interrupts.told()}", file=sys.stderr)
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
