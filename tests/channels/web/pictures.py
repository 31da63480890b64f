"""Pictures as telephones make them, with everything in them that must not be kept."""

import io

from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

SECRET = b"Asklipiou 12, third floor"


def jpeg(width: int = 60, height: int = 40, orientation: int = 1) -> bytes:
    """A JPEG with place, device, a comment and a colour: red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Telephone of Maria"
    exif[ExifTags.Base.Orientation] = orientation
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef] = "N"
    place[ExifTags.GPS.GPSLatitude] = (39.0, 33.0, 20.0)
    return _written(image, "JPEG", exif=exif, comment=SECRET, xmp=b"<x>" + SECRET + b"</x>")


def png(size: tuple[int, int] = (30, 20)) -> bytes:
    hidden = PngInfo()
    hidden.add_text("Description", SECRET.decode())
    return _written(Image.new("RGBA", size, (0, 200, 0, 128)), "PNG", pnginfo=hidden)


def webp() -> bytes:
    return _written(Image.new("RGB", (30, 20), "green"), "WEBP")


def _written(image: Image.Image, kind: str, **more: object) -> bytes:
    into = io.BytesIO()
    image.save(into, kind, **more)
    return into.getvalue()
