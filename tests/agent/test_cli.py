"""What is wrong with a command is one clear sentence and a non-zero exit, never a traceback."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import socket
import sys
import wave
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.cli import main

KEYS = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "DEEPGRAM_API_KEY", "ELEVENLABS_API_KEY")
Refused = Callable[..., str]


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Refused:
    """Runs a command that fails, on an installation of its own: the one sentence that it says."""
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CALLOUT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("CALLOUT_DATABASE_URL", "")

    def run(*command: str, typed: bytes = b"", **environment: str) -> str:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["callout", *command])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8"))
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr().err.strip()
        assert ended.value.code not in (0, None)
        assert said.count("\n") == 0, said
        assert said.startswith("callout: ")
        assert said.endswith(".")
        return said.removeprefix("callout: ")

    return run


def recording(seconds: float) -> bytes:
    """A WAV file of a microphone that is off."""
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(bytes(int(32_000 * seconds)))
    return written.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is not a WAV file that can be read; send 16-bit PCM."),
        (b"not a recording", "is not a WAV file that can be read (file does not start with RIFF id)"),
        (recording(0), "is empty; record it again."),
        (recording(2), "Nobody speaks in that recording; check the microphone"),
    ],
    ids=["empty", "text", "no samples", "silent"],
)
def test_a_recording_that_says_nothing(data: bytes, said: str, refused: Refused, tmp_path: Path) -> None:
    file = tmp_path / "said.wav"
    file.write_bytes(data)
    assert said in refused("hear", str(file))


def test_a_recording_that_is_not_there_or_nobodys(refused: Refused, tmp_path: Path) -> None:
    file = tmp_path / "said.wav"
    assert "cannot be read: No such file" in refused("hear", str(file))
    file.write_bytes(recording(1))
    assert "There is no folder" in refused("hear", str(file), "--out", str(tmp_path / "no" / "reply.wav"))
    assert "Nobody signs in as who@nowhere.example" in refused("hear", str(file), "--as", "who@nowhere.example")


def test_who_talks_must_be_known(refused: Refused) -> None:
    assert refused("talk", "--as", "who@nowhere.example").startswith("Nobody signs in as who@nowhere.example")


def test_a_very_long_line_is_refused_and_the_talk_goes_on(
    refused: Refused, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = b"x" * 10_000 + b"\n\xff\xfe\nwhat's job ten forty six\n"
    monkeypatch.setattr(sys, "argv", ["callout", "talk"])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines), encoding="utf-8"))
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    assert (ended.value.code, told.err) == (0, "")
    assert "2000 characters" in " ".join(told.out.split())
    assert "1046" in told.out


def test_a_database_that_cannot_be_opened(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database, but long enough to be looked at" * 100)
    for address in (f"sqlite:///{tmp_path}/notes.txt", "sqlite:////proc/nowhere/callout.db"):
        assert "cannot be opened" in refused("demo", "load", CALLOUT_DATABASE_URL=address)
    assert "is not an address" in refused("demo", "load", CALLOUT_DATABASE_URL="nonsense")
    assert "SQLite or PostgreSQL" in refused("demo", "load", CALLOUT_DATABASE_URL="mysql://localhost/callout")


def test_a_data_folder_that_is_a_file(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    assert "data" in refused("demo", "load")


def test_a_port_that_is_taken_or_is_none(refused: Refused) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"Port {port} on 127.0.0.1 cannot be used (Address already in use)" in refused(
            "serve", "--port", str(port)
        )
    assert refused("serve", CALLOUT_PORT="http").startswith("CALLOUT_PORT cannot be used")
    assert refused("serve", CALLOUT_PORT="99999").startswith("CALLOUT_PORT cannot be used")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["eval", "nowhere.yaml"], "There is no file nowhere.yaml."),
        (["eval", "evals", "--planner", "other"], "There is no planner other; choose local or cloud."),
        (["when", "--tz", "Mars/Olympus"], "There is no zone Mars/Olympus; give one like America/Denver."),
        (["when", "--now", "soon"], "soon is not a moment; write it like 2026-03-10T08:30:00-06:00."),
        (["who", "--kind", "dragon"], "There is no kind dragon; choose one of "),
    ],
)
def test_what_is_asked_for_in_vain(command: list[str], said: str, refused: Refused) -> None:
    assert refused(*command, typed=b"tomorrow\n").startswith(said)


async def test_ctrl_c_ends_a_talk(tmp_path: Path) -> None:
    talk = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from agent.cli import main; main()", "talk"),
        env={**os.environ, "CALLOUT_DATA": str(tmp_path), "CALLOUT_DATABASE_URL": ""},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert talk.stdout is not None
    assert talk.stdin is not None
    async with asyncio.timeout(90):
        while b"Ctrl-D ends" not in (told := await talk.stdout.readline()):
            assert told, "it ended by itself"
        talk.send_signal(signal.SIGINT)
        assert await talk.wait() == 130  # though the line is not finished
        rest, _ = await talk.communicate()
    assert rest.strip() == b""
