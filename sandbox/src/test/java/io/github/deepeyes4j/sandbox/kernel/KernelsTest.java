package io.github.deepeyes4j.sandbox.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.image.Picture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class KernelsTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Kernels KERNELS = Kernels.open(PythonEnvironment.openDefault());
  private static final Picture PICTURE = Picture.ofRgb(2, 2, new byte[12]);

  @AfterAll
  static void close() {
    KERNELS.close();
  }

  private static Kernel start() throws Exception {
    return KERNELS.start(List.of(PICTURE));
  }

  @Test
  void theWarmProcessIsReplacedWhenItDies() throws Exception {
    try (Kernels own = Kernels.open(PythonEnvironment.openDefault())) {
      Kernel before = own.start(List.of());
      assertThat(before.run("1", LIMIT).result()).isEqualTo("1");
      own.zygote().close();
      assertThatThrownBy(() -> before.run("2", LIMIT))
          .isInstanceOfSatisfying(
              Kernel.Died.class, e -> assertThat(e.status()).isEqualTo(ToolStatus.KILLED));
      try (Kernel after = own.start(List.of())) {
        assertThat(after.run("3", LIMIT).result()).isEqualTo("3");
      }
    }
  }

  @Test
  void variablesMoveToAnotherProcess() throws Exception {
    try (Kernel first = start();
        Kernel second = start()) {
      first.run(
          """
          count = 0
          def bump():
            global count
            count += 1
          class Point:
            def __init__(self, x): self.x = x
          point, _hidden, square = Point(3), 'h', lambda x: x * x
          image_1.putpixel((0, 0), (255, 0, 0))
          rows = np.arange(5)
          generator = (i for i in rows)
          """,
          LIMIT);
      Kernel.Saved saved = first.save(1 << 20);
      assertThat(saved.lost()).containsExactly("generator");
      assertThat(second.load(saved.variables())).isTrue();
      String code =
          "bump(); bump()\ncount, point.x, _hidden, square(4), image_1.getpixel((0, 0)), rows.sum()";
      assertThat(second.run(code, LIMIT).value())
          .isEqualTo("(2, 3, 'h', 16, (255, 0, 0), np.int64(10))");
    }
  }

  @Test
  void whatIsTooLargeIsNamed() throws Exception {
    try (Kernel kernel = start()) {
      kernel.run("big, small = bytes(1 << 20), 7", LIMIT);
      Kernel.Saved saved = kernel.save(100_000);
      assertThat(saved.lost()).containsExactly("big");
      assertThat(saved.variables()).hasSizeLessThan(1000);
    }
  }

  @Test
  void untouchedPicturesAreNotSaved() throws Exception {
    try (Kernel kernel = start()) {
      kernel.run("x = 1", LIMIT);
      assertThat(kernel.save(1 << 20).variables()).hasSizeLessThan(200);
    }
  }

  @Test
  void nonsenseIsNotLoaded() throws Exception {
    try (Kernel kernel = start()) {
      assertThat(kernel.load(new byte[] {1, 2, 3})).isFalse();
      assertThat(kernel.run("1", LIMIT).result()).isEqualTo("1");
    }
  }

  @Test
  void anInterruptedCellLeavesItsSession() throws Exception {
    try (Kernel kernel = start()) {
      kernel.interrupt();
      assertThat(kernel.run("x = 1\nx", LIMIT).result()).isEqualTo("1");
      CompletableFuture<CellOutput> endless =
          CompletableFuture.supplyAsync(() -> {
            try {
              return kernel.run("while True: pass", LIMIT);
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          });
      Thread.sleep(300);
      kernel.interrupt();
      assertThat(endless.get().status()).isEqualTo(ToolStatus.TIMEOUT);
      assertThat(kernel.run("x", LIMIT).result()).isEqualTo("1");
    }
  }
}
