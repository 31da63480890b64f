"""The sound that stands for a voice: recordings of simulated calls, made when they are fetched and kept nowhere."""

import io
import math
import re
import secrets
import wave

MEDIA = "/simulator/media/"
MEDIA_TYPE = "audio/x-wav"
RATE = 8000
LONGEST = 20
# Characters of a typed sentence that are spoken in a second.
A_SECOND = 14
NAME = re.compile(r"([0-9]{1,3})-[0-9a-f]{16}")


def seconds_of(words: str) -> int:
    """How long it takes to say this."""
    return max(1, math.ceil(len(words.strip()) / A_SECOND))


def address(base_url: str, town_key: str, seconds: int) -> str:
    """Where a new recording of so many seconds will lie."""
    return f"{base_url}{MEDIA}{town_key}/{seconds}-{secrets.token_hex(8)}.wav"


def recording(name: str) -> bytes | None:
    """The recording of this name as WAV: a soft tone as long as what it stands for. None if no recording is called so."""
    found = NAME.fullmatch(name)
    if found is None:
        return None
    seconds = min(int(found[1]) or 1, LONGEST)
    wavelet = bytes(128 + round(24 * math.sin(2 * math.pi * 440 * at / RATE)) for at in range(RATE // 2))
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(1)
        written.setframerate(RATE)
        written.writeframes((wavelet + bytes([128]) * (RATE // 2)) * seconds)
    return file.getvalue()
