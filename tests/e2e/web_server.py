"""The product as people run it: a server process on a data folder, and Chromium on its pages."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = next((found for name in ("chromium", "google-chrome", "chrome") if (found := shutil.which(name))), "")
ROOT = Path(__file__).parents[2]
ARTIFACTS = ROOT / "tests" / "artifacts"
READY_WITHIN = 100.0
"""Seconds a first start may take, its index included, on a busy machine."""

PHONE = {"width": 390, "height": 844}

needs_browser = pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")


class WebServer:
    """`python -m bot run` on a data folder, always on the same port, so that open pages find it again."""

    def __init__(self, data: Path, index: Path) -> None:
        self.data, self._index = data, index
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.links: dict[str, str] = {}
        self.took = 0.0
        self._arguments: tuple[str, ...] = ()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *arguments: str) -> None:
        """Start, and wait until it prints its links. `index` keeps the search index from one data folder to the next."""
        if self._index.exists() and not (self.data / "index").exists():
            shutil.copytree(self._index, self.data / "index")
        self._arguments = arguments
        began, output = time.monotonic(), self.data / "output.txt"
        with output.open("wb") as stream:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run", "--data", str(self.data), *arguments],
                cwd=ROOT,
                env={**os.environ, "DELEGATE__WEB__PORT": str(self.port)},
                stdout=stream,
                stderr=subprocess.STDOUT,
            )
        while "staff" not in self.links or not self._answers():
            assert self._process.poll() is None, output.read_text()
            assert time.monotonic() - began < READY_WITHIN, output.read_text()
            time.sleep(0.05)
            self.links |= dict(re.findall(r"^(\w+): +(http\S+)", output.read_text(), re.MULTILINE))
        self.took = time.monotonic() - began
        if not self._index.exists():
            shutil.copytree(self.data / "index", self._index)

    def restart(self) -> None:
        """Start again with the same command."""
        self.start(*self._arguments)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as an operator would."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(20)
        self.links = {}

    def staff(self, browser: Browser) -> "Console":
        """A signed-in staff console, at a desk; only the first after each start."""
        page = browser.new_context(viewport={"width": 1180, "height": 820}).new_page()
        page.goto(self.links["staff"])
        return Console(self.address, page)


class Console:
    """The staff's browser."""

    def __init__(self, address: str, page: Page) -> None:
        self.address, self.page = address, page

    def invitation(self, person: str) -> str:
        """The person's link, copied from the people page."""
        self.page.goto(f"{self.address}/staff/people?q={person}")
        csrf = self.page.locator("body").get_attribute("data-csrf") or ""
        answer = self.page.request.post(
            f"{self.address}/staff/people/{person}/invite",
            form={"csrf": csrf},
            headers={"Accept": "application/json"},
        )
        return str(answer.json()["address"])

    def announce(self, text: str, audience: str) -> None:
        """Write, preview and confirm an announcement to one tick of the audience."""
        self.page.goto(f"{self.address}/staff/broadcasts/new")
        self.page.fill("textarea >> nth=0", text)
        self.page.check(f'input[name="audience"][value="{audience}"]', force=True)
        self.page.click("form.form button.strong")
        self.page.click("form.once button.strong")
        self.page.wait_for_url(re.compile(r"/staff/broadcasts/\d+$"), wait_until="commit")


def phone(browser: Browser, link: str, **options: Any) -> Page:
    """A delegate's phone on which this link was opened."""
    context: BrowserContext = browser.new_context(
        viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True, **options
    )
    page = context.new_page()
    page.goto(link)
    return page


def ask(page: Page, question: str) -> str:
    """Put a question in the chat; the text of the answer that appears."""
    answers = page.locator(".line.in:not(.pending) + .line.out .text")  # both sides are written down together
    before = answers.count()
    page.fill("#text", question)
    page.press("#text", "Enter")
    answer = answers.nth(before)
    answer.wait_for()
    return answer.inner_text()


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        yield browser
        browser.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
