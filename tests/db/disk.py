"""Disks that are full and places where nothing may be written, as the system itself makes them."""

import os
import resource
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65_534


@contextmanager
def full_disk(most: int) -> Iterator[None]:
    """Within it no file grows beyond this many bytes: to whoever writes, the disk is full by then."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Within it nothing in this folder may be changed, and we are no root, who may change everything."""
    places = [folder, *folder.rglob("*")]
    modes = [(place, place.stat().st_mode) for place in places]
    for place in places:
        place.chmod(0o555 if place.is_dir() else 0o444)
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        for place, mode in modes:
            if place.exists():
                place.chmod(mode)


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder anybody may reach; those of pytest are for their maker alone."""
    made = Path(tempfile.mkdtemp(prefix="rimpel-place-"))
    made.chmod(0o755)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
