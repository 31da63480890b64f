"""The demonstration's photos and voice messages: made here: nobody's street, nobody's voice."""

import hashlib
import io
import math
import random
import wave

from PIL import Image, ImageDraw

from core.dialogue.answers import Upload
from core.municipalities.model import Municipality
from core.ports import Storage

RATE = 8000
SIZE = (480, 360)


class Shelf:
    """Makes a paper and lays it where a citizen's own would lie."""

    def __init__(self, storage: Storage, town: Municipality, chance: random.Random) -> None:
        self._storage = storage
        self._town = town
        self._chance = chance
        self._recordings = [_wav(chance, seconds) for seconds in (2, 3)]
        self._photos = [_jpeg(chance) for _each in range(3)]

    def recording(self) -> Upload:
        """A voice message of some seconds, without words."""
        return self._laid(self._chance.choice(self._recordings), "audio/wav", "wav", "")

    def photo(self) -> Upload:
        """A picture of a street that is no street."""
        return self._laid(self._chance.choice(self._photos), "image/jpeg", "jpg", "photo.jpg")

    def _laid(self, content: bytes, media_type: str, ending: str, name: str) -> Upload:
        digest = hashlib.sha256(content).hexdigest()
        key = f"{self._town.key}/{digest[:2]}/{digest}.{ending}"
        self._storage.put(key, content)
        return Upload(media_type, name=name, storage_key=key, size=len(content), sha256=digest)


def _wav(chance: random.Random, seconds: int) -> bytes:
    """A murmur that rises and falls like a voice: 8 kHz, one channel, 8 bits."""
    pitch = chance.uniform(110, 210)
    samples = bytearray()
    for step in range(RATE * seconds):
        at = step / RATE
        loud = 0.5 + 0.5 * math.sin(2 * math.pi * 2.6 * at)
        tone = math.sin(2 * math.pi * pitch * at) + 0.4 * math.sin(2 * math.pi * pitch * 2.01 * at)
        samples.append(128 + int(40 * loud * tone))
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(RATE)
        sound.writeframes(bytes(samples))
    return file.getvalue()


def _jpeg(chance: random.Random) -> bytes:
    """A street at dusk in a few strokes: sky, houses, a road, a pole."""
    width, height = SIZE
    picture = Image.new("RGB", SIZE, (chance.randrange(70, 110), chance.randrange(90, 130), 160))
    draw = ImageDraw.Draw(picture)
    left = 0
    while left < width:
        broad, tall = chance.randrange(60, 120), chance.randrange(90, 200)
        grey = chance.randrange(150, 210)
        draw.rectangle((left, 260 - tall, left + broad, 260), fill=(grey, grey - 12, grey - 30))
        left += broad + 6
    draw.rectangle((0, 260, width, height), fill=(70, 70, 74))
    pole = chance.randrange(120, 360)
    draw.line((pole, 60, pole, 275), fill=(40, 40, 40), width=7)
    draw.ellipse((pole - 16, 44, pole + 16, 70), fill=(230, 220, 150))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=70)
    return file.getvalue()
