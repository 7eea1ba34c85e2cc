"""Options that several commands share, so that they read and behave alike everywhere."""

from pathlib import Path
from typing import Annotated

import typer

Home = Annotated[
    Path | None,
    typer.Option("--home", envvar="YEARBOOK_HOME", help="The data directory.", show_default="./data", file_okay=False),
]
Catalogue = Annotated[
    Path | None,
    typer.Option(
        "--catalogue",
        envvar="YEARBOOK_CATALOGUE",
        help="Another sources/ folder: only the releases listed there count.",
        show_default="built in",
        file_okay=False,
    ),
]
Sources = Annotated[list[str] | None, typer.Option("--source", help="Only this source; may be repeated.")]
Years = Annotated[str | None, typer.Option("--years", help="Only these reference years: 2019, or 2015..2023.")]
