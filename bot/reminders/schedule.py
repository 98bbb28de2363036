"""APScheduler wakes us at the moments the rows name; the rows alone say what is due, so a lost wake-up loses nothing."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from bot.clock import Clock
from bot.reminders.service import Reminders
from bot.reminders.store import Row

SWEEP_SECONDS = 15
"""Real time between looks at the rows, whatever the wake-ups do."""

_AFTER = timedelta(milliseconds=20)
"""Real time after the moment, so that the clock has surely reached it."""

_log = structlog.get_logger(__name__)


class Wakeups:
    """One job for each row that comes up, with the row's key as its id, rebuilt from the database at start and at each
    sweep. Jobs run in real time: the clock says how long event time takes."""

    def __init__(self, reminders: Reminders, clock: Clock, sweep_seconds: float = SWEEP_SECONDS) -> None:
        self._reminders, self._clock, self._sweep_seconds = reminders, clock, sweep_seconds
        # Seconds of grace decide nothing here: what is pointless by now is decided by the rows.
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)
        self._working = asyncio.Lock()
        self._planned: dict[str, datetime] = {}

    async def run(self) -> None:
        """Fire reminders until cancelled."""
        self._scheduler.start()
        try:
            while True:  # not a job: the scheduler goes by the wall clock, and would wait an hour when that is set back
                await self.sweep()
                await asyncio.sleep(self._sweep_seconds)
        finally:
            self._scheduler.shutdown(wait=False)

    async def sweep(self) -> None:
        """Take over changes, fire what is due, and set the next wake-ups; failures wait for the next sweep."""
        async with self._working:
            try:
                await self._reminders.refresh()
                await self._reminders.fire_due()
                self._set(await self._reminders.upcoming())
            except Exception as error:
                _log.error("reminders postponed", error=f"{type(error).__name__}: {str(error).splitlines()[:1]}")

    async def _wake(self) -> None:
        async with self._working:
            try:
                await self._reminders.fire_due()
            except Exception as error:
                _log.error("reminders postponed", error=f"{type(error).__name__}: {str(error).splitlines()[:1]}")

    def _set(self, rows: Sequence[Row]) -> None:
        """Make the jobs those of the rows."""
        wanted = {f"{row.item} {row.lead}": row.due_at for row in rows}
        for name in self._planned.keys() - wanted.keys():
            if self._scheduler.get_job(name):
                self._scheduler.remove_job(name)
        now, real = self._clock.now(), datetime.now(UTC)
        for name, due in wanted.items():
            run_at = real + self._clock.real(max(due - now, timedelta(0))) + _AFTER
            if not self._set_for(name, run_at):
                self._scheduler.add_job(self._wake, DateTrigger(run_at), id=name, replace_existing=True)
        self._planned = wanted

    def _set_for(self, name: str, moment: datetime) -> bool:
        """Whether the job is already there for that moment, as nearly every one is at a sweep."""
        job = self._scheduler.get_job(name)
        return job is not None and abs(job.next_run_time - moment) < _AFTER / 2
