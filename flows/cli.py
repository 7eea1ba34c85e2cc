"""The `yearbook` command: registers the commands and turns errors into exit statuses.

0 done; 1 something failed; 2 wrong usage; 3 the gate refused to publish. Command modules import only Typer at the top,
so that `yearbook --help` and a run with nothing to do stay quick.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from flows import progress as _progress  # noqa: F401 - its clock starts with the command
from flows.commands import (
    accept,
    add,
    backfill,
    diff,
    doctor,
    export,
    options,
    read,
    review,
    run,
    serve,
    snapshots,
    sql,
    status,
    verify,
    watch,
)
from sources.model import UsageError, YearbookError

app = typer.Typer(
    name="yearbook",
    help="Yearly figures of child-protection organisations, by category and year, each with its evidence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _tell_version(wanted: bool) -> None:
    """Asked before anything else of the line, so that it needs no command."""
    if wanted:
        from importlib.metadata import version as installed

        typer.echo(installed("yearbook"))
        raise typer.Exit


@app.callback()
def common(
    home: options.Home = None,
    catalogue: options.Catalogue = None,
    log_format: Annotated[
        Literal["text", "json"] | None,
        typer.Option(envvar="YEARBOOK_LOG_FORMAT", help="json: one object per line on standard error."),
    ] = None,
    _asked: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Options that stand before the command hold for it as if they stood after."""
    for name, value in (("YEARBOOK_HOME", home), ("YEARBOOK_CATALOGUE", catalogue)):
        if isinstance(value, Path):
            os.environ[name] = str(value)
    if log_format:
        os.environ["YEARBOOK_LOG_FORMAT"] = log_format


app.command("run")(run.run)
app.command("backfill")(backfill.backfill)
app.command("watch")(watch.watch)
app.command("serve")(serve.serve)
app.command("read")(read.read)
app.command("add")(add.add)
app.command("review")(review.review)
app.command("status")(status.status)
app.command("doctor")(doctor.doctor)
app.command("sql")(sql.sql)
app.command("snapshots")(snapshots.snapshots)
app.command("rollback")(snapshots.rollback)
app.command("accept")(accept.accept)
app.command("diff")(diff.diff)
app.command("verify")(verify.verify)
app.command("export")(export.export)


def main() -> None:
    """Run the command; a `YearbookError` becomes one readable message and its exit status."""
    try:
        app()
    except UsageError as error:
        _say(error)
        sys.exit(2)
    except YearbookError as error:
        _say(error)
        sys.exit(getattr(error, "exit_status", 1))
    except Exception as error:
        from warehouse import database

        if not database.is_damage(error):
            raise
        said = str(error).splitlines()[0]
        print(f"yearbook: a database cannot be read: {said}. {database.ADVICE}", file=sys.stderr)
        sys.exit(1)


def _say(error: YearbookError) -> None:
    print(f"yearbook: {error}", file=sys.stderr)
