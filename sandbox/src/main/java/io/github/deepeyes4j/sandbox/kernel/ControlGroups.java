package io.github.deepeyes4j.sandbox.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The control groups below which the warm process makes one for each session; none where this
/// process may not make any. Version 1 and 2 of the kernel's interface.
final class ControlGroups implements AutoCloseable {
  private static final Path MOUNT = Path.of("/sys/fs/cgroup");
  private static final List<String> CONTROLLERS = List.of("memory", "pids", "cpu");

  private final Map<String, Path> parents;

  private ControlGroups(Map<String, Path> parents) {
    this.parents = parents;
  }

  static ControlGroups create(String name) {
    ControlGroups groups = new ControlGroups(new LinkedHashMap<>());
    try {
      Map<String, Path> own = own();
      if (Files.exists(MOUNT.resolve("cgroup.controllers"))) {
        groups.createUnified(own.getOrDefault("", MOUNT).resolve(name));
      } else {
        for (String controller : CONTROLLERS) {
          Path mount = MOUNT.resolve(controller);
          groups.parents.put(
              controller, Files.createDirectory(own.getOrDefault(controller, mount).resolve(name)));
        }
      }
    } catch (IOException e) {
      groups.close();
    }
    return groups;
  }

  /// Those that another process has made under a name, as far as they are there.
  static ControlGroups existing(String name) {
    ControlGroups groups = new ControlGroups(new LinkedHashMap<>());
    try {
      own()
          .forEach((controller, group) -> {
            if (Files.isDirectory(group.resolve(name))) {
              groups.parents.put(controller, group.resolve(name));
            }
          });
    } catch (IOException e) {
      System.getLogger(ControlGroups.class.getName())
          .log(System.Logger.Level.DEBUG, "control groups cannot be looked for", e);
    }
    return groups;
  }

  /// Removes those whose process has ended without having done so.
  ///
  /// @param prefix of their names, which its number follows
  static void removeLeft(String prefix) throws IOException {
    Pattern name = Pattern.compile(Pattern.quote(prefix) + "(\\d+)-.*");
    for (Path group : own().values().stream().filter(Files::isDirectory).toList()) {
      try (Stream<Path> children = Files.list(group)) {
        children
            .map(child -> name.matcher(child.getFileName().toString()))
            .filter(Matcher::matches)
            .filter(made -> ProcessHandle.of(Long.parseLong(made.group(1))).isEmpty())
            .forEach(made -> existing(made.group()).close());
      }
    }
  }

  private void createUnified(Path parent) throws IOException {
    Files.createDirectory(parent);
    parents.put("unified", parent);
    // Fails where processes live in a group above: the sessions then do without.
    String wanted = "+" + String.join(" +", CONTROLLERS);
    Files.writeString(parent.resolveSibling("cgroup.subtree_control"), wanted);
    Files.writeString(parent.resolve("cgroup.subtree_control"), wanted);
  }

  /// This process's groups by controller, as far as they are visible here; version 2's under an
  /// empty name.
  private static Map<String, Path> own() throws IOException {
    Map<String, Path> own = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
      String[] parts = line.split(":", 3);
      for (String controller : parts[1].split(",", -1)) {
        Path mount = controller.isEmpty() ? MOUNT : MOUNT.resolve(controller);
        Path group = mount.resolve(parts[2].substring(1));
        own.put(controller, Files.isDirectory(group) ? group : mount);
      }
    }
    return own;
  }

  /// The directories by controller, to be bound into the sandbox.
  Map<String, Path> parents() {
    return parents;
  }

  @Override
  public void close() {
    for (Path parent : parents.values()) {
      try (Stream<Path> children = Files.list(parent)) {
        for (Path child : children.filter(Files::isDirectory).toList()) {
          Files.delete(child);
        }
        Files.delete(parent);
      } catch (IOException e) {
        System.getLogger(ControlGroups.class.getName())
            .log(System.Logger.Level.DEBUG, "a control group stays behind", e);
      }
    }
    parents.clear();
  }
}
