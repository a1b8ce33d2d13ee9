package io.github.deepeyes4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.train.sft.SftConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShippedConfigsTest {
  static List<Path> nano() throws IOException {
    try (var files = Files.list(Path.of("../configs/nano"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("nano")
  void isAccepted(Path file) {
    assertThat(Configs.load(file, SftConfig.class, List.of()).mix()).isNotEmpty();
  }
}
