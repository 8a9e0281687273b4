"""Whether a folder is just as the index knows it, at the cost of one look at each file.

Most runs find nothing to do, so this is made to be quick: names are compared as the operating
system gives them, nothing is sorted, and nothing heavy is imported. Whatever is not plain (a link,
a file that no loader reads, a document that failed) is left to the careful walk (``files``).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from ingest.names import is_litter

Places = Mapping[str, tuple[int, int]]
"""Absolute path of each file to its size and modification time (ns)."""


def is_as_known(root: Path, known: Places, *, exclude: Path) -> bool:
    """Whether the files of a folder are those of ``known``, each with its size and time.

    Args:
        root: The folder, without links (``files.check_folder``).
        known: The files that the index has from it.
        exclude: A folder that is not looked into.

    Returns:
        False when anything differs or cannot be told without a closer look.
    """
    missing = len(known)
    excluded = os.path.realpath(exclude)
    folders = [os.fspath(root)]
    try:
        while folders:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    path = entry.path
                    place = known.get(path)
                    if place is not None:
                        if not entry.is_file(follow_symlinks=False):
                            return False
                        status = entry.stat(follow_symlinks=False)
                        if place != (status.st_size, status.st_mtime_ns):
                            return False
                        missing -= 1
                    elif is_litter(entry.name) or path == excluded:
                        continue
                    elif entry.is_dir(follow_symlinks=False):
                        folders.append(path)
                    else:
                        return False
    except OSError:
        return False
    return not missing
