"""Files that are for the service's own user alone: keys, and what lies beside them."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from comms.foundation.errors import Misconfigured

OTHERS = 0o077


def private_folder(folder: Path) -> None:
    """Make a folder that nobody else can enter, or close one that others can."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if stat.S_IMODE(folder.stat().st_mode) & OTHERS:
        folder.chmod(0o700)


def read_private(path: Path) -> bytes:
    """What a private file holds. Raises ``Misconfigured`` when others could have read or replaced it, and
    ``FileNotFoundError`` when it is not there.

    A symbolic link is refused: whose file lies behind it, and who may change that, cannot be seen from here.
    """
    if path.parent.exists() and stat.S_IMODE(path.parent.stat().st_mode) & OTHERS:
        raise Misconfigured(f"{path.parent} can be entered by others.", f"Run: chmod 700 {path.parent}")
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as fault:
        if path.is_symlink():
            raise Misconfigured(f"{path} is a symbolic link.", "Put the file itself there.") from fault
        raise
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        raise Misconfigured(f"{path} is not a file.", "Put the file itself there.")
    with os.fdopen(descriptor, "rb") as file:
        if stat.S_IMODE(mode) & OTHERS:
            raise Misconfigured(f"{path} can be read by others.", f"Run: chmod 600 {path}")
        return file.read()


def make_private(path: Path, content: bytes) -> bool:
    """Make a private file, whole from the moment it is there; False when there is one already."""
    private_folder(path.parent)
    with _beside(path, content) as fresh:
        try:
            path.hardlink_to(fresh)
        except FileExistsError:
            return False
    _sync(path.parent)
    return True


def replace_private(path: Path, content: bytes) -> None:
    """Put new content in a private file's place: whoever reads it meanwhile has the old or the new, never a part."""
    private_folder(path.parent)
    with _beside(path, content) as fresh:
        fresh.replace(path)
    _sync(path.parent)


@contextmanager
def _beside(path: Path, content: bytes) -> Iterator[Path]:
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            keep_owner(descriptor, path.parent)
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)


def keep_owner(descriptor: int, folder: Path) -> None:
    """Give a file that root has made to whoever the folder belongs to: the service could not read it otherwise."""
    if os.geteuid() == 0:
        owner = folder.stat()
        with contextlib.suppress(PermissionError):
            os.fchown(descriptor, owner.st_uid, owner.st_gid)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
