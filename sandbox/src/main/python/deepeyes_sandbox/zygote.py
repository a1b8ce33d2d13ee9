"""The warm process from which sessions are forked.

    python -m deepeyes_sandbox.zygote SOCKET

Listens on a Unix socket. The first frame of a connection says what it is for: {"op": "spawn", "id": …}
makes it the connection of a new session; {"op": "interrupt", "id": …} stops the cell that a session runs;
{"op": "kill", "id": …} ends a session that does not listen any more and says what it has died of, if it had
died before.
"""

import gc
import os
import shutil
import signal
import socket
import sys

# The list of fonts takes matplotlib long to make; the one made with the environment is put where
# matplotlib, when it is imported below, looks for it.
shutil.copytree(os.path.join(sys.prefix, "matplotlib"), os.environ["MPLCONFIGDIR"])

from . import cgroups, frames, isolation, shell
from .session import Session


class Child:
    def __init__(self, process, group):
        self.process = process
        self.group = group
        self.alive = True


class Zygote:
    def __init__(self, path):
        self._control_directory = os.path.dirname(path)
        self._shell = shell.create()
        self._namespace = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        self._children = {}  # by session id
        self._dying = []  # groups whose processes are not quite gone
        self._count = 0
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(path)
        self._listener.listen(512)
        gc.collect()
        gc.freeze()

    def serve(self):
        self._listener.settimeout(1)
        print("ready", flush=True)
        while True:
            self._reap()
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            with connection:
                connection.settimeout(5)  # Frames from here are small; sessions wait as they like.
                self._handle(connection)

    def _handle(self, connection):
        try:
            request, _ = frames.receive(connection)
            match request["op"]:
                case "spawn":
                    connection.settimeout(None)
                    self._spawn(request["id"], connection)
                case "interrupt":
                    child = self._children.get(request["id"])
                    if child is not None and child.alive:
                        os.kill(child.process, signal.SIGALRM)
                    frames.send(connection, {"status": "ok"})
                case "kill":
                    frames.send(connection, {"status": "ok", "memory": self._kill(request["id"])})
        except (frames.Closed, ValueError, OSError) as error:
            print(f"zygote: {type(error).__name__}: {error}", file=sys.stderr, flush=True)

    def _kill(self, session_id):
        """Whether the session had died for want of memory."""
        child = self._children.pop(session_id, None)
        if child is None:
            return False
        memory = child.group.out_of_memory()
        if child.alive:
            os.kill(child.process, signal.SIGKILL)
        self._dying.append(child.group)
        return memory

    def _spawn(self, session_id, connection):
        self._count += 1
        group = cgroups.Group(session_id)
        gate_read, gate_write = os.pipe()
        own_pids = isolation.unshare_pid()
        process = os.fork()
        if process == 0:
            os.close(gate_write)
            if os.read(gate_read, 1) != b"+":  # Until the group holds.
                os._exit(1)
            os.close(gate_read)
            self._become_session(connection, group.held)
        if own_pids:
            isolation.return_to_namespace(self._namespace)
        os.close(gate_read)
        self._children[session_id] = Child(process, group)
        try:
            group.add(process)
            os.write(gate_write, b"+")
        finally:
            os.close(gate_write)

    def _become_session(self, connection, grouped):
        """Never returns."""
        code = 1
        try:
            self._listener.close()
            os.close(self._namespace)
            layers = isolation.harden(self._count, [self._control_directory, cgroups.ROOT])
            layers["cgroup"] = "" if grouped else "no control group can be written to"
            session = Session(*self._shell, connection)
            frames.send(connection, {"status": "ok", "layers": layers})
            session.serve()
        except frames.Closed:
            code = 0
        except Exception as error:
            frames.send(connection, {"status": "unavailable", "reason": f"{type(error).__name__}: {error}"})
        finally:
            os._exit(code)

    def _reap(self):
        while True:
            try:
                process, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if process == 0:
                break
            for child in self._children.values():
                if child.process == process:
                    child.alive = False
        self._dying = [group for group in self._dying if not group.remove()]


if __name__ == "__main__":
    Zygote(sys.argv[1]).serve()
