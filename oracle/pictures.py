"""Makes the picture files of the decoder tests.

    python oracle/pictures.py core/src/test/resources/pictures
"""

import struct
import sys
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

SIZE = (40, 30)


def quarters():
    pixels = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    h, w = SIZE[1] // 2, SIZE[0] // 2
    pixels[:h, :w] = (255, 0, 0)
    pixels[:h, w:] = (0, 255, 0)
    pixels[h:, :w] = (0, 0, 255)
    pixels[h:, w:] = (255, 255, 0)
    return Image.fromarray(pixels)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png16(image):
    """A PNG with 16 bits a channel; Pillow writes none in colour."""
    rows = np.asarray(image).astype(">u2") * 257
    raw = b"".join(b"\0" + row.tobytes() for row in rows)
    header = struct.pack(">IIBBBBB", image.width, image.height, 16, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")


def bomb():
    """20,000 x 20,000 black pixels in a few kilobytes."""
    side = 20_000
    row = zlib.compressobj(9)
    data = b"".join(row.compress(b"\0" * (side // 8 + 1)) for _ in range(side)) + row.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    image = quarters()
    for name in ("plain.png", "plain.gif", "plain.bmp", "plain.tiff"):
        image.save(folder / name)
    image.save(folder / "plain.jpg", quality=95, subsampling=0)
    image.save(folder / "plain.webp", quality=95)
    image.save(folder / "lossless.webp", lossless=True)
    image.quantize(8).save(folder / "palette.png")
    (folder / "deep.png").write_bytes(png16(image))
    image.convert("CMYK").save(folder / "cmyk.jpg", quality=95, subsampling=0)
    image.save(folder / "animated.gif", save_all=True, append_images=[image.rotate(180)], duration=100)
    turns = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # PIL.Image.Transpose that undoes each
    for orientation, transpose in turns.items():
        stored = image if transpose is None else image.transpose(transpose)
        exif = Image.Exif()
        exif[0x0112] = orientation
        stored.save(folder / f"exif_{orientation}.jpg", quality=95, subsampling=0, exif=exif)
    alpha = Image.new("RGBA", SIZE, (255, 0, 0, 255))
    alpha.paste((0, 0, 0, 0), (0, 0, 20, 15))
    alpha.save(folder / "alpha.png")
    (folder / "bomb.png").write_bytes(bomb())
    (folder / "truncated.png").write_bytes((folder / "plain.png").read_bytes()[:60])
    (folder / "text.png").write_text("This is no picture.\n")
    (folder / "empty.png").write_bytes(b"")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
