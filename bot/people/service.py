"""Use cases about people: joining, signing in, choosing, being forgotten. One transaction each."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import NotAllowed, NotFound
from bot.people import store, tokens
from bot.people.model import STAFF_PREFIX, Address, Channel, Delegate, Preferences, Role, Staff, slug
from bot.storage.batching import Batching, Lookups
from bot.storage.engine import Database

SESSION_LENGTH = timedelta(days=30)
SIGN_IN_LENGTH = timedelta(hours=12)


class People:
    """Everyone we talk to. Sessions and codes live in real time, whatever clock the event runs on."""

    def __init__(self, database: Database, clock: Clock, secret: str) -> None:
        self._database, self._clock, self._secret = database, clock, secret
        self._writers, self._seen = Lookups(self._look_up), Batching(self._write_seen)

    async def enrol(self, people: Sequence[Delegate]) -> None:
        """Take over staff's list; choices people made themselves stay."""
        async with self._database.begin() as tx:
            await store.add_delegates(tx, people, self._clock.now())

    async def join(self, channel: Channel, value: str, name: str, language: str) -> Delegate:
        """Register whoever writes, for events with open access."""
        person = Delegate(id=f"{slug(name)}-{secrets.token_hex(3)}", name=name, language=language)
        async with self._database.begin() as tx:
            await store.add_delegates(tx, [person], self._clock.now())
            await store.add_addresses(tx, [Address(person=person.id, channel=channel, value=value)], self._clock.now())
        return person

    async def invite(self, person: str) -> str:
        """The token of the person's invitation, made when there is none. NotFound for an unknown person."""
        return tokens.sign(await self._nonce(person), self._secret)

    async def calendar(self, person: str) -> str:
        """The token that lets a calendar read the person's agenda, and do nothing else; it ends with their invitation.
        NotFound for an unknown person."""
        return tokens.sign(await self._nonce(person), self._secret, tokens.CALENDAR)

    async def _nonce(self, person: str) -> str:
        async with self._database.begin() as tx:
            await _existing(await store.delegate(tx, person), person)
            nonce = await store.invitation_of(tx, person)
            if nonce is None:
                nonce = tokens.new_nonce()
                await store.add_invitation(tx, nonce, person, self._clock.now())
        return nonce

    async def calendar_owner(self, token: str) -> Delegate | None:
        """Whose calendar this token opens; None when it is not valid any more."""
        nonce = tokens.verify(token, self._secret, tokens.CALENDAR)
        async with self._database.read() as tx:
            person = await store.invited(tx, nonce) if nonce else None
            found = await store.delegate(tx, person) if person else None
        return found if found and not found.erased_at else None

    async def revoke(self, person: str) -> int:
        """End the person's invitations and web sessions; returns how many invitations."""
        async with self._database.begin() as tx:
            return await store.revoke_invitations(tx, person, self._clock.now())

    async def accept(self, token: str, channel: Channel, value: str = "") -> Delegate:
        """The person an invitation is for, with this address written down as theirs. NotAllowed when it is not valid."""
        nonce = tokens.verify(token, self._secret)
        async with self._database.begin() as tx:
            person = await store.open_invitation(tx, nonce, self._clock.now()) if nonce else None
            found = await store.delegate(tx, person) if person else None
            if found is None or found.erased_at:
                raise NotAllowed("this invitation is not valid; ask the organisers for a new one")
            address = Address(person=found.id, channel=channel, value=value or found.id)
            await store.add_addresses(tx, [address], self._clock.now())
        return found

    async def seen(self, person: str, channel: Channel, value: str = "") -> None:
        """They wrote to us from there: reachable again, and the address to prefer."""
        await self._seen.commit(Address(person=person, channel=channel, value=value or person))

    async def _write_seen(self, found: Sequence[Address]) -> None:
        async with self._database.begin() as tx:
            await store.add_addresses(tx, found, self._clock.now())

    async def open_session(self, person: str) -> str:
        """A new session token for a browser; only its digest is kept."""
        token = tokens.new_secret()
        now = datetime.now(self._clock.now().tzinfo)
        async with self._database.begin() as tx:
            await store.add_session(tx, tokens.digest(token), person, "", now, now + SESSION_LENGTH)
        return token

    async def session(self, token: str) -> Delegate | Staff | None:
        """Whose session this is, unless it ended or they were removed."""
        now = datetime.now(self._clock.now().tzinfo)
        async with self._database.read() as tx:
            person = await store.session_person(tx, tokens.digest(token), now)
            if person is None:
                return None
            if person.startswith(STAFF_PREFIX):
                member = await store.staff_member(tx, person.removeprefix(STAFF_PREFIX))
                return member if member and member.active else None
            found = await store.delegate(tx, person)
            return found if found and not found.erased_at else None

    def csrf(self, session: str) -> str:
        """The form token of a session."""
        return tokens.csrf(session, self._secret)

    async def delegate(self, person: str) -> Delegate:
        """NotFound when there is no such delegate."""
        async with self._database.read() as tx:
            return await _existing(await store.delegate(tx, person), person)

    async def at(self, channel: Channel, value: str) -> Delegate | None:
        """The delegate who writes from this address."""
        return await self._writers.get((channel, value))

    async def _look_up(self, where: Collection[store.Place]) -> Mapping[store.Place, Delegate]:
        async with self._database.read() as tx:
            return await store.delegates_at(tx, where)

    async def everyone(self) -> tuple[Delegate, ...]:
        async with self._database.read() as tx:
            return await store.all_delegates(tx)

    async def names(self, people: Collection[str]) -> dict[str, str]:
        """What these people are called, by id; at most a few hundred."""
        async with self._database.read() as tx:
            return await store.names(tx, people)

    async def opened(self) -> frozenset[str]:
        """Everyone who has opened the bot on any channel, delegates and staff."""
        async with self._database.read() as tx:
            return await store.opened(tx)

    async def choose_language(self, person: str, language: str) -> None:
        async with self._database.begin() as tx:
            await store.change_delegate(tx, person, language=language)

    async def consent(self, person: str) -> None:
        async with self._database.begin() as tx:
            await store.change_delegate(tx, person, consented_at=self._clock.now())

    async def prefer(self, person: str, preferences: Preferences) -> None:
        async with self._database.begin() as tx:
            await store.change_delegate(tx, person, preferences=preferences.model_dump(mode="json"))

    async def star(self, person: str, item: str, *, wanted: bool) -> Preferences:
        """Remind of this item, or do not."""
        chosen = (await self.delegate(person)).preferences
        starred = tuple(one for one in chosen.starred if one != item) + ((item,) if wanted else ())
        muted = tuple(one for one in chosen.muted if one != item) + (() if wanted else (item,))
        chosen = chosen.model_copy(update={"starred": starred, "muted": muted})
        await self.prefer(person, chosen)
        return chosen

    async def forget(self, person: str) -> None:
        """Erase what is known of them beyond the bare id."""
        async with self._database.begin() as tx:
            await store.erase(tx, person, self._clock.now())
            await store.note(tx, person, "erased", {}, self._clock.now())

    async def add_staff(self, name: str, role: Role, telegram: str = "", member: str = "") -> Staff:
        """Add or change a member of staff; with a Telegram id they need no code there."""
        found = Staff(id=member or slug(name), name=name, role=role)
        async with self._database.begin() as tx:
            await store.add_staff(tx, found, self._clock.now())
            if telegram:
                address = Address(person=found.person, channel=Channel.TELEGRAM, value=f"{STAFF_PREFIX}{telegram}")
                await store.add_addresses(tx, [address], self._clock.now())
            await store.note(tx, "terminal", "staff added", {"staff": found.id, "role": role.value}, self._clock.now())
        return found

    async def dismiss(self, member: str) -> None:
        """Take a member of staff's access away at once."""
        async with self._database.begin() as tx:
            found = await store.staff_member(tx, member)
            if found is None:
                raise NotFound(f'there is no member of staff "{member}"')
            await store.add_staff(tx, found.model_copy(update={"active": False}), self._clock.now())
            await store.end_sessions(tx, found.person)

    async def staff(self) -> tuple[Staff, ...]:
        async with self._database.read() as tx:
            return await store.all_staff(tx)

    async def sign_in_code(self, member: str) -> str:
        """A code that signs this member of staff in, once, within twelve hours."""
        code = tokens.new_secret()
        expires = datetime.now(self._clock.now().tzinfo) + SIGN_IN_LENGTH
        async with self._database.begin() as tx:
            await store.add_sign_in(tx, tokens.digest(code), member, expires)
        return code

    async def sign_in(self, code: str, telegram: str = "") -> Staff:
        """Spend a sign-in code. NotAllowed when it is unknown, spent or too old."""
        now = datetime.now(self._clock.now().tzinfo)
        async with self._database.begin() as tx:
            member = await store.use_sign_in(tx, tokens.digest(code), now)
            found = await store.staff_member(tx, member) if member else None
            if found is None or not found.active:
                raise NotAllowed("this sign-in link was used or has expired; start again from the terminal")
            if telegram:
                address = Address(person=found.person, channel=Channel.TELEGRAM, value=f"{STAFF_PREFIX}{telegram}")
                await store.add_addresses(tx, [address], self._clock.now())
        return found

    async def staff_at(self, telegram: str) -> Staff | None:
        """The active member of staff who writes to the staff bot from this chat."""
        async with self._database.read() as tx:
            person = await store.person_at(tx, Channel.TELEGRAM, f"{STAFF_PREFIX}{telegram}")
            member = await store.staff_member(tx, person.removeprefix(STAFF_PREFIX)) if person else None
            return member if member and member.active else None


async def _existing(found: Delegate | None, person: str) -> Delegate:
    if found is None:
        raise NotFound(f'there is no delegate "{person}"; see `python -m bot status`')
    return found
