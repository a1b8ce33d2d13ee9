package io.github.deepeyes4j.sandbox.kernel;

import static io.github.deepeyes4j.core.agent.ToolStatus.KILLED;
import static io.github.deepeyes4j.core.agent.ToolStatus.MEMORY;
import static io.github.deepeyes4j.core.agent.ToolStatus.OK;
import static io.github.deepeyes4j.core.agent.ToolStatus.OUTPUT_LIMIT;
import static io.github.deepeyes4j.core.agent.ToolStatus.PYTHON_ERROR;
import static io.github.deepeyes4j.core.agent.ToolStatus.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.agent.ToolStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Code that means harm. Each piece prints ESCAPED when it gets what it wants; a victim session
/// beside it must be unharmed, and the next session must start.
class HostileCodeTest {
  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final Kernels KERNELS = Kernels.open(PythonEnvironment.openDefault());

  @SuppressWarnings("NullAway.Init") // before each test
  private Kernel victim;

  /// @param ends how the cell may end
  record Attack(String name, String code, Set<ToolStatus> ends) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Attack attack(String name, String code, ToolStatus... ends) {
    return new Attack(name, code, Set.of(ends));
  }

  static Stream<Attack> attacks() {
    return Stream.of(
        attack("shadow file", "print('ESCAPED', open('/etc/shadow').read())", PYTHON_ERROR),
        attack("passwords", "print('ESCAPED', open('/etc/passwd').read())", PYTHON_ERROR),
        attack("home directories", "print('ESCAPED', open('/root/.bashrc').read())", PYTHON_ERROR),
        attack("write to /usr", "open('/usr/bin/x', 'w'); print('ESCAPED')", PYTHON_ERROR),
        attack(
            "delete /usr", "import shutil; shutil.rmtree('/usr'); print('ESCAPED')", PYTHON_ERROR),
        attack(
            "change the sandbox's own code",
            "open('/sandbox/deepeyes_sandbox/session.py', 'a').write('x'); print('ESCAPED')",
            PYTHON_ERROR),
        attack(
            "the control socket",
            "import socket; s = socket.socket(socket.AF_UNIX); s.connect('/control/zygote');"
                + " print('ESCAPED')",
            PYTHON_ERROR),
        attack("control groups", "print('ESCAPED', os.listdir('/cgroups'))", PYTHON_ERROR),
        attack(
            "a loopback port",
            "import socket; socket.create_connection(('127.0.0.1', 22), 1); print('ESCAPED')",
            PYTHON_ERROR),
        attack(
            "the internet",
            "import socket; socket.create_connection(('1.1.1.1', 53), 1); print('ESCAPED')",
            PYTHON_ERROR),
        attack(
            "raw packets",
            "import socket; socket.socket(socket.AF_INET, socket.SOCK_RAW, 1); print('ESCAPED')",
            PYTHON_ERROR),
        attack(
            "fork bomb",
            """
            n = 0
            try:
              while n < 500:
                if os.fork() == 0:
                  import time; time.sleep(30); os._exit(0)
                n += 1
              print('ESCAPED', n)
            except OSError as e:
              print(n, e)
            """,
            OK),
        attack("8 GiB at once", "x = bytearray(8 << 30); print('ESCAPED')", MEMORY),
        attack(
            "memory bit by bit",
            "x = []\nwhile True: x.append(bytearray(16 << 20))",
            MEMORY,
            TIMEOUT),
        attack(
            "memory of many processes",
            """
            pids = []
            for i in range(8):
              pid = os.fork()
              if pid == 0:
                x = bytearray(700 << 20)
                for j in range(0, len(x), 4096): x[j] = 1
                import time; time.sleep(30)
              pids.append(pid)
            for pid in pids: os.waitpid(pid, 0)
            """,
            MEMORY,
            KILLED,
            TIMEOUT,
            PYTHON_ERROR,
            OK),
        attack(
            "one large file",
            "open('/tmp/f', 'wb').write(bytes(200 << 20)); print('ESCAPED')",
            PYTHON_ERROR),
        attack(
            "many files",
            """
            for i in range(40):
              open(f'/tmp/f{i}', 'wb').write(bytes(32 << 20))
            print('ESCAPED')
            """,
            PYTHON_ERROR),
        attack(
            "shared memory",
            """
            for i in range(40):
              open(f'/dev/shm/f{i}', 'wb').write(bytes(32 << 20))
            print('ESCAPED')
            """,
            PYTHON_ERROR),
        attack(
            "many open files",
            "x = [open('/dev/null') for i in range(2000)]; print('ESCAPED')",
            PYTHON_ERROR),
        attack("kill everybody", "os.kill(-1, 9); print('after')", PYTHON_ERROR, OK),
        attack("kill itself", "os.kill(os.getpid(), 9); print('alive')", OK, KILLED),
        attack("kill the parent", "os.kill(os.getppid(), 9)", OK, PYTHON_ERROR, KILLED),
        attack(
            "trace another process",
            """
            import ctypes
            libc = ctypes.CDLL(None, use_errno=True)
            if libc.ptrace(16, 1, 0, 0) == 0 and os.getpid() != 1: print('ESCAPED')
            assert libc.ptrace(0, 0, 0, 0) == -1, 'ESCAPED'
            """,
            OK),
        attack(
            "processes of others",
            "p = [x for x in os.listdir('/proc') if x.isdigit()]; print('ESCAPED' if len(p) > 2 else p)",
            OK),
        attack(
            "environment of others",
            """
            found = [open(f'/proc/{p}/environ').read() for p in os.listdir('/proc')
                     if p.isdigit() and int(p) != os.getpid()]
            print('ESCAPED' if found else 'nothing')
            """,
            OK,
            PYTHON_ERROR),
        attack(
            "secrets of the environment",
            "print('ESCAPED' if {k for k in os.environ if 'TOKEN' in k or 'KEY' in k} else sorted(os.environ))",
            OK),
        attack("endless loop", "while True: pass", TIMEOUT),
        attack("endless sleep", "import time; time.sleep(1000)", TIMEOUT),
        attack(
            "a loop that swallows everything",
            "while True:\n  try:\n    for i in range(10**9): x = i\n  except BaseException: pass",
            TIMEOUT),
        attack(
            "no alarms",
            "import signal; signal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True: pass",
            TIMEOUT),
        attack("a long native call", "sum(range(10**12))", TIMEOUT),
        attack("endless output", "while True: print('x' * 10000)", OUTPUT_LIMIT),
        attack("endless errors", "while True: print('x' * 10000, file=sys.stderr)", OUTPUT_LIMIT),
        attack(
            "forged frames",
            """
            import socket, struct, json
            for fd in range(3, 64):
              try:
                body = json.dumps({'status': 'ok', 'stdout': 'FORGED', 'blobs': [1 << 40]}).encode()
                os.write(fd, struct.pack('>I', len(body)) + body)
              except OSError: pass
            """,
            OK,
            KILLED),
        attack(
            "huge frame",
            """
            for fd in range(3, 64):
              try: os.write(fd, b'\\xff\\xff\\xff\\xff')
              except OSError: pass
            """,
            OK,
            KILLED),
        attack("closed descriptors", "os.closerange(0, 256)", OK, KILLED, PYTHON_ERROR),
        attack(
            "replaced builtins",
            "import builtins\nbuiltins.len = builtins.print = builtins.isinstance = None",
            OK,
            PYTHON_ERROR,
            KILLED),
        attack("leaves at once", "os._exit(0)", KILLED),
        attack("leaves politely", "sys.exit(3)", OK, PYTHON_ERROR),
        attack(
            "stack overflow",
            "sys.setrecursionlimit(10**9)\ndef f(): f()\nf()",
            KILLED,
            PYTHON_ERROR,
            MEMORY,
            TIMEOUT),
        attack("crash in C", "import ctypes; ctypes.string_at(0)", KILLED),
        attack("a huge picture", "Image.new('RGB', (60000, 60000))", MEMORY, PYTHON_ERROR),
        attack("a picture bomb", "display(Image.new('L', (20000, 20000)))", OK, MEMORY),
        attack(
            "a million pictures",
            "x = Image.new('RGB', (4, 4))\nfor i in range(1_000_000): display(x)",
            OK,
            TIMEOUT),
        attack(
            "threads that outlive the cell",
            """
            import threading
            def spin():
              while True: pass
            for i in range(8): threading.Thread(target=spin, daemon=True).start()
            """,
            OK),
        attack(
            "background processes",
            "import subprocess; subprocess.Popen(['sleep', '100'], start_new_session=True); 1",
            OK),
        attack(
            "a link out of /tmp",
            "os.symlink('/etc/shadow', '/tmp/l'); print('ESCAPED', open('/tmp/l').read())",
            PYTHON_ERROR),
        attack(
            "files of others",
            "print('ESCAPED' if os.path.exists('/tmp/victim') else 'nothing')",
            OK),
        attack(
            "set the clock",
            "import time; time.clock_settime(time.CLOCK_REALTIME, 0); print('ESCAPED')",
            PYTHON_ERROR),
        attack(
            "mount",
            """
            import ctypes
            print('ESCAPED' if ctypes.CDLL(None).mount(b'x', b'/tmp', b'tmpfs', 0, None) == 0 else 'no')
            """,
            OK),
        attack(
            "a new user namespace",
            """
            import ctypes
            print('ESCAPED' if ctypes.CDLL(None).unshare(0x10000000) == 0 else 'no')
            """,
            OK),
        attack("become root", "os.setuid(0); print('ESCAPED')", PYTHON_ERROR),
        attack("change root", "os.chroot('/tmp'); print('ESCAPED')", PYTHON_ERROR),
        attack("devices", "os.mknod('/tmp/d', 0o60600, 0x0800); print('ESCAPED')", PYTHON_ERROR));
  }

  @BeforeEach
  void startVictim() throws Exception {
    victim = KERNELS.start(1, List.of());
    victim.run("kept = 42\nopen('/tmp/victim', 'w').write('v');", LIMIT);
  }

  @AfterEach
  void endVictim() {
    victim.close();
  }

  @AfterAll
  static void close() {
    KERNELS.close();
  }

  /// A container may have no control groups to write to, and tests need not run as root.
  @Test
  void theLayersHold() throws Exception {
    assertThat(KERNELS.isolation().missing()).isSubsetOf("cgroup", "user");
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void isKeptIn(Attack attack) throws Exception {
    run(attack);
    assertThat(victim.run("kept, open('/tmp/victim').read()", LIMIT).value())
        .isEqualTo("(42, 'v')");
    try (Kernel next = KERNELS.start(1, List.of())) {
      assertThat(next.run("1 + 1", LIMIT).value()).isEqualTo("2");
    }
  }

  @Test
  void allAtOnce() throws Exception {
    List<Future<Void>> running = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      for (Attack attack : attacks().toList()) {
        Callable<Void> task =
            () -> {
              runAnyhow(attack);
              return null;
            };
        running.add(pool.submit(task));
      }
      for (Future<Void> future : running) {
        future.get();
      }
    }
    assertThat(victim.run("kept", Duration.ofSeconds(20)).value()).isEqualTo("42");
  }

  private static void run(Attack attack) throws Exception {
    try (Kernel kernel = KERNELS.start(1, List.of())) {
      try {
        CellOutput output = kernel.run(attack.code, LIMIT);
        assertThat(output.stdout()).doesNotContain("ESCAPED");
        assertThat(output.traceback()).doesNotContain("AssertionError");
        assertThat(output.status()).as(output.traceback()).isIn(attack.ends);
      } catch (Kernel.Died e) {
        assertThat(e.status()).as(e.getMessage()).isIn(attack.ends);
      }
    }
  }

  /// Under load everything may also run out of time.
  private static void runAnyhow(Attack attack) throws Exception {
    try (Kernel kernel = KERNELS.start(1, List.of())) {
      assertThat(kernel.run(attack.code, LIMIT).stdout()).doesNotContain("ESCAPED");
    } catch (Kernel.Died e) {
      assertThat(e.status()).isIn(KILLED, MEMORY, TIMEOUT);
    }
  }
}
