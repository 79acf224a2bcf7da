"""An image from outside made safe to show: checked against its name, turned upright, brought to
sRGB, stripped of metadata, with a small picture of it. Lengths in pixels."""

import hashlib
import io
import struct
import zlib

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from ascertain.core.errors import Invalid
from ascertain.formats import jpeg
from ascertain.formats.prepared import THUMB_SIDE, PreparedImage

MAX_BYTES = 100_000_000
MAX_PIXELS = 100_000_000
MAX_SIDE = 65_000
JPEG_QUALITY = 90
LOSSLESS_PIXELS = 16_000_000
"""Lossless originals up to this size stay lossless."""

# Pillow warns above this and raises at twice it; both happen before anything is decoded.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS

_FORMATS = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".gif": "GIF",
    ".webp": "WEBP",
    ".bmp": "BMP",
    ".tif": "TIFF",
    ".tiff": "TIFF",
    ".avif": "AVIF",
}
_MAGICS = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
)
_LOSSLESS = frozenset({"PNG", "GIF", "BMP", "TIFF"})
# What Pillow raises on damaged files, beside OSError.
_DAMAGED = (
    OSError,
    RuntimeError,
    UserWarning,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    ZeroDivisionError,
    EOFError,
    struct.error,
    zlib.error,
    MemoryError,
)
_12_BIT = 0xFFF
_16_BIT = 0xFFFF


def prepare_image(data: bytes, name: str) -> PreparedImage:
    """The image in the form it is stored and shown in. Pure; may run in a process of its own.

    A JPEG that is upright, in sRGB and not CMYK keeps its coded data to the byte, without its
    metadata. Other lossless files become PNG (pixels exact up to 8 bit a channel; 16-bit greys are
    scaled to 8), lossy ones JPEG, or PNG if they are transparent. Animations and files of several
    pages are refused, since one label could not say which picture it means.

    Raises:
        Invalid: `image-svg`, `image-mismatch`, `image-corrupt`, `image-animated`, `image-too-large`
            or `image-unsupported`; the message says what to do.
    """
    if len(data) > MAX_BYTES:
        raise Invalid("image-too-large", f"The file has more than {MAX_BYTES:,} bytes.")
    kind = _check_magic(data, name)
    try:
        with Image.open(
            io.BytesIO(data), formats=[kind, "MPO"] if kind == "JPEG" else [kind]
        ) as im:
            _check_size(im)
            if im.format != "MPO" and getattr(im, "is_animated", False):
                raise Invalid(
                    "image-animated",
                    f"The file holds {getattr(im, 'n_frames', 2)} pictures; split it into single "
                    "images.",
                )
            im.load()
            return _prepared(im, data, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except UnidentifiedImageError:
        raise Invalid("image-corrupt", f"The file cannot be read as {kind}.") from None
    except _DAMAGED as error:
        raise Invalid(
            "image-corrupt", f"The {kind} is damaged or cut off: {str(error).rstrip('.')}."
        ) from None


def _check_magic(data: bytes, name: str) -> str:
    """The format, if the content and the ending of the name agree on it."""
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"<svg") or (
        head.startswith((b"<?xml", b"<!--")) and b"<svg" in data[:4096]
    ):
        raise Invalid("image-svg", "SVG can carry scripts and is not taken; convert it to PNG.")
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    declared = _FORMATS.get(ending)
    if declared is None:
        raise Invalid("image-unsupported", f"Images ending in “{ending}” are not read; use PNG.")
    found = next((kind for magic, kind in _MAGICS if data.startswith(magic)), None)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        found = "WEBP"
    elif data[4:12] in {b"ftypavif", b"ftypavis"}:
        found = "AVIF"
    if found == declared:
        return found
    if not data:
        raise Invalid("image-corrupt", "The file is empty.")
    what = found or ("a web page" if head.startswith((b"<!doctype", b"<html")) else "no image")
    raise Invalid("image-mismatch", f"The name says {declared}, but the file is {what}.")


def _check_size(im: Image.Image) -> None:
    if im.width * im.height > MAX_PIXELS:
        raise _too_many_pixels()
    if max(im.size) > MAX_SIDE:
        raise Invalid("image-too-large", f"The image is longer than {MAX_SIDE:,} pixels.")


def _too_many_pixels() -> Invalid:
    return Invalid("image-too-large", f"The image has more than {MAX_PIXELS:,} pixels.")


def _prepared(im: Image.Image, data: bytes, kind: str) -> PreparedImage:
    profile = im.info.get("icc_profile")
    upright = im.getexif().get(0x0112, 1) in {0, 1}
    exact = None
    if kind == "JPEG" and upright and im.mode in {"RGB", "L"} and _is_srgb(profile):
        exact = jpeg.strip(data)
    shown = _to_srgb(_eight_bit(im if upright else ImageOps.exif_transpose(im)), profile)
    if exact is not None:
        content, media_type = exact, "image/jpeg"
    else:
        content, media_type = _encoded(shown, lossless=kind in _LOSSLESS)
    return PreparedImage(
        content=content,
        media_type=media_type,
        width=shown.width,
        height=shown.height,
        thumb=_thumb(shown),
        sha256=hashlib.sha256(content).hexdigest(),
        original_sha256=hashlib.sha256(data).hexdigest(),
    )


def _eight_bit(im: Image.Image) -> Image.Image:
    """Greys of 16 bits, 32 bits or floats, scaled to 8: by 65,535, or by 4,095 where no value is
    above it (12-bit sensors); floats and wider integers by their own range."""
    if im.mode not in {"I", "F"} and not im.mode.startswith("I;"):
        return im
    values = np.asarray(im, dtype=np.float64)
    values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    if im.mode != "F" and low >= 0 and high <= _16_BIT:
        low, high = 0.0, float(_12_BIT if high <= _12_BIT else _16_BIT)
    scaled = (values - low) * (255.0 / (high - low)) if high > low else values * 0
    return Image.fromarray(np.rint(scaled).astype(np.uint8))


def _is_srgb(profile: bytes | None) -> bool:
    return not profile or b"sRGB" in profile[:4096] or "sRGB".encode("utf-16-be") in profile[:4096]


def _to_srgb(im: Image.Image, profile: bytes | None) -> Image.Image:
    """Grey, RGB, either with alpha, palette or two-tone, in sRGB; a broken profile is ignored."""
    transparent = im.has_transparency_data
    if profile and not _is_srgb(profile) and im.mode in {"RGB", "RGBA", "CMYK"}:
        mode = "RGBA" if im.mode == "RGBA" else "RGB"
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(im, source, target, outputMode=mode)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            converted = None
        if converted is not None:
            return converted
    if im.mode in {"1", "L", "LA", "P", "RGB", "RGBA"}:
        return im
    return im.convert("RGBA" if transparent else "RGB")


def _encoded(im: Image.Image, *, lossless: bool) -> tuple[bytes, str]:
    out = io.BytesIO()
    pixels = im.width * im.height
    if im.has_transparency_data or (lossless and pixels <= LOSSLESS_PIXELS):
        bare = im.copy()
        transparency = im.info.get("transparency")
        bare.info = {} if transparency is None else {"transparency": transparency}
        bare.save(out, "PNG", compress_level=6 if pixels <= 1_000_000 else 2)  # noqa: PLR2004
        return out.getvalue(), "image/png"
    im.convert("L" if im.mode in {"1", "L"} else "RGB").save(
        out, "JPEG", quality=JPEG_QUALITY, exif=b"", icc_profile=None
    )
    return out.getvalue(), "image/jpeg"


def _thumb(im: Image.Image) -> bytes:
    """Small images keep every pixel, so that digits of 8 by 8 stay sharp when enlarged."""
    small = im.convert("RGBA" if im.has_transparency_data else "RGB")
    lossless = max(small.size) <= THUMB_SIDE
    if not lossless:
        small.thumbnail((THUMB_SIDE, THUMB_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    out = io.BytesIO()
    small.save(out, "WEBP", quality=75, lossless=lossless, method=2, exif=b"", icc_profile=b"")
    return out.getvalue()
