"""OpenLineage events on request: from which releases' bytes which published tables were made.

What belongs here: the events START, COMPLETE and FAIL of a run, and sending them. What does not: knowing what was read
or published (`flows.run`).

`YEARBOOK_LINEAGE=file:/path/events.jsonl` appends them to a file, `YEARBOOK_LINEAGE=https://host:5000` sends them to a
collector such as Marquez; the client is openlineage-python (`pip install yearbook[lineage]`). Events that cannot be
sent are a warning in the log; they never fail a run.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from sources.model import Capture, Release, UsageError

log = logging.getLogger("flows.lineage")
PRODUCER = "urn:yearbook"
NAMESPACE = "yearbook"


@dataclass(frozen=True, slots=True)
class Lineage:
    """One run's events, under one identifier; nothing happens where none were asked for."""

    run_id: str
    job: str
    _target: str = field(default_factory=lambda: os.environ.get("YEARBOOK_LINEAGE", ""))

    @property
    def are_wanted(self) -> bool:
        """Whether somebody asked for events."""
        return bool(self._target)

    def started(self) -> None:
        """The run begins."""
        self._emit("START")

    def completed(
        self, captures: Sequence[tuple[Release, Capture]], warehouse: str, snapshot: str, rows: Mapping[str, int]
    ) -> None:
        """The run ended well: these captures are in these tables.

        Args:
            captures: every release in the warehouse with the capture that was read.
            warehouse: where readers find it.
            snapshot: the current one's id.
            rows: by table.
        """
        self._emit("COMPLETE", captures=captures, outputs=(warehouse, snapshot, rows))

    def failed(self, why: str) -> None:
        """The run ended without publishing."""
        self._emit("FAIL", why=why)

    def _emit(self, kind: Literal["START", "COMPLETE", "FAIL"], **told: Any) -> None:
        if not self._target:
            return
        try:
            _client(self._target).emit(_event(self, kind, **told))
        except UsageError:
            raise
        except Exception as error:
            log.warning("the lineage event %s could not be sent: %s", kind, error, extra={"run": self.run_id})


def _client(target: str) -> Any:
    try:
        from openlineage.client import OpenLineageClient
        from openlineage.client.transport.file import FileConfig, FileTransport
        from openlineage.client.transport.http import HttpConfig, HttpTransport
    except ImportError:
        raise UsageError(
            f"YEARBOOK_LINEAGE={target} needs openlineage-python; install it with `pip install yearbook[lineage]`"
        ) from None
    if target.startswith("file:"):
        path = Path(target.removeprefix("file:").removeprefix("//")).absolute()
        path.parent.mkdir(parents=True, exist_ok=True)
        return OpenLineageClient(transport=FileTransport(FileConfig(log_file_path=str(path), append=True)))
    if target.startswith(("http://", "https://")):
        settings = {"url": target, "timeout": 5, "retry": {"total": 1}}
        return OpenLineageClient(transport=HttpTransport(HttpConfig.from_dict(settings)))
    raise UsageError(f"YEARBOOK_LINEAGE={target!r}: write file:/path/events.jsonl, or the http address of a collector")


def _event(
    of: Lineage,
    kind: str,
    captures: Sequence[tuple[Release, Capture]] = (),
    outputs: tuple[str, str, Mapping[str, int]] | None = None,
    why: str | None = None,
) -> Any:
    from openlineage.client.event_v2 import Job, Run, RunEvent, RunState
    from openlineage.client.facet_v2 import error_message_run

    facets: dict[str, Any] = {}
    if why is not None:
        facets["errorMessage"] = error_message_run.ErrorMessageRunFacet(message=why, programmingLanguage="python")
    return RunEvent(
        eventType=RunState[kind],
        eventTime=dt.datetime.now(dt.UTC).isoformat(),
        run=Run(runId=of.run_id, facets=facets),
        job=Job(namespace=NAMESPACE, name=of.job),
        producer=PRODUCER,
        inputs=[_input(release, capture) for release, capture in captures],
        outputs=_outputs(*outputs) if outputs else [],
    )


def _input(release: Release, capture: Capture) -> Any:
    from openlineage.client.event_v2 import InputDataset
    from openlineage.client.facet_v2 import dataset_version_dataset, datasource_dataset, documentation_dataset

    address = urlsplit(capture.memento_url or capture.url)
    return InputDataset(
        namespace=f"{address.scheme}://{address.netloc}",
        name=address.path + (f"?{address.query}" if address.query else ""),
        facets={
            # The bytes that were read, as the archive knows them.
            "version": dataset_version_dataset.DatasetVersionDatasetFacet(datasetVersion=capture.sha256),
            "dataSource": datasource_dataset.DatasourceDatasetFacet(name=release.source_id, uri=release.url),
            "documentation": documentation_dataset.DocumentationDatasetFacet(
                description=f"{release.release_id}: {release.title} ({capture.edition}, {capture.captured_at})"
            ),
        },
    )


def _outputs(warehouse: str, snapshot: str, rows: Mapping[str, int]) -> list[Any]:
    from openlineage.client.event_v2 import OutputDataset
    from openlineage.client.facet_v2 import dataset_version_dataset, output_statistics_output_dataset

    return [
        OutputDataset(
            namespace="ducklake" if warehouse.startswith("ducklake:") else "file",
            name=f"{warehouse}/main.{table}",
            facets={"version": dataset_version_dataset.DatasetVersionDatasetFacet(datasetVersion=snapshot)},
            outputFacets={
                "outputStatistics": output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(rowCount=count)
            },
        )
        for table, count in sorted(rows.items())
    ]
