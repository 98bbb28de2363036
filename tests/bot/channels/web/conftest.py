"""The web channel on real parts: SQLite, a clock that stands still, the harbour festival, and a hand-written assistant."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace

import httpx
import pytest
from fastapi import FastAPI

from bot.broadcasts.service import Broadcasts
from bot.changes.drafts import Drafts
from bot.changes.service import Changes
from bot.channels.web.app import create
from bot.clock import ManualClock
from bot.config import AccessSection, Config, WebSection
from bot.conversation.service import Conversation
from bot.delivery.live import Live
from bot.delivery.metrics import DeliveryMetrics
from bot.delivery.service import Outbox
from bot.helpdesk.service import Helpdesk
from bot.people.model import Delegate, Role
from bot.people.service import People
from bot.programme.service import Programme
from bot.reminders.service import Reminders
from bot.storage.engine import Database
from knowledge.answers.model import Action, ActionKind, Answer, AnswerKind, Asker, Citation, Focus
from knowledge.packs.model import Pack
from tests.events import festival

ADDRESS = "http://festival.test"


class Oracle:
    """Knows where the concert is, and nothing else."""

    def ask(self, text: str, asker: Asker, now: datetime, focus: Focus | None = None) -> Answer:
        language = asker.language or "en"
        if "concert" not in text.lower():
            return Answer(text="I do not know that.", language=language, kind=AnswerKind.HANDOVER)
        actions = tuple(
            Action(kind=kind, target=target, label=label)
            for kind, target, label in (
                (ActionKind.MAP, "hall", ""),
                (ActionKind.DRIVER, "hall", ""),
                (ActionKind.CALENDAR, "concert", ""),
                (ActionKind.REMIND, "concert", ""),
                (ActionKind.ASK, "When does the concert end?", "End of the concert"),
            )
        )
        return Answer(
            text="The concert is in the Rope Hall at 19:00.",
            language=language,
            kind=AnswerKind.PROGRAMME,
            citations=(Citation(source="programme#concert", title="Concert", quote="19:00, Rope Hall"),),
            actions=actions,
        )


@dataclass
class Festival:
    """Everything wired, and browsers for the people in it."""

    parts: SimpleNamespace
    app: FastAPI
    clients: list[httpx.AsyncClient] = field(default_factory=list)

    def browser(self) -> httpx.AsyncClient:
        """A browser with an empty cookie jar."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        client = httpx.AsyncClient(transport=transport, base_url=ADDRESS, follow_redirects=True)
        self.clients.append(client)
        return client

    async def delegate(self, person: str) -> httpx.AsyncClient:
        """The delegate's browser, after opening their invitation."""
        client = self.browser()
        await client.get(f"/i/{await self.parts.people.invite(person)}")
        return client

    async def staff(self, role: Role, name: str = "") -> httpx.AsyncClient:
        """The browser of a new member of staff, signed in."""
        member = await self.parts.people.add_staff(name or role.value, role)
        client = self.browser()
        await client.get(f"/staff/sign-in/{await self.parts.people.sign_in_code(member.id)}")
        return client


@pytest.fixture
async def wired(database: Database, clock: ManualClock, request: pytest.FixtureRequest) -> AsyncIterator[Festival]:
    settings = getattr(request, "param", {})
    config = Config(access=AccessSection(mode=settings.get("mode", "invited")), web=WebSection())
    live, metrics = Live(), DeliveryMetrics()
    people = People(database, clock, "secret")
    await people.enrol(
        [
            Delegate(id="ingrid", name="Ingrid Berg", delegation="bergen", language="en"),
            Delegate(id="anna", name="Anna Maier", delegation="ulm", language="de"),
        ]
    )
    programme = await Programme.open(database, clock, festival())
    helpdesk = Helpdesk(database, clock, live)
    changes = Changes(database, clock, programme, Reminders(database, clock, programme, live), live)
    parts = SimpleNamespace(
        config=config,
        clock=clock,
        database=database,
        live=live,
        metrics=metrics,
        outbox=Outbox(database, clock, live, metrics),
        people=people,
        programme=programme,
        pack=Pack(event=festival()),
        changes=changes,
        drafts=Drafts(database, clock, programme, changes, live),
        helpdesk=helpdesk,
        broadcasts=Broadcasts(database, clock, programme, live),
        conversation=Conversation(database, clock, Oracle(), helpdesk, live, settings.get("per_minute", 20)),
    )
    festival_app = Festival(parts, create(parts))
    yield festival_app
    for client in festival_app.clients:
        await client.aclose()


def token(page: httpx.Response) -> str:
    """The form token of a page."""
    found = re.search(r'name="csrf" value="(\w+)"', page.text)
    assert found, page.text
    return found[1]
