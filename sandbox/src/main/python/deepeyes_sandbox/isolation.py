"""Takes rights away from a freshly forked session, before any foreign code runs in it.

Each layer is taken where the process may take it; `harden` says which hold and what keeps the others from
holding. Whether that is enough is for the server to decide.
"""

import ctypes
import os
import resource
import tempfile

try:
    import pyseccomp
except (ImportError, RuntimeError) as error:  # libseccomp itself may be missing
    pyseccomp = None
    _no_seccomp = str(error)

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 2, 4, 8, 0x4000, 1 << 18
PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 22, 24, 38
SECCOMP_MODE_FILTER = 2
SECCOMP_INSTRUCTION = 8  # bytes
SIGKILL = 9
ENOSYS = 38

MEMORY = 3 << 29  # address space: numpy, OpenCV and pandas together map about 1 GiB
FILE = 64 << 20
PROCESSES = 64
FILES = 256
TMP = 256 << 20
FIRST_UID = 200_000

# System calls that no image program needs: those that reach into other processes, change the machine, or
# have let programs out of sandboxes before.
DENIED = (
    "acct add_key adjtimex bpf chroot clock_adjtime clock_settime delete_module finit_module fsconfig fsmount"
    " fsopen fspick init_module io_uring_enter io_uring_register io_uring_setup ioperm iopl kcmp kexec_file_load"
    " kexec_load keyctl mount mount_setattr move_mount name_to_handle_at open_by_handle_at open_tree"
    " perf_event_open pidfd_getfd pivot_root process_vm_readv process_vm_writev ptrace quotactl reboot request_key"
    " setdomainname sethostname setns settimeofday swapoff swapon syslog umount2 unshare userfaultfd vhangup"
).split()
NAMESPACE_FLAGS = (
    CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | 0x02000000
)

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


def harden(number, hidden):
    """Confines this process for good. A dictionary of layers: empty text for those that hold, else the reason.

    `number` tells sessions that live at the same time apart; the directories `hidden` disappear.
    """
    _libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
    layers = {
        "namespaces": _tried(_own_namespaces, hidden),
        "limits": _tried(_limits),
        "user": _tried(_own_user, FIRST_UID + number % 100_000),
        "no-new-privileges": _tried(_call, _libc.prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
        "seccomp": _tried(_filter_system_calls),
    }
    os.chdir("/tmp")
    return layers


def _tried(action, *arguments):
    try:
        action(*arguments)
        return ""
    except (OSError, RuntimeError) as error:
        return str(error)


def _own_namespaces(hidden):
    _call(_libc.unshare, CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNET)
    _mount(None, b"/", None, MS_REC | MS_PRIVATE, None)
    options = MS_NOSUID | MS_NODEV
    _mount(b"tmpfs", b"/tmp", b"tmpfs", options, b"mode=1777,size=%d" % TMP)
    _mount(b"tmpfs", b"/dev/shm", b"tmpfs", options | MS_NOEXEC, b"mode=1777,size=%d" % TMP)
    _mount(b"proc", b"/proc", b"proc", options | MS_NOEXEC, b"hidepid=2")
    for directory in hidden:
        if os.path.isdir(directory):
            _mount(b"tmpfs", directory.encode(), b"tmpfs", options, b"mode=000,size=4k")


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
        raise OSError("the server does not run as root")
    for capability in range(64):
        _libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    # The limit counts a user's processes: it must be set when the user is still root, and bite later.
    resource.setrlimit(resource.RLIMIT_NPROC, (PROCESSES, PROCESSES))
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def _filter_program():
    """The filter as the kernel takes it. Made once: making it takes longer than forking a session."""
    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    denied = pyseccomp.ERRNO(1)
    for name in DENIED:
        try:
            rules.add_rule(denied, name)
        except (OSError, ValueError, RuntimeError):
            pass  # Unknown on this processor or to this library.
    for bit in range(32):
        if NAMESPACE_FLAGS >> bit & 1:
            rules.add_rule(denied, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, 1 << bit, 1 << bit))
    # Its flags lie in memory where a filter cannot look: programs fall back on clone.
    rules.add_rule(pyseccomp.ERRNO(ENOSYS), "clone3")
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


class _SocketFilterProgram(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def _filter_system_calls():
    if pyseccomp is None:
        raise OSError(_no_seccomp)
    program = _SocketFilterProgram(len(_filter) // SECCOMP_INSTRUCTION, _filter)
    _call(_libc.prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)


_filter = b"" if pyseccomp is None else _filter_program()
