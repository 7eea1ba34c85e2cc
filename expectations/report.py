"""The gate's report for people: on a terminal and as a page.

What belongs here: wording and layout. What does not: deciding.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from expectations.gate import Change, Evidence, Gate
    from expectations.verdict import Verdict

SHOWN = 30
"""Changes that are told in full on a terminal; the page shows all."""


def write(gate: Gate, folder: Path, options: str = "") -> None:
    """Write the report as `gate.json`, `gate.txt` and `gate.html`; `options` follow the commands it shows."""
    folder.mkdir(parents=True, exist_ok=True)
    told = json.dumps(gate.as_dict(), ensure_ascii=False, indent=1, default=str)
    (folder / "gate.json").write_text(told + "\n", encoding="utf-8")
    (folder / "gate.txt").write_text(text(gate, options), encoding="utf-8")
    (folder / "gate.html").write_text(page(gate, options), encoding="utf-8")


def text(gate: Gate, options: str = "", width: int = 110) -> str:
    """The report for a terminal: what changed, both evidences, and the command that signs it."""
    import io

    from rich.console import Console
    from rich.table import Table

    out = Console(file=io.StringIO(), width=width, highlight=False)
    out.print(f"The gate {gate}.", markup=False)
    shown = gate.refused or list(gate.changes)
    for change in shown[:SHOWN]:
        out.print()
        table = Table(
            title=_title(change), title_justify="left", title_style="bold", box=None, padding=(0, 1), pad_edge=False
        )
        for column in ("", "value", "release", "evidence"):
            table.add_column(column, overflow="fold")
        for label, value, evidence in evidences(change):
            release = f"{evidence.release_id}\n{evidence.published_on or ''}" if evidence else ""
            table.add_row(label, number(value), release, f"“{evidence.excerpt}”" if evidence else change.cause)
        out.print(table)
        if change.new is not None:
            out.print(f"why: {change.cause}", markup=False)
        if not change.is_accepted and change.review:
            out.print(f"first: {review(change)}{options}", markup=False, style="bold", soft_wrap=True)
        if not change.is_accepted:
            out.print(command(change) + options, markup=False, style="bold", soft_wrap=True)
    if len(shown) > SHOWN:
        out.print(f"\n… and {len(shown) - SHOWN} more: the page beside this report shows all.", markup=False)
    return out.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def page(gate: Gate, options: str = "") -> str:
    """The report as one HTML page that needs nothing else."""
    from jinja2 import Environment, PackageLoader, select_autoescape

    environment = Environment(loader=PackageLoader("expectations", "."), autoescape=select_autoescape(["j2", "html"]))
    template = environment.get_template("gate.html.j2")
    shown = {"number": number, "command": command, "review": review, "evidences": evidences}
    return template.render(gate=gate, options=options, **shown)


def refusal(verdict: Verdict) -> str:
    """Why a verdict keeps a candidate from being published, with the rows that break what, and their releases."""
    return "\n".join(_refusal(verdict))


def command(change: Change) -> str:
    """What to type to sign a change."""
    return f'yearbook accept {change.revision_id} --why "…"'


def review(change: Change) -> str:
    """What to type to decide on what waits for review and bears on a change."""
    return " ".join(["yearbook review", *(f"--source {source}" for source in change.review)])


def evidences(change: Change) -> list[tuple[str, float | None, Evidence | None]]:
    """What there is to see of a change, each with its label and value: old, new, and what is held for review."""
    old_and_new = [("old", change.old_value, change.old), ("new", change.new_value, change.new)]
    return [*old_and_new, *(("held", evidence.value, evidence) for evidence in change.held)]


def number(value: float | None) -> str:
    """A value as people write it; a dash for none."""
    return "—" if value is None else f"{value:,.2f}".rstrip("0").rstrip(".")


def _title(change: Change) -> str:
    moved = f"{number(change.old_value)} → {number(change.new_value)}" if change.what == "moved" else "vanished"
    return f"{change.key}: {moved}" + (" (signed)" if change.is_accepted else "")


def _refusal(verdict: Verdict) -> Iterator[str]:
    critical = verdict.of("critical")
    yield f"{len(critical)} critical expectations do not hold; nothing was published."
    for finding in critical:
        yield f"- {finding.suite}: {finding.description}"
        rows = "1 row" if finding.count == 1 else f"{finding.count:,} rows"
        where = f" of {', '.join(finding.releases)}" if finding.releases else ""
        yield f"  {rows}{where}"
        for row in finding.sample[:3]:
            yield "    " + ", ".join(f"{name} {value}" for name, value in row.items() if value is not None)
    yield f"All results: {verdict.docs}"
