"""Images of every sort made safe to show, and the hostile ones refused."""

import io
import pickle
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms

from ascertain.core.errors import Invalid
from ascertain.formats import pixels
from ascertain.formats.pixels import prepare_image
from ascertain.formats.prepared import PreparedImage

RNG = np.random.default_rng(7)
NOISE = Image.fromarray(RNG.integers(0, 255, (40, 60, 3), dtype=np.uint8))


def encoded(image: Image.Image, kind: str, **more: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def shown(prepared: PreparedImage) -> Image.Image:
    image = Image.open(io.BytesIO(prepared.content))
    image.load()
    assert image.size == (prepared.width, prepared.height)
    thumb = Image.open(io.BytesIO(prepared.thumb))
    thumb.load()
    assert thumb.format == "WEBP"
    assert max(thumb.size) <= 320
    return image


def array(image: Image.Image) -> NDArray[np.generic]:
    return np.asarray(image)


CAMERA = Image.Exif()
CAMERA[0x010F] = "camera of somebody"
CAMERA.get_ifd(0x8825)[1] = "N"
TURNED = Image.Exif()
TURNED[0x0112] = 6
PICTURES = [
    ("s.png", encoded(NOISE.convert("L").resize((8, 8)), "PNG"), "image/png", "L"),
    ("one.png", encoded(NOISE.convert("1"), "PNG"), "image/png", "1"),
    ("palette.png", encoded(NOISE.convert("P"), "PNG"), "image/png", "P"),
    ("alpha.png", encoded(NOISE.convert("RGBA"), "PNG"), "image/png", "RGBA"),
    ("la.png", encoded(NOISE.convert("LA"), "PNG"), "image/png", "LA"),
    ("rgb.PNG", encoded(NOISE, "PNG"), "image/png", "RGB"),
    ("x.bmp", encoded(NOISE, "BMP"), "image/png", "RGB"),
    ("x.gif", encoded(NOISE, "GIF"), "image/png", "P"),
    ("x.tif", encoded(NOISE, "TIFF"), "image/png", "RGB"),
    ("x.jpg", encoded(NOISE, "JPEG"), "image/jpeg", "RGB"),
    ("grey.jpeg", encoded(NOISE.convert("L"), "JPEG"), "image/jpeg", "L"),
    ("progressive.jpg", encoded(NOISE, "JPEG", progressive=True), "image/jpeg", "RGB"),
    ("cmyk.jpg", encoded(NOISE.convert("CMYK"), "JPEG"), "image/jpeg", "RGB"),
    ("two.jpg", encoded(NOISE, "MPO", save_all=True, append_images=[NOISE]), "image/jpeg", "RGB"),
    ("x.webp", encoded(NOISE, "WEBP"), "image/jpeg", "RGB"),
    ("clear.webp", encoded(NOISE.convert("RGBA"), "WEBP", lossless=True), "image/jpeg", "RGB"),
    ("x.avif", encoded(NOISE, "AVIF"), "image/jpeg", "RGB"),
]


@pytest.mark.parametrize(
    ("name", "data", "media_type", "mode"), PICTURES, ids=[name for name, *_ in PICTURES]
)
def test_every_sort_becomes_one_that_browsers_show(
    name: str, data: bytes, media_type: str, mode: str
) -> None:
    prepared = prepare_image(data, f"folder.x/{name}")
    assert (prepared.media_type, shown(prepared).mode) == (media_type, mode)
    assert pickle.loads(pickle.dumps(prepared)) == prepared  # noqa: S301 - our own bytes


@pytest.mark.parametrize("name", ["s.png", "palette.png", "alpha.png", "x.bmp", "x.tif", "x.jpg"])
def test_pixels_are_kept_exactly(name: str) -> None:
    data = next(data for found, data, *_ in PICTURES if found == name)
    before = Image.open(io.BytesIO(data)).convert("RGBA")
    assert np.array_equal(array(shown(prepare_image(data, name)).convert("RGBA")), array(before))


def test_a_small_picture_has_a_thumbnail_of_the_same_pixels() -> None:
    digit = NOISE.convert("L").resize((8, 8))
    prepared = prepare_image(encoded(digit, "PNG"), "d.png")
    thumb = Image.open(io.BytesIO(prepared.thumb)).convert("L")
    assert np.array_equal(array(thumb), array(digit))


def test_a_jpeg_keeps_its_coded_data_and_loses_everything_else() -> None:
    plain = encoded(NOISE, "JPEG", quality=95)
    loaded = encoded(NOISE, "JPEG", quality=95, exif=CAMERA, comment=b"secret")
    prepared = prepare_image(loaded + b"PK\x03\x04 a zip behind it", "x.jpg")
    assert prepared.content == plain
    assert prepared.sha256 != prepared.original_sha256


@pytest.mark.parametrize(
    ("kind", "name"), [("JPEG", "x.jpg"), ("PNG", "x.png"), ("TIFF", "x.tif"), ("WEBP", "x.webp")]
)
def test_metadata_and_place_are_stripped(kind: str, name: str) -> None:
    prepared = prepare_image(encoded(NOISE, kind, exif=CAMERA), name)
    assert dict(shown(prepared).getexif()) == {}
    assert b"somebody" not in prepared.content + prepared.thumb


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "x.jpg"), ("PNG", "x.png")])
def test_a_turned_picture_is_set_upright(kind: str, name: str) -> None:
    half = Image.new("RGB", (64, 32), "black")
    half.paste("white", (0, 0, 32, 32))
    image = shown(prepare_image(encoded(half, kind, exif=TURNED), name)).convert("L")
    assert image.size == (32, 64)
    assert (image.getpixel((16, 8)), image.getpixel((16, 56))) == (255, 0)


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        (np.array([[0, 65535]], dtype=np.uint16), "PNG", [0, 255]),
        (np.array([[0, 32768]], dtype=np.uint16), "PNG", [0, 128]),
        (np.array([[0, 4095]], dtype=np.uint16), "PNG", [0, 255]),
        (np.array([[0, 65535]], dtype=np.uint16), "TIFF", [0, 255]),
        (np.array([[-1.0, 3.0]], dtype=np.float32), "TIFF", [0, 255]),
        (np.array([[5.0, 5.0]], dtype=np.float32), "TIFF", [0, 0]),
    ],
)
def test_deep_greys_are_scaled(values: NDArray[np.generic], kind: str, expected: list[int]) -> None:
    name = {"PNG": "x.png", "TIFF": "x.tif"}[kind]
    image = shown(prepare_image(encoded(Image.fromarray(values), kind), name))
    assert array(image).tolist() == [expected]


def test_no_profile_is_kept_broken_or_not() -> None:
    broken = prepare_image(encoded(NOISE, "JPEG", icc_profile=b"no profile" * 20), "x.jpg")
    assert "icc_profile" not in shown(broken).info
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    assert (
        "icc_profile"
        not in shown(prepare_image(encoded(NOISE, "PNG", icc_profile=lab), "x.png")).info
    )


TWO = {"save_all": True, "append_images": [NOISE.rotate(90)]}
CUT_PNG = encoded(NOISE, "PNG")[:2000]
REFUSED = [
    ("anim.gif", encoded(NOISE, "GIF", **TWO), "image-animated"),
    ("anim.webp", encoded(NOISE, "WEBP", **TWO), "image-animated"),
    ("anim.png", encoded(NOISE, "PNG", **TWO), "image-animated"),
    ("pages.tiff", encoded(NOISE, "TIFF", **TWO), "image-animated"),
    ("cut.jpg", encoded(NOISE, "JPEG")[:900], "image-corrupt"),
    ("cut.png", CUT_PNG, "image-corrupt"),
    ("empty.png", b"", "image-corrupt"),
    ("head.gif", b"GIF89a", "image-corrupt"),
    ("page.png", b"<!DOCTYPE html><script>alert(1)</script>", "image-mismatch"),
    ("jpeg.png", encoded(NOISE, "JPEG"), "image-mismatch"),
    ("png.jpg", encoded(NOISE, "PNG"), "image-mismatch"),
    ("text.png", b"nothing of the kind", "image-mismatch"),
    ("x.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "image-svg"),
    ("y.png", b"\xef\xbb\xbf<?xml version='1.0'?>\n<svg></svg>", "image-svg"),
    ("x.svg", b"<svg/>", "image-svg"),
    ("x.heic", b"\x00\x00\x00\x18ftypheic", "image-unsupported"),
    ("noending", encoded(NOISE, "PNG"), "image-unsupported"),
    ("flood.png", encoded(Image.new("1", (20_000, 20_000)), "PNG"), "image-too-large"),
    ("many.png", encoded(Image.new("1", (11_000, 10_000)), "PNG"), "image-too-large"),
    ("long.png", encoded(Image.new("1", (70_000, 1)), "PNG"), "image-too-large"),
]


@pytest.mark.parametrize(("name", "data", "code"), REFUSED, ids=[name for name, *_ in REFUSED])
def test_what_is_refused(name: str, data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        prepare_image(data, name)
    assert refused.value.code == code


def test_too_many_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pixels, "MAX_BYTES", 10)
    with pytest.raises(Invalid) as refused:
        prepare_image(encoded(NOISE, "PNG"), "x.png")
    assert refused.value.code == "image-too-large"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "AVIF"])
def test_damage_is_refused_and_never_crashes(kind: str) -> None:
    """Five bytes changed, fifty times: an image, or `Invalid`, nothing else."""
    rng = np.random.default_rng(3)
    whole = encoded(NOISE.resize((20, 20)), kind)
    name = f"x.{'jpg' if kind == 'JPEG' else kind.lower()}"
    refused = 0
    for _ in range(50):
        data = bytearray(whole)
        for place in rng.integers(0, len(data), 5):
            data[place] = int(rng.integers(0, 256))
        try:
            shown(prepare_image(bytes(data), name))
        except Invalid as error:
            refused += error.code.startswith("image-")
    assert refused > 0 or kind == "BMP"


def test_large_lossy_pictures_get_a_small_thumbnail() -> None:
    prepared = prepare_image(encoded(NOISE.resize((1000, 500)), "JPEG"), "x.jpg")
    assert Image.open(io.BytesIO(prepared.thumb)).size == (320, 160)
    assert len(prepared.thumb) < len(prepared.content)
