package io.github.deepeyes4j.sandbox.kernel;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Where the files of one warm process lie, with its control groups: `deepeyes-sandbox-PID-…`. It
/// is locked as long as this process lives, so that what a killed one has left is found and
/// removed.
final class WorkDirectory implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(WorkDirectory.class.getName());
  private static final String PREFIX = "deepeyes-sandbox-";
  private static final String LOCK = "lock";

  private final Path path;
  private final FileChannel lock;
  private final ControlGroups groups;

  private WorkDirectory(Path path, FileChannel lock, ControlGroups groups) {
    this.path = path;
    this.lock = lock;
    this.groups = groups;
  }

  static WorkDirectory create() throws IOException {
    Path path = Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + "-");
    sweep(path);
    ControlGroups.removeLeft(PREFIX);
    FileChannel lock = open(path);
    lock.lock();
    return new WorkDirectory(path, lock, ControlGroups.create(name(path)));
  }

  private static String name(Path directory) {
    return directory.getFileName().toString();
  }

  private static FileChannel open(Path directory) throws IOException {
    return FileChannel.open(
        directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /// Removes the directories beside `own` that nobody holds any more.
  private static void sweep(Path own) throws IOException {
    try (DirectoryStream<Path> directories =
        Files.newDirectoryStream(own.resolveSibling(""), PREFIX + "*")) {
      for (Path directory : directories) {
        if (Files.exists(directory.resolve(LOCK))) {
          removeIfLeft(directory);
        }
      }
    }
  }

  private static void removeIfLeft(Path directory) {
    try (FileChannel channel = open(directory);
        FileLock held = channel.tryLock()) {
      if (held != null) {
        ControlGroups.existing(name(directory)).close();
        deleteTree(directory);
      }
    } catch (IOException | OverlappingFileLockException e) {
      // Somebody else's, or being removed by somebody else.
      LOG.log(System.Logger.Level.DEBUG, directory + " stays", e);
    }
  }

  Path path() {
    return path;
  }

  ControlGroups groups() {
    return groups;
  }

  @Override
  public void close() {
    groups.close();
    try (lock) {
      deleteTree(path);
    } catch (IOException e) {
      // The next one that is made removes it.
      LOG.log(System.Logger.Level.DEBUG, path + " stays", e);
    }
  }

  private static void deleteTree(Path tree) throws IOException {
    List<Path> leavesFirst;
    try (Stream<Path> paths = Files.walk(tree)) {
      leavesFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : leavesFirst) {
      Files.deleteIfExists(path);
    }
  }
}
