"""Telling people what became of a flow run, by webhook or e-mail where the environment names one.

What belongs here: Prefect's state hooks, the message, sending it. What does not: deciding what a run's state is.

- `YEARBOOK_NOTIFY`: where to, separated by blanks or commas: `https://…` (a webhook; it gets JSON with `text`, which
  Slack, Mattermost and their like show) and `mailto:someone@example.org`.
- `YEARBOOK_NOTIFY_ON`: `trouble` (the default: failed, crashed, releases that failed, releases overdue or waiting for a
  person) or `always`.
- `YEARBOOK_SMTP`: the mail server, as `smtp://user:password@host:587` (STARTTLS where offered) or `smtps://…`;
  `YEARBOOK_MAIL_FROM`: the sender.

A message that cannot be sent is a warning in the log; it never fails a run.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import smtplib
import ssl
from dataclasses import asdict, dataclass
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from sources.model import UsageError

if TYPE_CHECKING:
    from prefect.client.schemas.objects import FlowRun, State
    from prefect.flows import Flow

log = logging.getLogger("flows.notify")
PATIENCE = 20.0
"""Seconds for a webhook or mail server to take a message."""


@dataclass(frozen=True, slots=True)
class Message:
    """What people get."""

    title: str
    text: str
    flow: str
    run: str
    state: str
    url: str | None
    """The run's page in Prefect's UI."""


async def ended(flow: Flow[..., Any], run: FlowRun, state: State[Any]) -> None:
    """A flow run ended, well or not: tell people where they asked for it. A state hook for all final states."""
    if run.parent_task_run_id is not None:
        return  # its parent tells
    result = await state.aresult(raise_on_failure=False)
    trouble = _trouble(result) if state.is_completed() else _failure(result, state)
    if not targets() or (not trouble and os.environ.get("YEARBOOK_NOTIFY_ON", "trouble") != "always"):
        return
    word = "needs a person" if trouble and state.is_completed() else str(state.name).lower()
    message = Message(
        title=f"Yearbook: {flow.name} {word}",
        text="\n".join(part for part in (trouble, _told(result)) if part) or "Everything was done.",
        flow=flow.name,
        run=run.name,
        state=str(state.name),
        url=_page(run),
    )
    await asyncio.to_thread(send, message)


HOOKS: dict[str, Any] = {"on_completion": [ended], "on_failure": [ended], "on_crashed": [ended]}
"""For a flow's decorator."""


def _failure(result: Any, state: State[Any]) -> str:
    summary = getattr(result, "summary", None)
    told = summary.report if summary is not None and summary.report else result or state.message or state.name
    return "\n".join(part for part in (_trouble(getattr(result, "result", None)), str(told)) if part)


def _trouble(result: Any) -> str:
    """What of a completed run a person should look at; empty when nothing is."""
    lines = [f"failed: {o.message}" for o in getattr(result, "failures", ())]
    lines += [f"overdue: {name}: no release of that year is known" for name in getattr(result, "overdue", ())]
    lines += [f"waiting for `yearbook add`: {p.url}" for p in getattr(result, "waiting", ())]
    lines += [f"read or taken in, and not published: {name}" for name in getattr(result, "unpublished", ())]
    lines += [f"trouble: {trouble}" for trouble in getattr(result, "troubles", ())]
    if getattr(result, "run", None) is not None:
        lines += [f"failed: {o.message}" for o in result.run.failures]
    return "\n".join(lines)


def _told(result: Any) -> str:
    from flows import summary

    for candidate in (result, getattr(result, "summary", None), getattr(result, "run", None)):
        if isinstance(candidate, summary.Summary):
            return summary.text(candidate)
    return ""


def _page(run: FlowRun) -> str | None:
    from prefect.settings import PREFECT_UI_URL

    ui = PREFECT_UI_URL.value()
    return f"{ui}/runs/flow-run/{run.id}" if ui else None


def targets() -> list[str]:
    """Where messages go.

    Raises:
        UsageError: for a target that is neither a webhook nor an address.
    """
    chosen = [t for t in re.split(r"[\s,]+", os.environ.get("YEARBOOK_NOTIFY", "")) if t]
    for target in chosen:
        if not re.match(r"https?://[^/\s]+|mailto:[^@\s]+@[^@\s]+$", target):
            raise UsageError(
                f"YEARBOOK_NOTIFY: {target!r}: write https://… for a webhook, or mailto:someone@example.org"
            )
    return chosen


def send(message: Message) -> None:
    """Send a message to every target; one that does not take it is a warning."""
    try:
        chosen = targets()
    except UsageError as error:
        log.warning("nobody was told: %s", error)
        return
    for target in chosen:
        try:
            if target.startswith("mailto:"):
                _mail(target.removeprefix("mailto:"), message)
            else:
                _post(target, message)
        except Exception as error:
            # The path of a webhook is its secret.
            log.warning("%s did not take the message: %s", urlsplit(target).netloc or target, type(error).__name__)


def _post(address: str, message: Message) -> None:
    import requests

    link = f"\n{message.url}" if message.url else ""
    told = asdict(message) | {"text": f"{message.title} ({message.run})\n{message.text}{link}"}
    requests.post(address, json=told, timeout=PATIENCE).raise_for_status()


def _mail(address: str, message: Message) -> None:
    server = urlsplit(os.environ.get("YEARBOOK_SMTP", "smtp://localhost:25"))
    mail = EmailMessage()
    mail["Subject"] = message.title
    mail["From"] = os.environ.get("YEARBOOK_MAIL_FROM", f"yearbook@{server.hostname}")
    mail["To"] = address
    mail.set_content(f"{message.run}\n\n{message.text}\n\n{message.url or ''}")
    host = server.hostname or "localhost"
    if server.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            host, server.port or 465, timeout=PATIENCE, context=ssl.create_default_context()
        )
    else:
        connection = smtplib.SMTP(host, server.port or 25, timeout=PATIENCE)
    with connection:
        connection.ehlo()
        if server.scheme == "smtp" and connection.has_extn("starttls"):
            connection.starttls(context=ssl.create_default_context())
        if server.username:
            connection.login(unquote(server.username), unquote(server.password or ""))
        connection.send_message(mail)
