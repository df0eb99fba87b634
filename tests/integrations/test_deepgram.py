"""Recordings transcribed by Deepgram, against a server that speaks its protocol."""

import pytest

from integrations.deepgram import DeepgramTranscriber, TranscriptionFailed
from tests.loopback_deepgram import KEY, deepgram


async def test_a_recording_is_sent_as_it_is_with_the_names_to_listen_for() -> None:
    async with deepgram("text maria garcia that i am on my way") as server:
        told = await DeepgramTranscriber(KEY, server.url).transcribe(
            b"OggS...", "audio/ogg", ["Maria Garcia", "Luis Ortega", "Maria Garcia"]
        )
    assert told.text == "text maria garcia that i am on my way"
    assert told.confidence == 0.98
    assert server.recordings == [("audio/ogg", b"OggS...")]
    assert server.asked[0]["keyterm"] == ["Maria Garcia", "Luis Ortega"]
    assert server.asked[0]["model"] == ["nova-3"]


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (400, {"err_code": "Bad Request", "err_msg": "corrupt or unsupported data"}, "cannot read that recording"),
        (500, {"err_msg": "oops"}, "status 500"),
        (200, {"metadata": {"request_id": "r1"}, "results": {"channels": []}}, "no transcript"),
        (200, {"request_id": "r1"}, "no transcript"),
    ],
)
async def test_what_goes_wrong_is_said_in_a_sentence(status: int, body: dict[str, object], sentence: str) -> None:
    async with deepgram() as server:
        server.answers = [(status, body)] * 2
        with pytest.raises(TranscriptionFailed, match=sentence):
            await DeepgramTranscriber(KEY, server.url).transcribe(b"noise", "audio/wav")


async def test_a_wrong_key_and_a_server_that_is_gone_are_told_apart() -> None:
    async with deepgram() as server:
        with pytest.raises(TranscriptionFailed, match="DEEPGRAM_API_KEY"):
            await DeepgramTranscriber("wrong", server.url).transcribe(b"noise", "audio/wav")
    with pytest.raises(TranscriptionFailed, match="does not answer"):
        await DeepgramTranscriber(KEY, server.url).transcribe(b"noise", "audio/wav")
