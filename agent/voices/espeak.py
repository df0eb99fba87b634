"""espeak-ng in this process: it starts at once, says any name, and sounds like a machine."""

from __future__ import annotations

import asyncio
import ctypes
import threading
from collections.abc import AsyncGenerator, Callable
from functools import cache
from importlib.util import find_spec

SYNCHRONOUS = 2
DONT_EXIT = 0x8000
UTF8 = 1
RATE_PARAMETER = 1
WORDS_A_MINUTE = 165
BUFFER_MS = 60
GO_ON, STOP = 0, 1

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
# The library keeps its state in globals: one sentence at a time in a process.
_turn = threading.Lock()


def is_installed() -> bool:
    """Whether the optional library is there."""
    return find_spec("espeakng_loader") is not None


class Espeak:
    """The voice; all of a process share one synthesiser."""

    name = "espeak-ng"
    sample_rate = 22050

    def __init__(self, accent: str = "en-us") -> None:
        self.accent = accent

    async def speak(self, text: str) -> AsyncGenerator[bytes, None]:
        """The samples of a text, while they are made; closing the generator stops it."""
        loop = asyncio.get_running_loop()
        chunks: asyncio.Queue[bytes | None] = asyncio.Queue()
        stopped = threading.Event()

        def made(chunk: bytes) -> bool:
            loop.call_soon_threadsafe(chunks.put_nowait, chunk)
            return not stopped.is_set()

        speaking = asyncio.create_task(asyncio.to_thread(_synthesize, text, self.accent, made, stopped))
        speaking.add_done_callback(lambda _: chunks.put_nowait(None))
        try:
            while (chunk := await chunks.get()) is not None:
                yield chunk
        finally:
            stopped.set()
            await speaking


def _synthesize(text: str, accent: str, made: Callable[[bytes], bool], stopped: threading.Event) -> None:
    def on_samples(samples: ctypes._Pointer[ctypes.c_short], count: int, events: int) -> int:
        if stopped.is_set():
            return STOP
        if not samples or count <= 0:
            return GO_ON
        return GO_ON if made(ctypes.string_at(samples, count * 2)) else STOP

    with _turn:
        if stopped.is_set():
            return
        library, callback, said = _library(), _Callback(on_samples), text.encode()
        library.espeak_SetVoiceByName(accent.encode())
        library.espeak_SetParameter(RATE_PARAMETER, WORDS_A_MINUTE, 0)
        library.espeak_SetSynthCallback(callback)
        library.espeak_Synth(said, ctypes.c_size_t(len(said) + 1), 0, 0, 0, UTF8, None, None)


@cache
def _library() -> ctypes.CDLL:
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    data = espeakng_loader.get_data_path().encode()
    if library.espeak_Initialize(SYNCHRONOUS, BUFFER_MS, data, DONT_EXIT) != Espeak.sample_rate:
        raise RuntimeError("espeak-ng cannot be started; install the espeak extra again, or install flite.")
    return library
