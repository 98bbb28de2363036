"""What the two bots need of the application."""

from pathlib import Path
from typing import Protocol

from bot.broadcasts.service import Broadcasts
from bot.changes.service import Changes
from bot.clock import Clock
from bot.config import Config, Secrets
from bot.conversation.service import Conversation
from bot.delivery.live import Live
from bot.helpdesk.service import Helpdesk
from bot.people.service import People
from bot.programme.service import Programme
from bot.storage.engine import Database


class Parts(Protocol):
    """The parts of the application that the bots are made of."""

    @property
    def config(self) -> Config: ...
    @property
    def secrets(self) -> Secrets: ...
    @property
    def data(self) -> Path: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def database(self) -> Database: ...
    @property
    def live(self) -> Live: ...
    @property
    def people(self) -> People: ...
    @property
    def programme(self) -> Programme: ...
    @property
    def helpdesk(self) -> Helpdesk: ...
    @property
    def broadcasts(self) -> Broadcasts: ...
    @property
    def changes(self) -> Changes: ...
    @property
    def conversation(self) -> Conversation: ...
