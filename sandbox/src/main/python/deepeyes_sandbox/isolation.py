"""Takes rights away from a freshly forked session, before any foreign code runs in it.

What needs privileges the process does not have is skipped, and the layer's name is left out of what
`harden` returns.
"""

import ctypes
import os
import resource

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 2, 4, 8, 0x4000, 1 << 18
PR_SET_PDEATHSIG, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 24, 38
SIGKILL = 9

MEMORY = 3 << 30  # address space: numpy, OpenCV and pandas together map about 1 GiB
FILE = 64 << 20
PROCESSES = 64
FILES = 256
TMP = 256 << 20
FIRST_UID = 200_000

_libc = ctypes.CDLL(None, use_errno=True)


def _call(function, *arguments):
    if function(*arguments) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


def unshare_pid():
    """Gives the next child a process-id namespace of its own; False where that is not allowed."""
    try:
        _call(_libc.unshare, CLONE_NEWPID)
        return True
    except OSError:
        return False


def return_to_namespace(descriptor):
    """Undoes `unshare_pid` for later children."""
    _call(_libc.setns, descriptor, CLONE_NEWPID)


def harden(number, control_directory):
    """Confines this process for good; the names of the layers that hold.

    `number` tells sessions that live at the same time apart.
    """
    layers = []
    _libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
    if _own_namespaces(control_directory):
        layers.append("namespaces")
    _limits()
    layers.append("limits")
    if _own_user(FIRST_UID + number % 100_000):
        layers.append("user")
    _call(_libc.prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    layers.append("no-new-privileges")
    os.chdir("/tmp")
    return layers


def _own_namespaces(control_directory):
    try:
        _call(_libc.unshare, CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNET)
    except OSError:
        return False
    _mount(None, b"/", None, MS_REC | MS_PRIVATE, None)
    options = MS_NOSUID | MS_NODEV
    _mount(b"tmpfs", b"/tmp", b"tmpfs", options, b"mode=1777,size=%d" % TMP)
    _mount(b"tmpfs", b"/dev/shm", b"tmpfs", options | MS_NOEXEC, b"mode=1777,size=%d" % TMP)
    _mount(b"proc", b"/proc", b"proc", options | MS_NOEXEC, b"hidepid=2")
    # The way to the parent disappears.
    _mount(b"tmpfs", control_directory.encode(), b"tmpfs", options, b"mode=000,size=0")
    return True


def _mount(source, target, kind, flags, data):
    _call(_libc.mount, source, target, kind, flags, data)


def _limits():
    for what, limit in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, FILE),
        (resource.RLIMIT_NOFILE, FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (limit, limit))


def _own_user(uid):
    if os.getuid() != 0:
        return False
    try:
        for capability in range(64):
            _libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
        # The limit counts a user's processes: it must be set when the user is still root, and bite later.
        resource.setrlimit(resource.RLIMIT_NPROC, (PROCESSES, PROCESSES))
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
        return True
    except OSError:
        return False
