"""The entry of the `yearbook` command, also as `python -m flows`.

What belongs here: nothing but the way to `flows.cli`. Each process that reads batches loads the module that the command
began with once more, as `multiprocessing` does, and the command line with it would be a quarter of its start.
"""

from __future__ import annotations


def main() -> None:
    """Run the command."""
    from flows.cli import main

    main()


if __name__ == "__main__":
    main()
