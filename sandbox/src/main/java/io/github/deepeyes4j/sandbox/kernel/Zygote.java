package io.github.deepeyes4j.sandbox.kernel;

import io.github.deepeyes4j.core.BadInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The warm Python process from which sessions are forked, confined by bubblewrap: a minimal
/// read-only root, no network, namespaces of its own. It dies with this process.
///
/// Safe for concurrent use.
final class Zygote implements AutoCloseable {
  private static final List<String> MODULES =
      List.of(
          "__init__.py",
          "capture.py",
          "cgroups.py",
          "frames.py",
          "isolation.py",
          "session.py",
          "shell.py",
          "state.py",
          "zygote.py");

  private static final Pattern MISSING = Pattern.compile("No module named '([^'.]+)");

  private final PythonEnvironment python;
  private final WorkDirectory directory;
  private final Process process;
  private final ControlSocket control;

  private Zygote(PythonEnvironment python, WorkDirectory directory, Process process) {
    this.python = python;
    this.directory = directory;
    this.process = process;
    this.control = new ControlSocket(directory.path().resolve("control/zygote"));
  }

  /// Starts the process and waits until it is warm: about a second.
  static Zygote start(PythonEnvironment python) throws IOException {
    WorkDirectory directory = WorkDirectory.create();
    try {
      Files.createDirectory(directory.path().resolve("control"));
      unpackModules(directory.path().resolve("modules/deepeyes_sandbox"));
      Process process =
          new ProcessBuilder(command(python, directory))
              .redirectError(directory.path().resolve("log").toFile())
              .start();
      Zygote zygote = new Zygote(python, directory, process);
      zygote.awaitReady();
      return zygote;
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static void unpackModules(Path target) throws IOException {
    Files.createDirectories(target);
    for (String module : MODULES) {
      try (InputStream source = Zygote.class.getResourceAsStream("/deepeyes_sandbox/" + module)) {
        if (source == null) {
          throw new IllegalStateException("the program lacks its resource " + module);
        }
        Files.copy(source, target.resolve(module));
      }
    }
  }

  private static List<String> command(PythonEnvironment python, WorkDirectory directory) {
    List<String> command = new ArrayList<>(List.of("bwrap"));
    command.addAll(List.of("--unshare-ipc", "--unshare-net", "--unshare-pid", "--unshare-uts"));
    if (isRoot()) {
      // Needed to put every session into namespaces and a user of its own; sessions drop them all.
      command.addAll(List.of("--cap-add", "ALL"));
    } else {
      command.add("--unshare-user");
    }
    command.addAll(List.of("--die-with-parent", "--new-session", "--clearenv"));
    command.addAll(root(python));
    command.addAll(
        List.of("--ro-bind", directory.path().resolve("modules").toString(), "/sandbox"));
    command.addAll(List.of("--bind", directory.path().resolve("control").toString(), "/control"));
    directory
        .groups()
        .parents()
        .forEach((controller, group) ->
            command.addAll(List.of("--bind", group.toString(), "/cgroups/" + controller)));
    Map<String, String> environment =
        Map.of(
            "HOME", "/tmp",
            "PATH", "/usr/bin:/bin",
            "LANG", "C.UTF-8",
            // Figures take and free some megabytes each: given back to the system every time, these
            // double their cost.
            "GLIBC_TUNABLES",
                "glibc.malloc.trim_threshold=67108864:glibc.malloc.mmap_threshold=33554432",
            "PYTHONPATH", "/sandbox",
            // A session that is begun again elsewhere walks through its sets in the same order.
            "PYTHONHASHSEED", "0",
            "MPLCONFIGDIR", "/tmp/matplotlib",
            "OMP_NUM_THREADS", "1",
            "OPENBLAS_NUM_THREADS", "1");
    environment.forEach((name, value) -> command.addAll(List.of("--setenv", name, value)));
    command.addAll(List.of("--chdir", "/tmp", "/venv/bin/python", "-B"));
    command.addAll(List.of("-m", "deepeyes_sandbox.zygote", "/control"));
    return command;
  }

  /// The file system that code sees: programs and libraries, read-only, and nothing of anybody's.
  private static List<String> root(PythonEnvironment python) {
    List<String> root =
        new ArrayList<>(List.of("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"));
    root.addAll(List.of("--ro-bind", "/usr", "/usr"));
    for (String name : List.of("bin", "sbin", "lib", "lib32", "lib64")) {
      if (Files.isSymbolicLink(Path.of("/" + name))) {
        root.addAll(List.of("--symlink", "usr/" + name, "/" + name));
      } else {
        root.addAll(List.of("--ro-bind-try", "/" + name, "/" + name));
      }
    }
    for (String file : List.of("/etc/ld.so.cache", "/etc/fonts", "/etc/localtime")) {
      root.addAll(List.of("--ro-bind-try", file, file));
    }
    root.addAll(List.of("--ro-bind", python.home().toString(), "/venv"));
    if (!python.base().startsWith("/usr")) {
      // Without this bubblewrap makes the directories above it readable for root alone.
      for (int depth = 1; depth < python.base().getNameCount(); depth++) {
        Path parent = Path.of("/").resolve(python.base().subpath(0, depth));
        root.addAll(List.of("--perms", "0755", "--dir", parent.toString()));
      }
      root.addAll(List.of("--ro-bind", python.base().toString(), python.base().toString()));
    }
    return root;
  }

  private static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException e) {
      return false;
    }
  }

  private void awaitReady() throws IOException {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    if (!"ready".equals(output.readLine())) {
      process.destroyForcibly();
      throw new BadInputException(
          reason(Files.readString(directory.path().resolve("log")).strip()));
    }
  }

  private String reason(String log) {
    Matcher missing = MISSING.matcher(log);
    return missing.find()
        ? "%s lacks the Python module '%s'; install it with: %s"
            .formatted(python.home(), missing.group(1), python.installCommand(missing.group(1)))
        : "the Python sandbox does not start: "
            + log.lines().reduce((first, last) -> last).orElse("no message");
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// The way to this process.
  ControlSocket control() {
    return control;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
      directory.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
