"""Archives of DeepPatent2 opened as ZIP, TAR or compressed TAR, whichever they are by content."""

from __future__ import annotations

import contextlib
import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

from .release_parts import Archive

BROKEN = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, struct.error, OSError, EOFError, RuntimeError, LookupError,
    ArithmeticError,
)  # fmt: skip
"""What the libraries raise where an archive is damaged, cut short, or made to mislead them."""

Opened = zipfile.ZipFile | tarfile.TarFile

DAMAGED = "archive member that is damaged"
"""Why a member is not read."""

_LONGEST_HEADER = 1 << 20  # bytes of one member's name and other properties in a TAR
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)  # LZMA may ask for gigabytes
_BUFFER = 1 << 18


class Member(NamedTuple):
    """A member of an archive; without a name the archive itself."""

    archive: Archive
    name: str = ""

    @property
    def path(self) -> str:
        """Path of the archive and in it, for people."""
        path = f"{self.archive.path}/{self.name}" if self.name else self.archive.path
        return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


class UnreadableError(ValueError):
    """A member cannot be read; the message is the reason, for counting."""


class _Guard:
    """The file of a TAR as `tarfile` sees it: of headers it reads forward only, and not without an end.

    `tarfile` holds long names, other properties and lists of holes in memory, however long they are, goes back where
    a size is negative, and takes a cut between two members for the end.
    """

    def __init__(self, file: Any):
        self.file = file
        self.left: int | None = _LONGEST_HEADER  # bytes that may still be read, None: any, and backward too
        self.last = b""

    def read(self, size: int) -> bytes:
        if self.left is not None:
            self.left -= size
            if size < 0 or self.left < 0:
                raise EOFError("a header that cannot be")
        self.last = self.file.read(size)
        return self.last

    def seek(self, offset: int) -> int:
        if self.left is not None and offset < self.file.tell():
            raise EOFError("a header that cannot be")
        return self.file.seek(offset)  # type: ignore[no-any-return]

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.file.tell()  # type: ignore[no-any-return]


def headers_of(opened: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """Yield the headers of all but the folders; none is kept.

    Raises:
        EOFError: the archive has no end, or a header is made to mislead.
    """
    guard: Any = opened.fileobj
    while True:
        guard.left = _LONGEST_HEADER
        header = opened.next()
        opened.members.clear()  # type: ignore[attr-defined]  # they would grow to a kilobyte a picture
        if header is None and guard.last != bytes(tarfile.BLOCKSIZE):
            raise EOFError("the end is missing")
        if header is None:
            return
        if not header.isdir():
            yield header


def read_data(opened: tarfile.TarFile, header: tarfile.TarInfo) -> bytes:
    """Return a member's bytes; EOFError where the archive is cut short."""
    guard: Any = opened.fileobj
    guard.file.seek(header.offset_data)
    data = guard.file.read(header.size)
    if len(data) < header.size:
        raise EOFError("the end is missing")
    return data  # type: ignore[no-any-return]


@contextlib.contextmanager
def open_archive(archive: Archive) -> Iterator[Opened]:
    """Open an archive; ValueError says in one line what is wrong with it."""
    joined = f" (parts {Path(archive.path).name} to {Path(archive.parts[-1]).name})" if len(archive.parts) > 1 else ""
    with archive.open() as file, contextlib.ExitStack() as stack:
        is_zip = _is_zip(file)
        try:
            opened = stack.enter_context(as_archive(file, is_zip))
        except (*BROKEN, ValueError) as error:
            if not is_zip:
                raise ValueError(f"{archive.path}{joined}: neither a ZIP nor a TAR") from None
            cause = "it is cut short"
            if joined:
                cause = f"the last part is missing or a part is cut short{_odd_part(archive)}"
            raise ValueError(f"{archive.path}{joined}: not a whole ZIP ({error}): perhaps {cause}") from None
        yield opened


@contextlib.contextmanager
def as_archive(file: IO[bytes], is_zip: bool | None = None) -> Iterator[Opened]:
    """Read a file as ZIP, TAR, or compressed TAR, whichever it is."""
    buffered = file if isinstance(file, io.BufferedReader) else io.BufferedReader(file, _BUFFER)  # type: ignore[type-var]
    head = buffered.peek(4)[:4]
    if is_zip or (is_zip is None and head == b"PK\x03\x04"):
        with zipfile.ZipFile(buffered) as archive:
            if min((info.header_offset for info in archive.infolist()), default=0) < 0:
                raise zipfile.BadZipFile("its directory tells of more bytes than there are")
            yield archive
        return
    with contextlib.ExitStack() as stack:
        packed = head.startswith(b"\x1f\x8b")
        plain: Any = stack.enter_context(gzip.GzipFile(fileobj=buffered, mode="rb")) if packed else buffered
        guard: Any = _Guard(plain)
        # a name that is not UTF-8 keeps its bytes as surrogates
        yield stack.enter_context(tarfile.TarFile(fileobj=guard, encoding="utf-8", errors="surrogateescape"))


@contextlib.contextmanager
def open_member(member: Member) -> Iterator[IO[bytes]]:
    """Open a member of an archive.

    Raises:
        UnreadableError: it is encrypted or packed in a way that is not read.
        ValueError: the archive cannot be opened.
    """
    with open_archive(member.archive) as opened:
        if isinstance(opened, zipfile.ZipFile):
            with unpack(opened, opened.getinfo(member.name)) as file:
                yield file
            return
        for header in headers_of(opened):
            if header.name == member.name and header.isreg():
                guard: Any = opened.fileobj
                guard.left = None
                inner = opened.extractfile(header)
                assert inner is not None
                with inner:
                    yield inner
                return
        raise UnreadableError(DAMAGED)


def unpack(opened: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes]:
    """Open a member of a ZIP; UnreadableError where that cannot be."""
    if info.flag_bits & 1:
        raise UnreadableError("archive member that is encrypted")
    if info.compress_type not in _PACKINGS:
        raise UnreadableError("archive member that is packed in a way that is not read")
    return opened.open(info)


def _is_zip(file: IO[bytes]) -> bool:
    head = file.read(512)
    file.seek(0)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return True
    is_tar = head.startswith(b"\x1f\x8b") or head[257:262] == b"ustar"
    is_zip = not is_tar and zipfile.is_zipfile(file)
    file.seek(0)
    return is_zip


def _odd_part(archive: Archive) -> str:
    """Name the part that is smaller than the first: all but the last should have one size."""
    sizes = [Path(path).stat().st_size for path in archive.parts[:-1]]
    odd = [Path(path).name for path, size in zip(archive.parts, sizes, strict=False) if size < max(sizes)]
    return f" ({odd[0]} is smaller than the others)" if odd else ""
