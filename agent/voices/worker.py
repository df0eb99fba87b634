"""The recogniser's worker process: requests come in on stdin, answers go out on stdout, one at a time.

A request is a line of JSON; one to transcribe is followed by as many bytes of samples as its `bytes` says. A process
of our own rather than multiprocessing: that would import the whole application into every worker.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from agent.voices.decoding import transcribe
from agent.voices.language import Language


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more."""
    while line := requests.readline():
        request = json.loads(line)
        samples = requests.read(request.get("bytes", 0))
        answers.write(json.dumps(_answer(request, samples)).encode() + b"\n")
        answers.flush()


def _answer(request: dict[str, Any], samples: bytes) -> dict[str, Any]:
    try:
        if "language" in request:
            return asdict(transcribe(Language(Path(request["language"])), samples))
        language = Language.build(request["sentences"], request["names"], Path(request["cache"]))
    except (OSError, RuntimeError, ValueError) as wrong:
        return {"error": str(wrong)}
    return {"language": str(language.folder)}


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
