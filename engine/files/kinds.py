"""Which kind of file this is, by what stands in it and never by its name."""
import re
import zipfile
import zlib
from io import BytesIO

from engine.errors import InvalidAnswers

PHOTOS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPEN_TEXT, OPEN_SHEET = "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet"
PDF, TEXT = "application/pdf", "text/plain"
EXTENSIONS = {"image/jpeg": (".jpg", ".jpeg"), "image/png": (".png",), "image/webp": (".webp",), PDF: (".pdf",), WORD: (".docx",),
              SHEET: (".xlsx",), OPEN_TEXT: (".odt",), OPEN_SHEET: (".ods",), TEXT: (".txt", ".csv")}
ACCEPTED = ",".join(ending for endings in EXTENSIONS.values() for ending in endings)
MOST_PARTS, MOST_UNPACKED, SHORT = 5_000, 200_000_000, 200      # parts and bytes of an office document; bytes of its mimetype
PROGRAMS = re.compile(r"(^|/)vbaProject\.bin$|^(Basic|Scripts)/.")
MARKUP = re.compile(rb"\s*<(!doctype|\?xml|!--|html|head|body|script|svg|iframe|style|meta|math|xsl)", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
TAIL = 4_096
PART = b"PK\x01\x02"        # begins what an archive lists of each part


def kind_of(content: bytes) -> str:
    """The media type. InvalidAnswers when it is none of those that are taken in, is damaged, or carries a program."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-TAIL:]:
            raise InvalidAnswers([("file", "file.damaged", {})])
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    if _is_text(content):
        return TEXT
    raise InvalidAnswers([("file", "file.other_kind", {})])


def _office(content: bytes) -> str:
    """Looked at from outside: nothing is unpacked but the few bytes that say what it is. A list of a million parts is not even read."""
    if content.count(PART) > MOST_PARTS:
        raise InvalidAnswers([("file", "file.too_much_inside", {})])
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise InvalidAnswers([("file", "file.too_much_inside", {})])
            if any(part.flag_bits & 1 for part in parts):
                raise InvalidAnswers([("file", "file.locked", {})])
            if any(PROGRAMS.search(name) for name in names):
                raise InvalidAnswers([("file", "file.program", {})])
            stated = _stated(archive) if "mimetype" in names else ""
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise InvalidAnswers([("file", "file.damaged", {})]) from error
    if stated in (OPEN_TEXT, OPEN_SHEET) and "content.xml" in names:
        return stated
    if "[Content_Types].xml" in names:
        for kind, part in ((WORD, "word/document.xml"), (SHEET, "xl/workbook.xml")):
            if part in names:
                return kind
    raise InvalidAnswers([("file", "file.other_kind", {})])


def _stated(archive: zipfile.ZipFile) -> str:
    """What an open document says it is. Read by the piece: how long a part says it is binds nobody, and the whole of it may be a bomb."""
    with archive.open("mimetype") as part:
        if archive.getinfo("mimetype").compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return ""
        return part.read(SHORT).decode()


def _is_text(content: bytes) -> bool:
    """Text in one of the two alphabets people's machines write, that no browser would take for a page."""
    if not content or MARKUP.match(content) or content.startswith(b"#!"):
        return False
    for alphabet in ("utf-8-sig", "cp1252"):
        try:
            return CONTROL.search(content.decode(alphabet)) is None
        except UnicodeDecodeError:
            continue
    return False
