package io.github.deepeyes4j.sandbox;

import io.github.deepeyes4j.sandbox.http.SandboxServer;
import io.github.deepeyes4j.sandbox.http.Tenants;
import io.github.deepeyes4j.sandbox.kernel.Kernels;
import io.github.deepeyes4j.sandbox.kernel.PythonEnvironment;
import io.github.deepeyes4j.sandbox.session.RedisStore;
import io.github.deepeyes4j.sandbox.session.Sessions;
import io.github.deepeyes4j.sandbox.session.Tenant;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A sandbox server in a process of its own, to be killed.
final class ServerProcess implements AutoCloseable {
  private final URI redis;
  private final int port;
  private volatile Process process;

  private ServerProcess(URI redis, int port, Process process) {
    this.redis = redis;
    this.port = port;
    this.process = process;
  }

  static ServerProcess start(URI redis) throws IOException {
    Process process = launch(redis, 0);
    return new ServerProcess(redis, awaitPort(process), process);
  }

  private static Process launch(URI redis, int port) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            ServerProcess.class.getName(),
            redis.toString(),
            String.valueOf(port))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static int awaitPort(Process process) throws IOException {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the server did not start");
    }
    return Integer.parseInt(line);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /// As `kill -9` does.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  void restart() throws IOException {
    process = launch(redis, port);
    awaitPort(process);
  }

  /// The warm Python process, as long as there is one, and the sessions' processes.
  List<ProcessHandle> pythons() {
    return process
        .descendants()
        .filter(handle -> handle.info().command().orElse("").contains("python"))
        .toList();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  public static void main(String[] arguments) throws InterruptedException {
    Kernels kernels = Kernels.open(PythonEnvironment.openDefault());
    Sessions sessions =
        new Sessions(
            kernels, RedisStore.open(URI.create(arguments[0])), Sessions.Settings.defaults());
    int port = Integer.parseInt(arguments[1]);
    SandboxServer server =
        SandboxServer.start(
            sessions,
            new SandboxServer.Options("127.0.0.1", port, Tenants.one(Tenant.alone(), ""), false));
    System.out.println(server.port());
    new CountDownLatch(1).await();
  }
}
