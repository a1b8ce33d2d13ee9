package io.github.deepeyes4j.sandbox.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.image.Picture;
import java.time.Duration;
import java.util.ArrayList;
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
    return KERNELS.start(1, List.of(PICTURE));
  }

  @Test
  void theWarmProcessIsReplacedWhenItDies() throws Exception {
    try (Kernels own = Kernels.open(PythonEnvironment.openDefault())) {
      Kernel before = own.start(1, List.of());
      assertThat(before.run("1", LIMIT).result()).isEqualTo("1");
      own.zygote().close();
      // The processes of a namespace die shortly after its first one.
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 200; i++) {
                  before.run("2", LIMIT);
                  Thread.sleep(20);
                }
              })
          .isInstanceOfSatisfying(
              Kernel.Died.class, e -> assertThat(e.status()).isEqualTo(ToolStatus.KILLED));
      try (Kernel after = own.start(1, List.of())) {
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
      Kernel.Saved saved = first.save(1 << 20, false);
      assertThat(saved.lost()).containsExactly("generator");
      assertThat(second.load(saved.variables())).isTrue();
      String code =
          "bump(); bump()\ncount, point.x, _hidden, square(4), image_1.getpixel((0, 0)), rows.sum()";
      assertThat(second.run(code, LIMIT).value())
          .isEqualTo("(2, 3, 'h', 16, (255, 0, 0), np.int64(10))");
    }
  }

  @Test
  void randomNumbersAreTheSeedsAndGoOn() throws Exception {
    String draw = "import random\nrandom.random(), np.random.rand()";
    try (Kernel one = KERNELS.start(7, List.of());
        Kernel same = KERNELS.start(7, List.of());
        Kernel other = KERNELS.start(8, List.of(PICTURE))) {
      String first = String.valueOf(one.run(draw, LIMIT).value());
      assertThat(same.run(draw, LIMIT).value()).isEqualTo(first);
      assertThat(other.run(draw, LIMIT).value()).isNotEqualTo(first);
      assertThat(other.load(one.save(1 << 20, false).variables())).isTrue();
      assertThat(other.run(draw, LIMIT).value()).isEqualTo(same.run(draw, LIMIT).value());
    }
  }

  @Test
  void picturesOfAGroupAreSharedUntilDrawnOn() throws Exception {
    Picture large = Picture.ofRgb(2000, 1500, new byte[2000 * 1500 * 3]);
    String own =
        "sum(int(line.split()[1]) for line in open('/proc/self/smaps_rollup')"
            + " if line.startswith('Private_')) // 1024";
    List<Kernel> group = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        group.add(KERNELS.start(i, List.of(large)));
      }
      // Decoded it takes four bytes a pixel: 11 MiB.
      int alone = Integer.parseInt(String.valueOf(group.get(0).run(own, LIMIT).value()));
      int shared = Integer.parseInt(String.valueOf(group.get(3).run(own, LIMIT).value()));
      assertThat(alone - shared).isGreaterThan(8);
      group.get(3).run("image_1.putpixel((0, 0), (1, 2, 3))", LIMIT);
      assertThat(group.get(2).run("image_1.getpixel((0, 0)), images[0] is image_1", LIMIT).value())
          .isEqualTo("((0, 0, 0), True)");
    } finally {
      group.forEach(Kernel::close);
    }
    try (Kernel next = KERNELS.start(1, List.of(large))) {
      assertThat(next.run("image_1.size", LIMIT).value()).isEqualTo("(2000, 1500)");
    }
  }

  @Test
  void whatShowsWithoutEndIsCutAndSaysSo() throws Exception {
    try (Kernel kernel = start()) {
      CellOutput output = kernel.run("print('a' * 3_000_000)\n'b' * 3_000_000", LIMIT);
      assertThat(output.status()).isEqualTo(ToolStatus.OK);
      assertThat(output.stdout()).endsWith("a\n[stdout: 1951425 bytes beyond the limit dropped]\n");
      assertThat(output.value()).endsWith("b\n[1951424 characters beyond the limit dropped]");
      CellOutput flood = kernel.run("kept = 1\nwhile True: print('x' * 10000)", LIMIT);
      assertThat(flood.status()).isEqualTo(ToolStatus.OUTPUT_LIMIT);
      assertThat(kernel.run("kept", LIMIT).value()).isEqualTo("1");
    }
  }

  @Test
  void figuresAreCutToWhatTheyShow() throws Exception {
    try (Kernel kernel = start()) {
      String inside = "plt.figure(figsize=(4, 3), dpi=100); plt.plot([1, 2]); plt.show()";
      Picture figure = kernel.run(inside, LIMIT).images().getFirst();
      assertThat(figure.width()).isBetween(300, 400);
      assertThat(figure.height()).isBetween(200, 300);
      // A legend beside the figure is part of the picture.
      String outside =
          "plt.figure(figsize=(4, 3), dpi=100); plt.plot([1, 2], label='long label')"
              + "; plt.legend(bbox_to_anchor=(1.6, 1)); plt.show()";
      assertThat(kernel.run(outside, LIMIT).images().getFirst().width()).isGreaterThan(420);
    }
  }

  @Test
  void aTimeOutThatIsSwallowedComesAgain() throws Exception {
    try (Kernel kernel = start()) {
      String code =
          """
          import time
          swallowed = 0
          while swallowed < 1:
            try: time.sleep(10)
            except KeyboardInterrupt: swallowed += 1
          time.sleep(10)
          """;
      CellOutput output = kernel.run(code, Duration.ofMillis(200));
      assertThat(output.status()).isEqualTo(ToolStatus.TIMEOUT);
      assertThat(kernel.run("swallowed", LIMIT).value()).isEqualTo("1");
    }
  }

  @Test
  void whatIsTooLargeIsNamed() throws Exception {
    try (Kernel kernel = start()) {
      kernel.run("big, small = bytes(1 << 20), 7", LIMIT);
      Kernel.Saved saved = kernel.save(100_000, false);
      assertThat(saved.lost()).containsExactly("big");
      assertThat(saved.variables()).hasSizeLessThan(10_000);
    }
  }

  @Test
  void untouchedPicturesAreNotSaved() throws Exception {
    try (Kernel kernel = start()) {
      kernel.run("x = 1", LIMIT);
      assertThat(kernel.save(1 << 20, false).variables()).hasSizeLessThan(10_000);
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
