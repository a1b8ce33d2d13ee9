"""The warm process from which sessions are forked.

    python -m deepeyes_sandbox.zygote SOCKET

Listens on a Unix socket. The first frame of a connection says what it is for: {"op": "spawn", "id": …}
makes it the connection of a new session; {"op": "interrupt", "id": …} stops the cell that a session runs;
{"op": "kill", "id": …} ends a session that does not listen any more.
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

from . import frames, isolation, shell
from .session import Session


class Zygote:
    def __init__(self, path):
        self._control_directory = os.path.dirname(path)
        self._shell = shell.create()
        self._namespace = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        self._children = {}  # session id -> process id
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
                connection.settimeout(None)
                self._handle(connection)

    def _handle(self, connection):
        try:
            request, _ = frames.receive(connection)
        except (frames.Closed, ValueError, OSError):
            return
        match request["op"]:
            case "spawn":
                self._spawn(request["id"], connection)
            case "interrupt":
                self._signal(request["id"], signal.SIGALRM)
                frames.send(connection, {"status": "ok"})
            case "kill":
                self._signal(request["id"], signal.SIGKILL)
                frames.send(connection, {"status": "ok"})

    def _signal(self, session_id, number):
        if (child := self._children.get(session_id)) is not None:
            os.kill(child, number)

    def _spawn(self, session_id, connection):
        self._count += 1
        own_pids = isolation.unshare_pid()
        child = os.fork()
        if child == 0:
            self._become_session(connection)
        if own_pids:
            isolation.return_to_namespace(self._namespace)
        self._children[session_id] = child

    def _become_session(self, connection):
        """Never returns."""
        code = 1
        try:
            self._listener.close()
            os.close(self._namespace)
            layers = isolation.harden(self._count, self._control_directory)
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
        while self._children:
            child, _ = os.waitpid(-1, os.WNOHANG)
            if child == 0:
                return
            self._children = {k: v for k, v in self._children.items() if v != child}


if __name__ == "__main__":
    Zygote(sys.argv[1]).serve()
