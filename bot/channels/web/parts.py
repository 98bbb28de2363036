"""What the web channel needs of the application."""

from typing import Protocol

from bot.broadcasts.service import Broadcasts
from bot.changes.drafts import Drafts
from bot.changes.service import Changes
from bot.clock import Clock
from bot.config import Config
from bot.conversation.service import Conversation
from bot.delivery.live import Live
from bot.delivery.metrics import DeliveryMetrics
from bot.delivery.service import Outbox
from bot.helpdesk.service import Helpdesk
from bot.people.service import People
from bot.programme.service import Programme
from bot.storage.engine import Database
from knowledge.packs.model import Pack


class Application(Protocol):
    """The parts of the application that pages are made of."""

    @property
    def config(self) -> Config: ...
    @property
    def pack(self) -> Pack: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def database(self) -> Database: ...
    @property
    def live(self) -> Live: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def metrics(self) -> DeliveryMetrics: ...
    @property
    def people(self) -> People: ...
    @property
    def programme(self) -> Programme: ...
    @property
    def helpdesk(self) -> Helpdesk: ...
    @property
    def broadcasts(self) -> Broadcasts: ...
    @property
    def conversation(self) -> Conversation: ...
    @property
    def changes(self) -> Changes: ...
    @property
    def drafts(self) -> Drafts: ...
