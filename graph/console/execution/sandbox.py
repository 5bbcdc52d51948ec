"""Start a confined program: low priority, one core, first to be killed when memory runs out, no outgoing network connections.

Runs as a script, imports only the standard library, and replaces itself with the program. Limits that the system does not support are
skipped; the others still apply. On Linux a system call filter refuses ``connect`` and datagram sockets, which a server that only accepts
connections never needs. So even a ``LOAD CSV`` that passed all other checks cannot reach the network.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import struct
import sys

NICE = 5
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER = 38, 22, 2
_LOAD, _JUMP_EQ, _JUMP_GE, _AND, _RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 13  # 13 is EACCES
_NUMBER, _ARCHITECTURE, _FIRST, _SECOND = 0, 4, 16, 24
_LOCAL, _DATAGRAM, _KIND = 1, 2, 0xF
# machine -> audit architecture, connect, socket, and the first number of a foreign calling convention (x32) or an unreachable number
_SYSTEMS = {"x86_64": (0xC000003E, 42, 41, 0x40000000), "aarch64": (0xC00000B7, 203, 198, 0xFFFFFFFF)}


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


def _program(architecture: int, connect: int, sock: int, foreign: int) -> bytes:
    """Return the filter: refuse ``connect``, and ``socket`` for datagrams except in the local family; allow everything else."""
    steps = [
        _instruction(_LOAD, _ARCHITECTURE),
        _instruction(_JUMP_EQ, architecture, 0, 10),
        _instruction(_LOAD, _NUMBER),
        _instruction(_JUMP_GE, foreign, 8, 0),
        _instruction(_JUMP_EQ, connect, 7, 0),
        _instruction(_JUMP_EQ, sock, 0, 5),
        _instruction(_LOAD, _FIRST),
        _instruction(_JUMP_EQ, _LOCAL, 3, 0),
        _instruction(_LOAD, _SECOND),
        _instruction(_AND, _KIND),
        _instruction(_JUMP_EQ, _DATAGRAM, 1, 0),
        _instruction(_RETURN, _ALLOW),
        _instruction(_RETURN, _REFUSE),
    ]
    return b"".join(steps)


def cut_off() -> bool:
    """Refuse outgoing connections to this process and its children. Return False if the system does not support this."""
    system = _SYSTEMS.get(platform.machine())
    if sys.platform != "linux" or system is None:
        return False
    program = ctypes.create_string_buffer(_program(*system))
    header = struct.pack("@HP", len(program.raw[:-1]) // 8, ctypes.addressof(program))
    libc = ctypes.CDLL(None, use_errno=True)
    one, zero = ctypes.c_ulong(1), ctypes.c_ulong(0)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, one, zero, zero, zero) != 0:
        return False
    return bool(libc.prctl(_PR_SET_SECCOMP, ctypes.c_ulong(_FILTER), ctypes.c_char_p(header), zero, zero) == 0)


def one_core() -> None:
    """Restrict this process to the last available core if there are several. The first core is left to other processes."""
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        if len(cores) > 1:
            os.sched_setaffinity(0, cores[-1:])


def lower_priority() -> None:
    """Lower the CPU priority, and make the kernel kill this process first when memory runs out."""
    with contextlib.suppress(OSError):
        os.nice(NICE)
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:  # noqa: PTH123 - a bare script
        file.write("1000")


def main(command: list[str]) -> None:
    """Confine this process and replace it with ``command``."""
    lower_priority()
    with contextlib.suppress(OSError):
        one_core()
    cut_off()
    os.execv(command[0], command)  # noqa: S606 - our own command


if __name__ == "__main__":
    main(sys.argv[1:])
