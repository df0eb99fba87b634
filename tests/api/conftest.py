"""The page in a real browser: one server for all, one browser for a module, and a fresh profile for every test."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from socket import socket

import pytest
import pytest_asyncio
from anyio.from_thread import start_blocking_portal
from playwright.async_api import Browser, Page, async_playwright
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from tests.loopback_elevenlabs import KEY, ElevenLabs, elevenlabs

CHROMIUM = shutil.which("chromium")
PATIENT = 15_000
IN_THE_BROWSER = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("page")]


@pytest.fixture(scope="session")
def cloud() -> Iterator[ElevenLabs]:
    """ElevenLabs, on a thread of its own."""
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(elevenlabs()) as server:
        yield server


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory, cloud: ElevenLabs) -> Iterator[str]:
    """A server with the demo world, as `make run` starts it."""
    if CHROMIUM is None:
        if os.environ.get("CALLOUT_NOTHING_MAY_BE_SKIPPED"):
            pytest.fail("chromium is not installed, and nothing may be skipped here")
        pytest.skip("chromium is not installed")
    with closing(socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "CALLOUT_DATA": str(tmp_path_factory.mktemp("page")), "CALLOUT_DATABASE_URL": ""}
    environment |= {"ELEVENLABS_API_KEY": KEY, "ELEVENLABS_BASE_URL": cloud.url}
    command = [sys.executable, "-m", "agent.cli", "serve", "--demo", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, cwd=Path(__file__).parents[2])
    try:
        _wait_for(f"http://127.0.0.1:{port}/api/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


@retry(stop=stop_after_delay(90), wait=wait_fixed(0.1), retry=retry_if_exception_type((urllib.error.URLError, OSError)))
def _wait_for(address: str) -> None:
    with urllib.request.urlopen(address, timeout=2):
        pass


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(address: str) -> AsyncIterator[Browser]:
    """A browser, which takes longer to start than most tests take."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, address: str) -> AsyncIterator[Page]:
    """A page in a profile of its own, not signed in."""
    profile = await browser.new_context(viewport={"width": 1280, "height": 800})
    opened = await profile.new_page()
    opened.set_default_timeout(PATIENT)
    await opened.goto(address)
    yield opened
    await profile.close()
