"""A photo drawn anew: the same picture the right way up, and nothing else that a camera wrote down, such as where it was."""
import struct
from io import BytesIO
from threading import Lock

from PIL import Image
from PIL.Image import Transpose

from engine.errors import InvalidAnswers

MOST_PIXELS = 50_000_000        # what a good telephone makes; more in a small file is a bomb
LONGEST_SIDE = 4_096            # pixels; enough to read a noticeboard on
QUALITY = 88
ORIENTATION = 0x0112            # the tag of EXIF that says how the camera was held, and how to turn a picture back
UPRIGHT = {2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM, 5: Transpose.TRANSPOSE, 6: Transpose.ROTATE_270,
           7: Transpose.TRANSVERSE, 8: Transpose.ROTATE_90}
_ONE_AT_A_TIME = Lock()         # a drawn picture is a hundred times its file


def drawn_anew(content: bytes, format: str) -> bytes:
    """The picture as a file of the same format. InvalidAnswers when it is damaged, or too large to draw."""
    with _ONE_AT_A_TIME:
        try:
            with Image.open(BytesIO(content), formats=(format,)) as photo:
                if photo.width * photo.height > MOST_PIXELS:
                    raise InvalidAnswers([("file", "file.too_many_pixels", {"most": MOST_PIXELS // 1_000_000})])
                return _saved(photo, format)
        except (OSError, SyntaxError, ValueError, EOFError, MemoryError, Image.DecompressionBombError) as error:
            raise InvalidAnswers([("file", "file.damaged", {})]) from error


def _saved(photo: Image.Image, format: str) -> bytes:
    photo.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))        # a large JPEG need not be drawn in full first
    turn = _turn(photo)
    see_through = format != "JPEG" and (photo.has_transparency_data or "A" in photo.mode)
    drawn = photo.convert("RGBA" if see_through else "RGB")
    drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    drawn = drawn if turn is None else drawn.transpose(turn)
    bare = Image.new(drawn.mode, drawn.size)
    bare.paste(drawn)
    target = BytesIO()
    bare.save(target, format, **({} if format == "PNG" else {"quality": QUALITY}))
    return target.getvalue()


def _turn(photo: Image.Image) -> Transpose | None:
    """How it comes the right way up. What a camera wrote down and nobody can read is as if it had not been written."""
    try:
        return UPRIGHT.get(photo.getexif().get(ORIENTATION))
    except (SyntaxError, ValueError, TypeError, KeyError, struct.error):
        return None
