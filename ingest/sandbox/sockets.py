"""Takes from a process, and all that it starts, the means to reach a network, native code included.

By a filter of system calls (seccomp), which needs no rights, is there inside containers too, and
cannot be taken off again. Linux on x86-64 and ARM64 has it; elsewhere nothing is done.
"""

from __future__ import annotations

import ctypes
import errno
import os
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _KIND, _FIRST_ARGUMENT = 0, 4, 16  # places in what a filter looks at
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EACCES
_OTHER_NUMBERING = 0x40000000  # the same calls by other numbers, on x86-64
_IO_URING_SETUP = 425  # makes sockets too, unseen by filters
_NO_NEW_PRIVILEGES, _SET_FILTER, _ALL_THREADS = 38, 1, 1


@dataclass(frozen=True, slots=True)
class _Machine:
    """Numbers of a kind of processor: of itself, and of two system calls."""

    kind: int
    socket: int
    seccomp: int


_MACHINES = {
    "x86_64": _Machine(0xC000003E, 41, 317),
    "aarch64": _Machine(0xC00000B7, 198, 277),
}

Step = tuple[int, int, int, int]
"""One instruction of a filter: code, steps to skip when true, when false, and a number."""


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_uint16),
        ("yes", ctypes.c_uint8),
        ("no", ctypes.c_uint8),
        ("number", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("steps", ctypes.POINTER(_Instruction)))


def take_away() -> bool:
    """Let this process make no socket from now on but such as stay on this machine by a file.

    Returns:
        Whether the system does so.
    """
    machine = _MACHINES.get(os.uname().machine) if sys.platform == "linux" else None
    return machine is not None and _filter(machine.seccomp, steps_for(machine))


def steps_for(machine: _Machine) -> list[Step]:
    """The filter: no socket but of AF_UNIX, and no way around it."""
    return [
        (_LOAD, 0, 0, _KIND),
        (_EQUAL, 0, 6, machine.kind),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 4, 0, _OTHER_NUMBERING),
        (_EQUAL, 3, 0, _IO_URING_SETUP),
        (_EQUAL, 0, 3, machine.socket),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_EQUAL, 1, 0, socket.AF_UNIX),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    ]


def _filter(seccomp: int, steps: Sequence[Step]) -> bool:
    libc = ctypes.CDLL(None)
    code = (_Instruction * len(steps))(*(_Instruction(*step) for step in steps))
    program = _Program(len(steps), code)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.syscall(seccomp, _SET_FILTER, _ALL_THREADS, ctypes.byref(program)) == 0)
