package io.github.deepeyes4j.sandbox.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WorkDirectoryTest {
  @Test
  void whatAKilledProcessHasLeftIsRemoved() throws Exception {
    Path left = Files.createTempDirectory("deepeyes-sandbox-");
    Files.createFile(left.resolve("lock"));
    Files.createDirectory(left.resolve("control"));
    WorkDirectory held = WorkDirectory.create();
    WorkDirectory next = WorkDirectory.create();
    assertThat(left).doesNotExist();
    assertThat(held.path()).exists();
    held.close();
    next.close();
    assertThat(held.path()).doesNotExist();
  }
}
