package io.github.deepeyes4j.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import redis.clients.jedis.RedisClient;

/// A Redis server of the tests' own.
public final class RedisProcess implements AutoCloseable {
  private final Process process;
  private final int port;
  private final Path directory;

  private RedisProcess(Process process, int port, Path directory) {
    this.process = process;
    this.port = port;
    this.directory = directory;
  }

  public static RedisProcess start() throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path directory = Files.createTempDirectory("deepeyes-redis-");
    Process process =
        new ProcessBuilder(
                "redis-server",
                "--bind",
                "127.0.0.1",
                "--port",
                String.valueOf(port),
                "--save",
                "",
                "--dir",
                directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    for (int attempt = 0; ; attempt++) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return new RedisProcess(process, port, directory);
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

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(directory.resolve("log"));
    Files.deleteIfExists(directory);
  }
}
