package io.github.deepeyes4j.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.agent.CellResult;
import io.github.deepeyes4j.core.agent.CodeRunner.CodeSession;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.image.Picture;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Servers, warm processes, sessions and Redis are killed while clients work: no answer is wrong,
/// and whatever is lost is said to be.
class SurvivalTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Picture PICTURE = Picture.ofRgb(4, 3, new byte[36]);
  private static final int SESSIONS = 32;
  private static final int SECONDS = Integer.getInteger("survival.seconds", 20);
  private static final long SEED = Long.getLong("tests.seed", System.nanoTime());

  private final AtomicInteger right = new AtomicInteger();
  private final AtomicInteger cellsLost = new AtomicInteger();
  private final AtomicInteger sessionsLost = new AtomicInteger();

  @Test
  void nothingIsWrongAndEveryLossIsSaid() throws Exception {
    try (RedisProcess redis = RedisProcess.start();
        ServerProcess first = ServerProcess.start(redis.address());
        ServerProcess second = ServerProcess.start(redis.address());
        RemoteSandbox sandbox = RemoteSandbox.of(List.of(first.address(), second.address()), "");
        ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < SESSIONS; i++) {
        String name = "client-" + i;
        clients.add(
            pool.submit(() -> {
              while (System.nanoTime() < end) {
                converse(sandbox, name, end);
              }
              return null;
            }));
      }
      Chaos chaos = new Chaos(List.of(first, second), redis);
      while (System.nanoTime() < end) {
        chaos.strike();
      }
      for (Future<?> client : clients) {
        client.get();
      }
      String summary =
          "seed %d: %s; %d cells right, %d lost and said to be, %d sessions lost and said to be"
              .formatted(SEED, chaos.strikes, right.get(), cellsLost.get(), sessionsLost.get());
      System.out.println(summary);
      assertThat(right.get()).as(summary).isGreaterThan(SESSIONS);
      // Redis is back within a second, and what it had it has again: most sessions survive.
      assertThat(sessionsLost.get()).as(summary).isLessThan(right.get() / 20);
    }
  }

  /// One session, up to its loss: every cell that is answered must be this client's, and the next.
  private void converse(RemoteSandbox sandbox, String name, long end) throws InterruptedException {
    try (CodeSession session = sandbox.open(List.of(PICTURE))) {
      String begin = "who, n = '%s', 0\nimage_1.putpixel((0, 0), (7, 7, 7))".formatted(name);
      int lost = 0;
      while (session.run(begin, LIMIT).status() != ToolStatus.OK) {
        if (++lost == 5) {
          return;
        }
      }
      int n = 0;
      int inARow = 0;
      while (System.nanoTime() < end) {
        CellResult result = session.run("n += 1\nwho, n, image_1.getpixel((0, 0))[0]", LIMIT);
        if (result.status() == ToolStatus.OK) {
          n++;
          inARow = 0;
          right.incrementAndGet();
          assertThat(result.stdout()).as("seed %d", SEED).isEqualTo("('%s', %d, 7)", name, n);
        } else {
          assertThat(result.status())
              .as(result.stderr())
              .isIn(ToolStatus.KILLED, ToolStatus.UNAVAILABLE);
          cellsLost.incrementAndGet();
          if (++inARow == 5 || result.stderr().contains("variables are lost")) {
            sessionsLost.incrementAndGet();
            return;
          }
          Thread.sleep(500);
        }
        Thread.sleep(ThreadLocalRandom.current().nextInt(100));
      }
    }
  }

  /// Kills something every second or so, and brings it back.
  private static final class Chaos {
    private final Random random = new Random(SEED);
    private final List<ServerProcess> servers;
    private final RedisProcess redis;
    private final List<String> strikes = new ArrayList<>();

    Chaos(List<ServerProcess> servers, RedisProcess redis) {
      this.servers = servers;
      this.redis = redis;
    }

    void strike() throws InterruptedException, IOException {
      Thread.sleep(500 + random.nextInt(1000));
      ServerProcess server = servers.get(random.nextInt(servers.size()));
      switch (random.nextInt(4)) {
        case 0 -> {
          strikes.add("server");
          server.kill();
          Thread.sleep(500);
          server.restart();
        }
        case 1 -> {
          strikes.add("warm process");
          server.pythons().stream().limit(1).forEach(ProcessHandle::destroyForcibly);
        }
        case 2 -> {
          strikes.add("session");
          List<ProcessHandle> pythons = server.pythons();
          if (pythons.size() > 1) {
            pythons.get(1 + random.nextInt(pythons.size() - 1)).destroyForcibly();
          }
        }
        default -> {
          strikes.add("Redis");
          redis.kill();
          Thread.sleep(random.nextInt(500));
          redis.restart();
        }
      }
    }
  }

  @Test
  @SuppressWarnings("try") // the first server is killed half way
  void twoHundredSessionsOutliveTheirServer() throws Exception {
    try (RedisProcess redis = RedisProcess.start();
        ServerProcess first = ServerProcess.start(redis.address());
        ServerProcess second = ServerProcess.start(redis.address());
        RemoteSandbox sandbox = RemoteSandbox.of(List.of(first.address(), second.address()), "");
        ExecutorService pool = Executors.newFixedThreadPool(16)) {
      List<Future<String>> results = new ArrayList<>();
      AtomicInteger cells = new AtomicInteger();
      for (int i = 0; i < 200; i++) {
        int number = i;
        results.add(pool.submit(() -> count(sandbox, number, cells)));
      }
      while (cells.get() < 300) {
        Thread.sleep(10);
      }
      first.kill();
      for (Future<String> result : results) {
        assertThat(result.get()).isEqualTo("(5, (4, 3))");
      }
    }
  }

  private static String count(RemoteSandbox sandbox, int number, AtomicInteger cells)
      throws InterruptedException {
    try (CodeSession own = sandbox.open(List.of(PICTURE))) {
      own.run("total = " + number, LIMIT);
      for (int step = 0; step < 5; step++) {
        CellResult result = own.run("total += 1\ntotal", LIMIT);
        if (result.status() != ToolStatus.OK) {
          return result.toString();
        }
        cells.incrementAndGet();
      }
      return own.run("total - %d, image_1.size".formatted(number), LIMIT).stdout();
    }
  }
}
