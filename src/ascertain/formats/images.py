"""Image files in: one file, one row. The bytes are handed on; `pixels.prepare_image` checks and
converts them, which may happen in another process."""

from collections.abc import Iterator
from typing import BinaryIO, ClassVar

from ascertain.contracts.format import Batch, FileRefused, Found, ImagePart, ReadOptions, Record
from ascertain.formats.pixels import MAX_BYTES


class Images:
    """PNG, JPEG, WebP, GIF, BMP, TIFF, AVIF: still pictures."""

    name: ClassVar[str] = "image"
    endings: ClassVar[tuple[str, ...]] = (
        ".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".avif",
    )  # fmt: skip
    seekable: ClassVar[bool] = False

    def inspect(self, stream: BinaryIO, name: str, options: ReadOptions) -> Found:
        """Nothing to find out before the pixels are read."""
        del stream, name, options
        return Found()

    def read(self, stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Batch]:
        """One record with the bytes.

        Raises:
            FileRefused: `image-too-large`.
        """
        del options
        data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise FileRefused("image-too-large", f"The file has more than {MAX_BYTES:,} bytes.")
        yield Batch([Record(1, {}, ImagePart(name, data))])


FORMAT = Images()
