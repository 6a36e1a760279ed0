"""The checks of `forewarn doctor`."""

import shlex
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Literal

from telegram.error import InvalidToken, TelegramError

from bot.channel import TOKEN_REFUSED
from crawler.drawing import Capture, DrawingError, draw, missing
from forewarn.channels import mail_channel, telegram_bot
from forewarn.evidence import soundness
from forewarn.exposed import exposed_files
from forewarn.live_catalogue import load_catalogue
from forewarn.model import model_client
from forewarn.settings import Settings
from forewarn.wiring import open_context
from monitor.errors import ForewarnError
from monitor.health import Health, is_emptied
from monitor.language import Language, message
from monitor.pictures import PictureSide
from runtime.clock import now
from storage.addresses import sqlite_file
from storage.archive.pictures import DrawingState
from storage.delivery.briefs import BriefState
from storage.jobs.fleet_jobs import FleetJobs

_LEAST_FREE = 500 * 1024 * 1024
_FAILING_NAMED = 10
_FLAWS_NAMED = 5
_PARKED_NAMED = 3
# Parked messages and jobs are reported for so long.
_LATELY = timedelta(days=7)
_OLD = timedelta(hours=1)

Condition = Literal["ok", "not set", "broken"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """The result for one part: whether it works, and what to do if not."""

    part: str
    state: Condition
    words: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check."""

    state: Condition
    words: str


async def diagnose(settings: Settings, *, every_version: bool = False) -> list[Diagnosis]:
    """Check every part in turn; an error in one never hides the next.

    `every_version`: compare every version with its capture, not only a sample.
    """
    checks: dict[str, Callable[[Settings], Awaitable[Finding]]] = {
        "database": _database,
        "catalogue": _catalogue,
        "sources": _sources,
        "evidence": partial(_evidence, every_version=every_version),
        "telegram": _telegram,
        "mail": _mail,
        "model": _model,
        "pictures": _pictures,
        "contact": _contact,
        "workers": _workers,
        "disk": _disk,
        "files": _files,
    }
    diagnoses = []
    for part, check in checks.items():
        try:
            found = await check(settings)
        except ForewarnError as error:
            found = Finding("broken", str(error))
        diagnoses.append(Diagnosis(part=part, state=found.state, words=found.words))
    return diagnoses


async def _database(settings: Settings) -> Finding:
    with open_context(settings) as context:
        counts = context.stores.outbox.counts()
        messages = ", ".join(f"{n} {status}" for status, n in counts.items()) or "empty"
        lately = [
            one for one in context.stores.outbox.parked(_PARKED_NAMED) if now() - one.at < _LATELY
        ]
        named = "".join(f"; message {one.outbox_id} ({one.channel}): {one.error}" for one in lately)
        words = f"revision {context.stores.database.revision()}; messages: {messages}{named}"
        return Finding("broken" if lately else "ok", words)


async def _catalogue(settings: Settings) -> Finding:
    loaded = load_catalogue(settings)
    if loaded.problems:
        faults = message("cli", Language.EN, "catalogue_faults", count=len(loaded.problems))
        return Finding("broken", f"{faults}; the first: {loaded.problems[0]}")
    watched, known = len(loaded.enabled), len(loaded.sources)
    return Finding("ok", message("cli", Language.EN, "sources_watched", count=watched, known=known))


async def _sources(settings: Settings) -> Finding:
    with open_context(settings) as context:
        known = context.stores.health.of(source.id for source in context.catalogue.enabled)
        watched = len(context.catalogue.enabled)
    failing = [health for health in known.values() if health.failures]
    emptied = [health for health in known.values() if is_emptied(health, now())]
    if emptied and not failing:
        return Finding("broken", _emptied(emptied))
    if not failing:
        checked = sum(health.checked_at is not None for health in known.values())
        late = [h for h in known.values() if h.due_at and now() - h.due_at > _OLD]
        unread = f"{watched - checked} not read yet"
        return Finding("ok", f"{checked} checked before, {len(late)} overdue, {unread}")
    named = "; ".join(f"{h.source_id}: {h.reason}" for h in failing[:_FAILING_NAMED])
    text = f"{len(failing)} cannot be read now: {named}"
    return Finding("broken", f"{text}; {_emptied(emptied)}" if emptied else text)


def _emptied(emptied: list[Health]) -> str:
    named = ", ".join(health.source_id for health in emptied[:_FAILING_NAMED])
    return message("cli", Language.EN, "emptied", count=len(emptied), names=named)


async def _evidence(settings: Settings, *, every_version: bool) -> Finding:
    with open_context(settings) as context:
        found = soundness(context, every_version=every_version)
    counts = {"checked": found.checked, "count": found.versions}
    text = message("cli", Language.EN, "versions_compared", **counts)
    if not found.flaws:
        return Finding("ok", text)
    named = "; ".join(found.flaws[:_FLAWS_NAMED])
    flaws = message("cli", Language.EN, "flaws", count=len(found.flaws), names=named)
    return Finding("broken", f"{text}, {flaws}")


async def _workers(settings: Settings) -> Finding:
    with open_context(settings) as context:
        fleet = FleetJobs(context.stores.database)
        if not fleet.is_possible:
            return Finding("ok", "none; `forewarn run` does it all")
        alive, counts = fleet.workers(now()), fleet.counts()
        parked = fleet.parked(now() - _LATELY, _PARKED_NAMED)
    workers = message("cli", Language.EN, "workers_alive", count=alive)
    text = f"{workers}; jobs: {counts['todo']} waiting, {counts['doing']} running"
    if parked:
        named = ", ".join(f"{job.task} ({job.lock})" for job in parked)
        return Finding(
            "broken", f"{text}, {counts['failed']} given up: {named}; see the workers' log"
        )
    if counts["todo"] and not alive:
        return Finding("broken", f"{text}; start one: forewarn worker")
    return Finding("ok", text)


async def _telegram(settings: Settings) -> Finding:
    bot = telegram_bot(settings)
    if bot is None:
        return Finding("not set", "set FOREWARN_TELEGRAM_TOKEN; @BotFather gives one")
    try:
        await bot.initialize()
        name = bot.username
        await bot.shutdown()
    except InvalidToken:
        return Finding("broken", TOKEN_REFUSED)
    except TelegramError:
        return Finding("broken", f"{settings.telegram_api_url} cannot be reached")
    return Finding("ok", f"the bot is @{name}")


async def _mail(settings: Settings) -> Finding:
    channel = mail_channel(settings)
    if channel is None:
        return Finding(
            "not set", "set FOREWARN_SMTP_URL, as smtp+starttls://user:password@host:587"
        )
    await channel.probe()
    return Finding("ok", f"the mail server takes mail from {settings.mail_from}")


async def _model(settings: Settings) -> Finding:
    client = model_client(settings)
    if client is None:
        return Finding(
            "not set", "FOREWARN_MODEL_URL and FOREWARN_MODEL for briefs and translations"
        )
    with open_context(settings) as context:
        counts = context.stores.briefs.counts()
        left = settings.model_daily_calls - context.stores.briefs.calls(now().date())
    states = ", ".join(f"{counts.get(state, 0)} {state}" for state in BriefState)
    await client.check()
    return Finding("ok", f"{settings.model} answers; {max(left, 0)} calls left today; {states}")


async def _pictures(settings: Settings) -> Finding:
    if not settings.draws:
        return Finding("not set", "FOREWARN_SCREENSHOTS=changes for pictures of changed pages")
    if obstacle := missing():
        return Finding("broken", f"FOREWARN_SCREENSHOTS is set, but {obstacle}")
    try:
        await draw([Capture(side=PictureSide.AFTER, text="<p>Forewarn</p>")])
    except DrawingError as error:
        return Finding("broken", f"Chromium draws nothing: {error}; start it by hand to see why")
    with open_context(settings) as context:
        counts = context.stores.pictures.counts()
    return Finding("ok", ", ".join(f"{counts.get(state, 0)} {state}" for state in DrawingState))


async def _contact(settings: Settings) -> Finding:
    if not settings.contact:
        return Finding("not set", "set FOREWARN_CONTACT, so that a site's owner can reach you")
    return Finding("ok", settings.contact)


async def _disk(settings: Settings) -> Finding:
    return _free_space(settings)


async def _files(settings: Settings) -> Finding:
    exposed = exposed_files(settings)
    if not exposed:
        return Finding("ok", "no file with secrets is open to everyone")
    names = " ".join(shlex.quote(str(path)) for path in exposed)
    return Finding(
        "broken", f"everyone on this machine may read secrets of yours; run: chmod 600 {names}"
    )


def _free_space(settings: Settings) -> Finding:
    file = sqlite_file(settings.database_url.get_secret_value())
    if file is None:
        return Finding("ok", "the database server looks after its own")
    folder = file.absolute().parent
    if not folder.is_dir():
        return Finding("broken", f"the folder {folder} does not exist")
    free = shutil.disk_usage(folder).free
    text = f"{free // 1024**2} MiB free in {folder}"
    if free < _LEAST_FREE:
        return Finding("broken", f"{text}; make room")
    return Finding("ok", text)
