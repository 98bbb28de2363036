from datetime import timedelta

import pytest

from bot.clock import ManualClock
from bot.errors import NotAllowed, NotFound
from bot.people.model import Channel, Delegate, Preferences, Role
from bot.people.service import People
from bot.storage.engine import Database
from tests.events import FIRST

ANNA = Delegate(id="anna", name="Anna Lind", delegation="bergen", language="en")


@pytest.fixture
async def people(database: Database) -> People:
    found = People(database, ManualClock(FIRST - timedelta(days=1)), "a secret")
    await found.enrol([ANNA])
    return found


async def test_an_invitation_opens_for_its_person_until_it_is_revoked(people: People) -> None:
    token = await people.invite("anna")
    assert await people.invite("anna") == token
    assert (await people.accept(token, Channel.WEB)).id == "anna"
    session = await people.open_session("anna")
    await people.revoke("anna")
    with pytest.raises(NotAllowed):
        await people.accept(token, Channel.WEB)
    assert await people.session(session) is None


async def test_a_forged_invitation_is_refused(people: People) -> None:
    token = await people.invite("anna")
    for forged in (token[:-1] + ("A" if token[-1] != "A" else "B"), token[:16], "", "x" * 64, "ü" * 36):
        with pytest.raises(NotAllowed):
            await people.accept(forged, Channel.WEB)


async def test_an_invitation_fits_a_telegram_start_payload(people: People) -> None:
    token = await people.invite("anna")
    assert len(token) <= 64
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


async def test_a_sign_in_code_works_once(people: People) -> None:
    member = await people.add_staff("Mia Berg", Role.SENDER)
    code = await people.sign_in_code(member.id)
    assert (await people.sign_in(code)).id == member.id
    with pytest.raises(NotAllowed):
        await people.sign_in(code)


async def test_dismissed_staff_lose_their_session_at_once(people: People) -> None:
    member = await people.add_staff("Mia Berg", Role.SENDER, telegram="77")
    session = await people.open_session(member.person)
    assert await people.session(session) == member
    await people.dismiss(member.id)
    assert await people.session(session) is None
    assert await people.staff_at("77") is None


async def test_staffs_list_does_not_overwrite_what_people_chose(people: People) -> None:
    await people.choose_language("anna", "fr")
    await people.prefer("anna", Preferences(digests=False))
    await people.enrol([ANNA.model_copy(update={"name": "Anna Lind-Moe"})])
    found = await people.delegate("anna")
    assert (found.name, found.language, found.preferences.digests) == ("Anna Lind-Moe", "fr", False)


async def test_starring_and_muting_exclude_each_other(people: People) -> None:
    await people.star("anna", "concert", wanted=True)
    chosen = await people.star("anna", "concert", wanted=False)
    assert (chosen.starred, chosen.muted) == ((), ("concert",))


async def test_someone_erased_is_forgotten_and_not_let_in_again(people: People) -> None:
    token = await people.invite("anna")
    await people.accept(token, Channel.TELEGRAM, "5")
    await people.forget("anna")
    assert await people.at(Channel.TELEGRAM, "5") is None
    assert await people.everyone() == ()
    with pytest.raises(NotAllowed):
        await people.accept(token, Channel.WEB)


async def test_unknown_people_are_named(people: People) -> None:
    with pytest.raises(NotFound, match="nobody"):
        await people.invite("nobody")
