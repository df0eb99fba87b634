"""The local recogniser: worker processes shared by all sessions, so that decoding never holds up the event loop."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from agent.voices.decoding import Transcript
from agent.voices.language import Language

WORKERS = 2
# An answer line holds a transcript and its alternatives; far below this.
LONGEST_LINE = 1 << 20


class RecognizerFailed(Exception):
    """A worker could not do what it was asked."""


class Recognizer:
    """Transcribes, and learns languages, in worker processes that start on first use."""

    def __init__(self, workers: int = WORKERS) -> None:
        self._workers = [_Worker() for _ in range(workers)]
        # Last in, first out: a worker that has just decoded has the language loaded.
        self._free: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        for worker in self._workers:
            self._free.put_nowait(worker)
        self._asking: set[asyncio.Task[dict[str, Any]]] = set()

    @property
    def is_busy(self) -> bool:
        """Whether a request would have to wait."""
        return self._free.empty()

    async def transcribe(self, language: Language, pcm: bytes) -> Transcript:
        """The words in 16-bit mono samples at 16 kHz."""
        told = await self._ask({"language": str(language.folder), "bytes": len(pcm)}, pcm)
        return Transcript(told["text"], told["confidence"], tuple(told["alternatives"]))

    async def learn(self, sentences: Sequence[str], names: Sequence[str], cache: Path) -> Language:
        """Build a language (`Language.build`) without holding up anything."""
        told = await self._ask({"sentences": list(sentences), "names": list(names), "cache": str(cache)})
        return Language(Path(told["language"]))

    async def close(self) -> None:
        """End the workers."""
        for asking in self._asking:
            asking.cancel()
        await asyncio.gather(*(worker.stop() for worker in self._workers))

    async def _ask(self, request: dict[str, Any], samples: bytes = b"") -> dict[str, Any]:
        # Whoever asked may be cancelled; the worker still has to be heard out, or its next answer would be this one.
        asking = asyncio.create_task(self._ask_the_next(request, samples))
        self._asking.add(asking)
        asking.add_done_callback(self._asking.discard)
        told = await asyncio.shield(asking)
        if "error" in told:
            raise RecognizerFailed(f"The local recogniser failed: {told['error']}.")
        return told

    async def _ask_the_next(self, request: dict[str, Any], samples: bytes) -> dict[str, Any]:
        worker = await self._free.get()
        try:
            return await worker.ask(request, samples)
        finally:
            self._free.put_nowait(worker)


class _Worker:
    def __init__(self) -> None:
        self._process: Process | None = None

    async def ask(self, request: dict[str, Any], samples: bytes) -> dict[str, Any]:
        """The answer to a request. A worker that dies over it is replaced, and the request is tried once more."""
        for _ in range(2):
            answer = await self._answer(request, samples)
            if answer:
                told: dict[str, Any] = json.loads(answer)
                return told
        raise RecognizerFailed("The local recogniser stops on this recording; send another one.")

    async def _answer(self, request: dict[str, Any], samples: bytes) -> bytes:
        process = self._process or await self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(ConnectionError):
            process.stdin.write(json.dumps(request).encode() + b"\n" + samples)
            await process.stdin.drain()
        answer = await process.stdout.readline()
        if not answer:
            await self.stop()
        return answer

    async def _start(self) -> Process:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "agent.voices.worker", stdin=PIPE, stdout=PIPE, limit=LONGEST_LINE, env=_environment()
        )
        return self._process

    async def stop(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def _environment() -> dict[str, str]:
    """One thread a worker, and the package found from wherever the program was started."""
    root = str(Path(__file__).resolve().parents[2])
    return {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": root}
