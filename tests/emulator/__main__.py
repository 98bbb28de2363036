"""`python -m tests.emulator run …`: an emulated Telegram in the browser, and the application with both bots on it."""

import argparse
import asyncio
import os
import re
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress

from tests.emulator.control import PATH, Control, Hint
from tests.emulator.limits import Limits
from tests.emulator.server import BotApi, serving
from tests.emulator.world import World

DELEGATES_TOKEN = "1000001:EMULATED-delegates-bot-token-0000000"
STAFF_TOKEN = "1000002:EMULATED-staff-bot-token-00000000000"
_INVITATION = re.compile(r"/i/([\w-]+)\s*(?:\((.*)\))?")
_SIGN_IN = re.compile(r"/staff/sign-in/([\w-]+)")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.emulator", description=__doc__)
    parser.add_argument("command", choices=["run"])
    parser.add_argument("--emulator-port", type=int, default=8081, help="the page's port; 0 picks a free one")
    given, rest = parser.parse_known_args(arguments)
    return asyncio.run(_run(given.emulator_port, rest))


async def _run(port: int, arguments: Sequence[str]) -> int:
    world = World()
    bots = {
        "delegates": world.bot(DELEGATES_TOKEN, "Delegates’ bot", "delegate_assistant_bot", Limits()),
        "staff": world.bot(STAFF_TOKEN, "Staff bot", "delegate_staff_bot", Limits()),
    }
    world.user("Delegate", "en")
    world.user("Organiser", "en")
    control = Control(world, bots)
    async with serving(BotApi(world), (PATH, control.application()), port=port) as api:
        print(f"telegram: {api.url}{PATH}  (emulated)", flush=True)
        return await _application(api.url, arguments, control)


async def _application(api_url: str, arguments: Sequence[str], control: Control) -> int:
    """Run the bot as its own process until one of us is interrupted."""
    environment = {
        **os.environ,
        "DELEGATE_BOT_TOKEN": DELEGATES_TOKEN,
        "STAFF_BOT_TOKEN": STAFF_TOKEN,
        "DELEGATE__TELEGRAM__API_URL": api_url,
    }
    command = (sys.executable, "-m", "bot", "run", *arguments)
    process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=asyncio.subprocess.PIPE)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, lambda: _stop(process))
    assert process.stdout is not None
    async for line in process.stdout:
        text = line.decode()
        sys.stdout.write(text)
        sys.stdout.flush()
        _hint(control, text)
    return await process.wait()


def _stop(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()


def _hint(control: Control, line: str) -> None:
    """Offer what the application prints, an invitation and a sign-in link, as first messages."""
    if found := _INVITATION.search(line):
        control.hints.append(Hint("delegates", f"Invitation of {found[2] or 'a delegate'}", f"/start {found[1]}"))
    elif found := _SIGN_IN.search(line):
        control.hints.append(Hint("staff", "Sign in as organiser (once)", f"/start {found[1]}"))
    else:
        return
    control.world.touch()


if __name__ == "__main__":
    sys.exit(main())
