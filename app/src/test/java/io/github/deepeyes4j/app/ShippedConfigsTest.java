package io.github.deepeyes4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.data.CurationConfig;
import io.github.deepeyes4j.eval.benchmark.Benchmark;
import io.github.deepeyes4j.eval.run.EvalConfig;
import io.github.deepeyes4j.train.rl.RlConfig;
import io.github.deepeyes4j.train.sft.SftConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShippedConfigsTest {
  static List<Path> configs() throws IOException {
    try (var files = Files.walk(Path.of("../configs"))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /// Benchmarks and evaluations have folders of their own; what has a mix of samples is for `sft`,
  /// what has sources for `curate`, the others are for `rl`.
  @ParameterizedTest
  @MethodSource("configs")
  void isAccepted(Path file) throws IOException {
    String text = Files.readString(file);
    if (file.startsWith("../configs/benchmarks")) {
      assertThat(Configs.load(file, Benchmark.class).name() + ".yaml")
          .isEqualTo(file.getFileName().toString());
    } else if (file.startsWith("../configs/eval")) {
      EvalConfig config = Configs.load(file, EvalConfig.class);
      assertThat(config.benchmarks())
          .allSatisfy(task ->
              assertThat(Benchmark.named(task.name(), Path.of("../configs/benchmarks")).name())
                  .isEqualTo(task.name()));
    } else if (text.contains("\nsources:")) {
      assertThat(Configs.load(file, CurationConfig.class, List.of()).sources()).isNotEmpty();
    } else if (text.contains("\nmix:")) {
      assertThat(Configs.load(file, SftConfig.class, List.of()).mix()).isNotEmpty();
    } else {
      assertThat(Configs.load(file, RlConfig.class, List.of()).rollouts().prompts()).isPositive();
    }
  }
}
