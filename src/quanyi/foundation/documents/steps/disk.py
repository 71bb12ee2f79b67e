"""The one place where the bytes of files are written and read: by their SHA-256, durably, never overwritten."""

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

from django.core.files.storage import default_storage


class Damaged(RuntimeError):
    """The stored bytes are missing or no longer those that were handed in."""


def folder() -> Path:
    """Return the folder of the stored files."""
    return Path(default_storage.location)  # type: ignore[attr-defined]  # the settings name a file-system storage


def path_of(digest: str) -> str:
    """Return where content with this hash lies below the folder."""
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


def write(content: bytes) -> str:
    """Store content and return its SHA-256; it is on the disk when this returns. Same content is stored once.

    Raises:
        OSError: the disk is full or not writable; nothing is half-written under the final name.
    """
    digest = hashlib.sha256(content).hexdigest()
    target = folder() / path_of(digest)
    if target.exists():
        return digest
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
    # The new name itself must survive a power cut, too.
    directory = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    return digest


def read(digest: str) -> bytes:
    """Return stored content.

    Raises:
        Damaged: it is missing, or was altered behind our back.
    """
    try:
        content = (folder() / path_of(digest)).read_bytes()
    except OSError as error:
        raise Damaged(f"the file {digest} is missing") from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise Damaged(f"the file {digest} was altered on the disk")
    return content


def remove(digest: str) -> None:
    """Delete stored content that no row names any more."""
    with contextlib.suppress(FileNotFoundError):
        (folder() / path_of(digest)).unlink()
