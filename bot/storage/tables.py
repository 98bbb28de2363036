"""The schema, in one place. Moments are aware UTC; ids of people and items are the pack's own."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """An aware instant; SQLite keeps it as naive UTC text, which sorts by time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

RowId = BigInteger().with_variant(Integer, "sqlite")


def _id() -> Column[Any]:
    return Column("id", RowId, primary_key=True, autoincrement=True)


settings = Table("settings", metadata, Column("name", String, primary_key=True), Column("value", JSON, nullable=False))

leases = Table(
    "leases",
    metadata,
    Column("name", String, primary_key=True),
    Column("owner", String, nullable=False),
    Column("term", BigInteger, nullable=False),
    Column("until", Moment, nullable=False),
)

revisions = Table(
    "revisions",
    metadata,
    _id(),
    Column("event", JSON, nullable=False),
    Column("changes", JSON, nullable=False),
    Column("released_at", Moment, nullable=False),
    Column("released_by", String, nullable=False),
    Column("note", Text, nullable=False, default=""),
)

approved = Table(
    "approved",
    metadata,
    Column("id", String, primary_key=True),
    Column("question", JSON, nullable=False),
    Column("answer", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", String, nullable=False),
)

delegates = Table(
    "delegates",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("delegation", String, nullable=False, default=""),
    Column("language", String, nullable=False, default=""),
    Column("role", String, nullable=False, default=""),
    Column("email", String, nullable=False, default=""),
    Column("preferences", JSON, nullable=False),
    Column("consented_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("erased_at", Moment),
    Index(None, "delegation"),
)

staff = Table(
    "staff",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("language", String, nullable=False, default="en"),
    Column("active", Boolean, nullable=False, default=True),
    Column("created_at", Moment, nullable=False),
)

addresses = Table(
    "addresses",
    metadata,
    _id(),
    Column("person", String, nullable=False),  # a delegate's id, or "staff:ID"
    Column("channel", String, nullable=False),
    Column("value", String, nullable=False),
    Column("reachable", Boolean, nullable=False, default=True),
    Column("reason", String, nullable=False, default=""),
    Column("seen_at", Moment, nullable=False),
    UniqueConstraint("channel", "value"),
    Index(None, "person"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("nonce", String, primary_key=True),
    Column("delegate", String, ForeignKey("delegates.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("opened_at", Moment),
    Column("revoked_at", Moment),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("code_hash", String, primary_key=True),
    Column("staff", String, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String, primary_key=True),
    Column("person", String, nullable=False),  # a delegate's id, or "staff:ID"
    Column("invitation", String, nullable=False, default=""),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index(None, "person"),
)

messages = Table(
    "messages",
    metadata,
    _id(),
    Column("person", String, nullable=False),
    Column("direction", String, nullable=False),  # "in" or "out"
    Column("channel", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("language", String, nullable=False, default=""),
    Column("content", JSON, nullable=False),  # actions, citations, lane …
    Column("outbox", RowId),
    Column("at", Moment, nullable=False),
    UniqueConstraint("outbox"),
    Index(None, "person", "id"),
)

told = Table(
    "told",
    metadata,
    _id(),
    Column("person", String, nullable=False),
    Column("item", String, nullable=False),
    Column("field", String, nullable=False),
    Column("value", Text, nullable=False),
    Column("cause", String, nullable=False),  # "answer", "reminder", "broadcast", "change"
    Column("at", Moment, nullable=False),
    Index(None, "item", "field"),
    Index(None, "person", "item"),
)

conversations = Table(
    "conversations",
    metadata,
    Column("person", String, primary_key=True),
    Column("focus", JSON, nullable=False),
    Column("at", Moment, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("recipient", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("occasion", String, nullable=False),
    Column("lane", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("language", String, nullable=False, default=""),
    Column("content", JSON, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("cause", String, nullable=False),
    Column("trace", String, nullable=False),  # one id from cause to receipt
    Column("broadcast", RowId),
    Column("state", String, nullable=False),
    Column("created_at", Moment, nullable=False),  # event time
    Column("due_at", Moment, nullable=False),  # event time
    Column("expires_at", Moment),  # event time
    Column("ready_at", Moment, nullable=False),  # real time: not before, after a failure
    Column("owner", String, nullable=False, default=""),
    Column("leased_until", Moment),  # real time
    Column("attempts", Integer, nullable=False, default=0),
    Column("channel", String, nullable=False, default=""),
    Column("address", String, nullable=False, default=""),
    Column("reference", String, nullable=False, default=""),  # the platform's message id
    Column("reason", Text, nullable=False, default=""),
    Column("finished_at", Moment),  # event time
    UniqueConstraint("recipient", "subject", "occasion"),
    Index(None, "state", "lane", "due_at", "id"),
    Index(None, "broadcast", "state"),
    Index(None, "recipient", "state"),
    Index(None, "subject"),
)

reminders = Table(
    "reminders",
    metadata,
    Column("item", String, primary_key=True),  # an item's id, or "day:2026-01-07" for a digest
    Column("lead", String, primary_key=True),
    Column("due_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("state", String, nullable=False),  # "pending", "fired", "skipped"
    Column("fired_at", Moment),
    Index(None, "state", "due_at"),
)

broadcasts = Table(
    "broadcasts",
    metadata,
    _id(),
    Column("texts", JSON, nullable=False),
    Column("source_language", String, nullable=False),
    Column("content", JSON, nullable=False),  # photo, document, location
    Column("audience", String, nullable=False),
    Column("lane", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("acknowledge", Boolean, nullable=False, default=False),
    Column("created_by", String, nullable=False),
    Column("approved_by", String, nullable=False, default=""),
    Column("created_at", Moment, nullable=False),
    Column("scheduled_at", Moment),
    Column("started_at", Moment),
    Column("recipients", Integer, nullable=False, default=0),
    Column("note", Text, nullable=False, default=""),
)

acknowledgements = Table(
    "acknowledgements",
    metadata,
    Column("broadcast", RowId, ForeignKey("broadcasts.id", ondelete="CASCADE"), primary_key=True),
    Column("person", String, primary_key=True),
    Column("at", Moment, nullable=False),
)

handovers = Table(
    "handovers",
    metadata,
    _id(),
    Column("person", String, nullable=False),
    Column("question", Text, nullable=False),
    Column("language", String, nullable=False),
    Column("guesses", JSON, nullable=False),
    Column("state", String, nullable=False),  # "open", "claimed", "closed"
    Column("assignee", String, nullable=False, default=""),
    Column("created_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Index(None, "state", "id"),
    Index(None, "person", "state"),
)

handover_messages = Table(
    "handover_messages",
    metadata,
    _id(),
    Column("handover", RowId, ForeignKey("handovers.id", ondelete="CASCADE"), nullable=False),
    Column("author", String, nullable=False),  # a delegate's id, or "staff:ID"
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "handover", "id"),
)

updates = Table(
    "updates",
    metadata,
    Column("channel", String, primary_key=True),
    Column("update", BigInteger, primary_key=True),
    Column("at", Moment, nullable=False),  # real time
    Column("body", JSON(none_as_null=True)),  # until it has been handled
)

audit = Table(
    "audit",
    metadata,
    _id(),
    Column("actor", String, nullable=False),
    Column("action", String, nullable=False),
    Column("detail", JSON, nullable=False),
    Column("at", Moment, nullable=False),
)
