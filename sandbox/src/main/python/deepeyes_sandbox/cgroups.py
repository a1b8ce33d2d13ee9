"""A control group for each session: memory, processes and processor time, counted for all of its processes
together. The server makes the parent groups and binds them below ROOT."""

import os

ROOT = "/cgroups"  # version 1: a directory for each controller; version 2: one called unified

MEMORY = 2 << 30
PROCESSES = 64
PERIOD = 100_000  # microseconds
QUOTA = 100_000  # of processor time in a period: one core

_V1 = {
    "memory": {"memory.limit_in_bytes": MEMORY},
    "pids": {"pids.max": PROCESSES},
    "cpu": {"cpu.cfs_period_us": PERIOD, "cpu.cfs_quota_us": QUOTA},
}
_V2 = {
    "memory.max": MEMORY,
    "memory.swap.max": 0,
    "pids.max": PROCESSES,
    "cpu.max": f"{QUOTA} {PERIOD}",
}


class Group:
    """The groups of one session."""

    def __init__(self, name):
        self._paths = []
        if os.path.isdir(ROOT):
            for controller in sorted(os.listdir(ROOT)):
                path = os.path.join(ROOT, controller, name)
                os.mkdir(path)
                self._paths.append(path)
                settings = _V2 if controller == "unified" else _V1[controller]
                for file, value in settings.items():
                    _write(path, file, value, optional=file == "memory.swap.max")

    def add(self, process):
        for path in self._paths:
            _write(path, "cgroup.procs", process)

    @property
    def held(self):
        return bool(self._paths)

    def out_of_memory(self):
        """Whether the kernel has killed one of its processes for want of memory."""
        for path in self._paths:
            for file in ("memory.oom_control", "memory.events"):
                try:
                    with open(os.path.join(path, file)) as lines:
                        if any(line.startswith("oom_kill ") and int(line.split()[1]) for line in lines):
                            return True
                except OSError:
                    pass
        return False

    def remove(self):
        """True when nothing of it is left; processes that are still dying keep it a little."""
        for path in list(self._paths):
            try:
                os.rmdir(path)
                self._paths.remove(path)
            except FileNotFoundError:
                self._paths.remove(path)
            except OSError:
                return False
        return True


def _write(path, file, value, optional=False):
    try:
        with open(os.path.join(path, file), "w") as target:
            target.write(str(value))
    except OSError:
        if not optional:
            raise
