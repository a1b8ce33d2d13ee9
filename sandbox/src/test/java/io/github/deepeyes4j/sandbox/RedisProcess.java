package io.github.deepeyes4j.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import redis.clients.jedis.RedisClient;

/// A Redis server of the tests' own.
public final class RedisProcess implements AutoCloseable {
  private volatile Process process;
  private final int port;
  private final Path directory;

  private RedisProcess(int port, Path directory, Process process) {
    this.port = port;
    this.directory = directory;
    this.process = process;
  }

  public static RedisProcess start() throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path directory = Files.createTempDirectory("deepeyes-redis-");
    return new RedisProcess(port, directory, launch(port, directory));
  }

  /// Every write is on the disk before it is answered.
  private static Process launch(int port, Path directory) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            "redis-server",
            "--bind",
            "127.0.0.1",
            "--port",
            String.valueOf(port),
            "--save",
            "",
            "--appendonly",
            "yes",
            "--appendfsync",
            "always",
            "--dir",
            directory.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    for (int attempt = 0; ; attempt++) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return process;
      } catch (IOException e) {
        if (attempt == 100 || !process.isAlive()) {
          process.destroyForcibly();
          throw e;
        }
        Thread.sleep(50);
      }
    }
  }

  public URI address() {
    return URI.create("redis://127.0.0.1:" + port);
  }

  /// All data are gone, as after a restart.
  public void forget() {
    try (RedisClient client = RedisClient.create(address())) {
      client.flushAll();
    }
  }

  /// As `kill -9` does.
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// On the same port, with what it had.
  public void restart() throws IOException, InterruptedException {
    process = launch(port, directory);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
