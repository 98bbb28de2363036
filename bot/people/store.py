"""SQL of people, their addresses, invitations and sessions."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, tuple_, update

from bot.people.model import Address, Channel, Delegate, Preferences, Role, Staff
from bot.storage.engine import Transaction
from bot.storage.sql import upsert
from bot.storage.tables import addresses, audit, delegates, invitations, messages, sessions, sign_ins, staff, told

Place = tuple[Channel, str]
"""An address without its person."""


def _delegate(row: Row[Any]) -> Delegate:
    return Delegate(
        id=row.id,
        name=row.name,
        delegation=row.delegation,
        language=row.language,
        role=row.role,
        email=row.email,
        preferences=Preferences.model_validate(row.preferences),
        consented_at=row.consented_at,
        erased_at=row.erased_at,
    )


async def add_delegates(tx: Transaction, people: Sequence[Delegate], now: datetime) -> None:
    """Insert, or refresh what staff own (name, delegation, role, email); the person's own choices stay."""
    if not people:
        return
    rows = [
        {
            "id": person.id,
            "name": person.name,
            "delegation": person.delegation,
            "language": person.language,
            "role": person.role,
            "email": person.email,
            "preferences": person.preferences.model_dump(mode="json"),
            "created_at": now,
        }
        for person in people
    ]
    await upsert(tx, delegates, rows, key=("id",), overwrite=("name", "delegation", "role", "email"))


async def delegate(tx: Transaction, person: str) -> Delegate | None:
    row = (await tx.execute(select(delegates).where(delegates.c.id == person))).first()
    return _delegate(row) if row else None


async def all_delegates(tx: Transaction, *, erased: bool = False) -> tuple[Delegate, ...]:
    """Everyone, ordered by id; erased people only on request."""
    query = select(delegates).order_by(delegates.c.id)
    if not erased:
        query = query.where(delegates.c.erased_at.is_(None))
    return tuple(_delegate(row) for row in await tx.execute(query))


async def names(tx: Transaction, people: Collection[str]) -> dict[str, str]:
    """The names of these people, by id; without those who were erased. For a page, not for thousands."""
    query = select(delegates.c.id, delegates.c.name)
    found = await tx.execute(query.where(delegates.c.id.in_(people), delegates.c.erased_at.is_(None)))
    return {row.id: row.name for row in found}


async def change_delegate(tx: Transaction, person: str, **values: Any) -> None:
    await tx.execute(update(delegates).where(delegates.c.id == person).values(**values))


async def erase(tx: Transaction, person: str, now: datetime) -> None:
    """Forget what they said, what they were told, where they are; keep only the id, so that it is not invited anew."""
    for table in (messages, told, addresses, sessions):
        await tx.execute(delete(table).where(table.c.person == person))
    await tx.execute(delete(invitations).where(invitations.c.delegate == person))
    blank = Preferences(reminders=False, digests=False).model_dump(mode="json")
    await change_delegate(tx, person, name="", email="", preferences=blank, erased_at=now)


async def add_addresses(tx: Transaction, found: Iterable[Address], now: datetime) -> None:
    """Write each address down as its person's and reachable; it is taken from whoever had it before."""
    rows = {
        (address.channel, address.value): {
            "person": address.person,
            "channel": address.channel.value,
            "value": address.value,
            "reachable": True,
            "reason": "",
            "seen_at": now,
        }
        for address in found
    }
    overwritten = ("person", "reachable", "reason", "seen_at")
    await upsert(tx, addresses, list(rows.values()), key=("channel", "value"), overwrite=overwritten)


async def addresses_by_person(tx: Transaction) -> dict[str, tuple[Address, ...]]:
    """Everyone's addresses, the most recently seen first."""
    found: dict[str, list[Address]] = {}
    for row in await tx.execute(select(addresses).order_by(addresses.c.seen_at.desc())):
        found.setdefault(row.person, []).append(_address(row))
    return {person: tuple(rows) for person, rows in found.items()}


def _address(row: Row[Any]) -> Address:
    return Address(
        person=row.person, channel=Channel(row.channel), value=row.value, reachable=row.reachable, reason=row.reason
    )


async def person_at(tx: Transaction, channel: Channel, value: str) -> str | None:
    """Whose address this is."""
    query = select(addresses.c.person).where(addresses.c.channel == channel.value, addresses.c.value == value)
    return (await tx.execute(query)).scalar_one_or_none()


async def delegates_at(tx: Transaction, where: Collection[Place]) -> dict[Place, Delegate]:
    """Who writes from each of these addresses, as far as it is a delegate."""
    places = [(channel.value, value) for channel, value in where]
    rows = await tx.execute(_DELEGATES_AT, {"places": places})
    return {(Channel(row.via), row.place): _delegate(row) for row in rows}


_DELEGATES_AT = (
    select(addresses.c.channel.label("via"), addresses.c.value.label("place"), delegates)
    .join(addresses, addresses.c.person == delegates.c.id)
    .where(tuple_(addresses.c.channel, addresses.c.value).in_(bindparam("places", expanding=True)))
)
"""Written once, since it is asked for every message."""


async def addresses_of(tx: Transaction, people: Collection[str]) -> tuple[Address, ...]:
    """The addresses of these people, the most recently seen first."""
    query = select(addresses).where(addresses.c.person.in_(people)).order_by(addresses.c.seen_at.desc())
    return tuple(_address(row) for row in await tx.execute(query))


async def mark_unreachable(tx: Transaction, channel: Channel, value: str, reason: str) -> None:
    where = (addresses.c.channel == channel.value, addresses.c.value == value)
    await tx.execute(update(addresses).where(*where).values(reachable=False, reason=reason))


async def add_invitation(tx: Transaction, nonce: str, person: str, now: datetime) -> None:
    await tx.execute(insert(invitations).values(nonce=nonce, delegate=person, created_at=now))


async def invited(tx: Transaction, nonce: str) -> str | None:
    """The person a valid invitation is for; None when it is unknown or revoked."""
    where = (invitations.c.nonce == nonce, invitations.c.revoked_at.is_(None))
    person: str | None = (await tx.execute(select(invitations.c.delegate).where(*where))).scalar_one_or_none()
    return person


async def open_invitation(tx: Transaction, nonce: str, now: datetime) -> str | None:
    """The same, with the moment it was first opened written down."""
    person = await invited(tx, nonce)
    if person:
        opened = func.coalesce(invitations.c.opened_at, now)
        await tx.execute(update(invitations).where(invitations.c.nonce == nonce).values(opened_at=opened))
    return person


async def invitation_of(tx: Transaction, person: str) -> str | None:
    """The nonce of the person's valid invitation."""
    where = (invitations.c.delegate == person, invitations.c.revoked_at.is_(None))
    query = select(invitations.c.nonce).where(*where).order_by(invitations.c.created_at.desc()).limit(1)
    return (await tx.execute(query)).scalar_one_or_none()


async def revoke_invitations(tx: Transaction, person: str, now: datetime) -> int:
    """Make the person's links useless and end the sessions opened with them; returns how many links."""
    where = (invitations.c.delegate == person, invitations.c.revoked_at.is_(None))
    result = await tx.execute(update(invitations).where(*where).values(revoked_at=now))
    await tx.execute(delete(sessions).where(sessions.c.person == person))
    return result.rowcount


async def opened(tx: Transaction) -> frozenset[str]:
    """Everyone who has ever opened the bot on any channel."""
    return frozenset((await tx.execute(select(addresses.c.person).distinct())).scalars())


async def add_staff(tx: Transaction, member: Staff, now: datetime) -> None:
    row = {**member.model_dump(mode="json"), "created_at": now}
    await upsert(tx, staff, [row], key=("id",), overwrite=("name", "role", "language", "active"))


async def staff_member(tx: Transaction, member: str) -> Staff | None:
    row = (await tx.execute(select(staff).where(staff.c.id == member))).first()
    return _staff(row) if row else None


async def all_staff(tx: Transaction) -> tuple[Staff, ...]:
    return tuple(_staff(row) for row in await tx.execute(select(staff).order_by(staff.c.id)))


def _staff(row: Row[Any]) -> Staff:
    return Staff(id=row.id, name=row.name, role=Role(row.role), language=row.language, active=row.active)


async def add_sign_in(tx: Transaction, code_hash: str, member: str, expires_at: datetime) -> None:
    await tx.execute(insert(sign_ins).values(code_hash=code_hash, staff=member, expires_at=expires_at))


async def use_sign_in(tx: Transaction, code_hash: str, now: datetime) -> str | None:
    """The staff id a valid code is for; the code is spent by this call."""
    where = (sign_ins.c.code_hash == code_hash, sign_ins.c.used_at.is_(None), sign_ins.c.expires_at > now)
    member: str | None = (await tx.execute(select(sign_ins.c.staff).where(*where))).scalar_one_or_none()
    if member:
        await tx.execute(update(sign_ins).where(sign_ins.c.code_hash == code_hash).values(used_at=now))
    return member


async def add_session(
    tx: Transaction, token_hash: str, person: str, invitation: str, now: datetime, expires_at: datetime
) -> None:
    await tx.execute(
        insert(sessions).values(
            token_hash=token_hash, person=person, invitation=invitation, created_at=now, expires_at=expires_at
        )
    )


async def session_person(tx: Transaction, token_hash: str, now: datetime) -> str | None:
    """Whose valid session this is."""
    where = (sessions.c.token_hash == token_hash, sessions.c.expires_at > now)
    return (await tx.execute(select(sessions.c.person).where(*where))).scalar_one_or_none()


async def end_sessions(tx: Transaction, person: str) -> None:
    await tx.execute(delete(sessions).where(sessions.c.person == person))


async def note(tx: Transaction, actor: str, action: str, detail: dict[str, Any], now: datetime) -> None:
    """A line of the audit log."""
    await tx.execute(insert(audit).values(actor=actor, action=action, detail=detail, at=now))
