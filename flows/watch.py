"""The watch as a Prefect flow: find releases that are new, take in the sure ones, keep the others for a person.

What belongs here: looking at all sources, writing sure entries, running the main job for them, what waits. What does
not: finding and guessing (`sources.discovery`), the main job itself (`flows.run`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from prefect import flow, task
from prefect.artifacts import acreate_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.utilities.annotations import quote

from flows import notify, settings, standing
from flows import run as main_job
from flows.progress import current as progress
from flows.settings import Home
from flows.summary import Summary
from sources import catalogue as catalogues
from sources.catalogue import Catalogue
from sources.discovery import propose, search
from sources.discovery.propose import Proposal, Waiting
from sources.discovery.search import Discovery
from sources.fetch import Pace, shared
from sources.model import Release, YearbookError
from sources.statements import made_from


@dataclass(frozen=True, slots=True)
class Watched:
    """What a watch found and did."""

    taken: tuple[Proposal, ...]
    """Sure ones: written into the catalogue and ingested."""
    waiting: tuple[Proposal, ...]
    """For `yearbook add`, those of earlier watches included."""
    troubles: tuple[str, ...]
    overdue: tuple[str, ...]
    """Sources and years of which no release is known although it should be out."""
    unpublished: tuple[str, ...] = ()
    """Releases (ids) of the catalogue that were taken in or read, and are not in what is published."""
    refused: Path | None = None
    """Where the candidate is that the gate refused last, as long as that is not settled."""
    run: Summary | None = None
    """The main job's summary, when there was something to ingest."""
    along: str = ""
    """The options that the commands it advises take along."""

    @property
    def exit_status(self) -> int:
        """0 done, 1 something failed, 3 the gate refused."""
        run = self.run.exit_status if self.run else 0
        return 3 if self.refused else run or (1 if self.troubles or self.unpublished else 0)


@task(name="discover", cache_policy=NO_CACHE, persist_result=False)
def look(catalogue: Catalogue, source_ids: Sequence[str], waiting: Waiting, today: dt.date) -> Discovery:
    """Look at the places of all sources."""
    fetcher = shared(Pace.from_environment())
    seen = waiting.seen(today)
    together = Discovery()
    for source_id in source_ids:
        found = search.discover(catalogue, catalogue.sources[source_id], fetcher, today, seen)
        together.proposals += found.proposals
        together.passed |= found.passed
        together.troubles += found.troubles
        progress.get().advance()
    return together


@flow(
    name="watch",
    flow_run_name=lambda: f"watch {', '.join(flow_run.parameters.get('sources') or ()) or 'all sources'}",
    task_runner=ThreadPoolTaskRunner(max_workers=1),  # type: ignore[arg-type]
    persist_result=False,
    **notify.HOOKS,
)
async def watch(
    sources: list[str] | None = None,
    dry_run: bool = False,
    home: str | None = None,
    catalogue: str | None = None,
) -> Watched:
    """Discover new releases, ingest the sure ones, keep the others for `yearbook add`, and say what is overdue.

    Args:
        sources: Only these sources; all that say where their releases appear when empty.
        dry_run: Say what would be done, and do nothing.
        home: The data directory; YEARBOOK_HOME or ./data when empty.
        catalogue: Another sources/ folder; YEARBOOK_CATALOGUE or the built-in one when empty.

    Raises:
        GateRefused: what was ingested was not published; the report says why.
    """
    place = settings.home(Path(home) if home else None)
    root = settings.catalogue(catalogue)
    loaded = catalogues.load(root)
    today = dt.date.today()
    theirs = {loaded.source(s).source_id for s in sources} if sources else loaded.listed
    chosen = sorted(s for s in theirs if loaded.sources[s].discover)
    waiting = Waiting.load(place.proposals)
    waiting.known(r.url for r in loaded.releases)
    progress.get().begin("looking for new releases", len(chosen))
    found = look.submit(quote(loaded), chosen, quote(waiting), today).result()  # type: ignore[call-overload]
    sure = [p for p in found.proposals if p.confidence == "sure"]
    waiting.proposals |= {p.url: p for p in found.proposals if p.confidence == "unsure"}
    waiting.passed_over(found.passed, today)
    waiting.taken &= {r.release_id for r in loaded.releases}
    if not dry_run:
        place.root.mkdir(parents=True, exist_ok=True)
        waiting.taken |= {str(p.entry["id"]) for p in sure}
        waiting.save()  # before the entries: whatever becomes of this watch, the next one goes on with them
        for proposal in list(sure):
            try:
                propose.write(loaded.root, proposal.source_id, proposal.entry, proposal.like)
            except YearbookError as error:
                found.troubles.append(f"{proposal.source_id}: {error}")
                sure.remove(proposal)
                waiting.taken.discard(str(proposal.entry["id"]))
    with_news = catalogues.load(root)
    owed = [
        r
        for r in _unpublished(place, with_news, waiting, theirs, standing.published(place))
        if r.release_id in waiting.taken
    ]
    told, refused = None, None
    if owed and not dry_run:
        years = sorted({r.reference_year for r in owed})
        try:
            told = await main_job.run(
                sources=sorted({r.source_id for r in owed}),
                years=f"{years[0]}..{years[-1]}",
                edition="auto",
                home=str(place.root),
                catalogue=catalogue,
            )
        except main_job.GateRefused as error:
            told, refused = error.summary, error
    there = standing.published(place)
    left = _unpublished(place, with_news, waiting, theirs, there)
    if not dry_run:
        waiting.taken -= there.keys()
        waiting.save()
    listed = [r for r in with_news.releases if r.source_id in theirs]
    late = standing.standing(place, with_news, listed, today)
    watched = Watched(
        taken=tuple(sure),
        waiting=tuple(waiting.proposals.values()),
        troubles=tuple(found.troubles),
        overdue=tuple(f"{row.source_id} {row.year}" for row in late if row.overdue),
        unpublished=tuple(r.release_id for r in left),
        refused=standing.refused(place, with_news),
        run=told,
        along=settings.given(place, with_news.root),
    )
    await acreate_markdown_artifact(key="watch", markdown=text(watched), description="What the watch found")
    if told is not None and refused is not None:
        raise main_job.GateRefused(told, watched) from refused
    return watched


def _unpublished(
    home: Home, catalogue: Catalogue, waiting: Waiting, sources: Collection[str], there: Collection[str]
) -> list[Release]:
    """The releases of these sources that were taken in by a watch or read, and that are not there, in what is
    published.
    """
    return [
        r
        for r in catalogue.releases
        if r.source_id in sources
        and r.release_id not in there
        and (r.release_id in waiting.taken or made_from(home.statements, r) is not None)
    ]


def text(watched: Watched) -> str:
    """What the watch found, for a terminal and for Prefect's artifact."""
    lines = [f"{len(watched.taken)} new, {len(watched.waiting)} waiting, {len(watched.overdue)} overdue"]
    for proposal in watched.taken:
        lines += [f"- new: {proposal.entry['id']}: {proposal.entry['title']}", f"  {proposal.url}", f"  {proposal.why}"]
    for proposal in watched.waiting:
        lines += [
            f"- waiting: {proposal.source_id}: {proposal.entry['title']}",
            f"  {proposal.url}",
            f"  {proposal.why}",
        ]
    if watched.waiting:
        lines.append(f"  next: yearbook add{watched.along}")
    lines += [f"- overdue: {name}: no release of that year is known" for name in watched.overdue]
    lines += [
        f"- not published: {name}: it is in the catalogue, not in what is published" for name in watched.unpublished
    ]
    if watched.unpublished and watched.refused is None:
        lines.append(f"  next: `yearbook run{watched.along}` publishes what was read, or says why not")
    if watched.refused is not None:
        lines += [
            f"- refused: the gate did not publish the last candidate; it is kept in {watched.refused}",
            f"  next: `yearbook accept{watched.along}` lists what waits for a signature; "
            f"then `yearbook run{watched.along}`",
        ]
    lines += [f"- trouble: {trouble}" for trouble in watched.troubles]
    return "\n".join(lines)
