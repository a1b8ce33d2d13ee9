"""The warm process from which sessions are forked.

    python -m deepeyes_sandbox.zygote DIRECTORY

Listens on the Unix socket DIRECTORY/zygote. The first frame of a connection says what it is for:

- {"op": "spawn", "id": …, "number": …} makes it the connection of a new session;
- {"op": "interrupt", "id": …} stops the cell that a session runs;
- {"op": "kill", "id": …} ends a session that does not listen any more and says what it has died of, if it
  had died before;
- {"op": "group", "id": …, "images": […]} forks another warm process, which holds decoded pictures for its
  sessions to share and listens on DIRECTORY/id;
- {"op": "end"} ends this process.
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
from .session import Session, pictures_of


class Child:
    def __init__(self, process, group):
        self.process = process
        self.group = group
        self.alive = True


class Zygote:
    """`pictures` are what its sessions begin with."""

    def __init__(self, directory, name, shell, pictures):
        self._directory = directory
        self._shell = shell
        self._pictures = pictures
        self._namespace = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        self._children = {}  # by session id
        self._dying = []  # groups whose processes are not quite gone
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(os.path.join(directory, name))
        self._listener.listen(512)
        self._listener.settimeout(1)
        gc.collect()
        gc.freeze()

    def serve(self):
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
            request, blobs = frames.receive(connection)
            match request["op"]:
                case "spawn":
                    connection.settimeout(None)
                    self._spawn(request["id"], request["number"], connection)
                case "interrupt":
                    child = self._children.get(request["id"])
                    if child is not None and child.alive:
                        os.kill(child.process, signal.SIGALRM)
                    frames.send(connection, {"status": "ok"})
                case "kill":
                    frames.send(connection, {"status": "ok", "memory": self._kill(request["id"])})
                case "group":
                    self._fork_group(request, blobs, connection)
                case "end":
                    os._exit(0)
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

    def _fork_group(self, request, blobs, connection):
        if os.fork() == 0:
            try:
                self._listener.close()
                os.close(self._namespace)
                group = Zygote(self._directory, request["id"], self._shell, pictures_of(request, blobs))
                frames.send(connection, {"status": "ok"})
                connection.close()
                group.serve()
            finally:
                os._exit(1)

    def _spawn(self, session_id, number, connection):
        group = cgroups.Group(session_id)
        gate_read, gate_write = os.pipe()
        own_pids = isolation.unshare_pid()
        process = os.fork()
        if process == 0:
            os.close(gate_write)
            if os.read(gate_read, 1) != b"+":  # Until the group holds.
                os._exit(1)
            os.close(gate_read)
            self._become_session(number, connection, group.held)
        if own_pids:
            isolation.return_to_namespace(self._namespace)
        os.close(gate_read)
        self._children[session_id] = Child(process, group)
        try:
            group.add(process)
            os.write(gate_write, b"+")
        finally:
            os.close(gate_write)

    def _become_session(self, number, connection, grouped):
        """Never returns."""
        code = 1
        try:
            self._listener.close()
            os.close(self._namespace)
            layers = isolation.harden(number, [self._directory, cgroups.ROOT])
            layers["cgroup"] = "" if grouped else "no control group can be written to"
            session = Session(*self._shell, connection, self._pictures)
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
    zygote = Zygote(sys.argv[1], "zygote", shell.create(), [])
    print("ready", flush=True)
    zygote.serve()
