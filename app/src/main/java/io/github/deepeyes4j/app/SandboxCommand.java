package io.github.deepeyes4j.app;

import io.github.deepeyes4j.sandbox.http.SandboxServer;
import io.github.deepeyes4j.sandbox.http.Tenants;
import io.github.deepeyes4j.sandbox.kernel.Isolation;
import io.github.deepeyes4j.sandbox.kernel.Kernels;
import io.github.deepeyes4j.sandbox.kernel.PythonEnvironment;
import io.github.deepeyes4j.sandbox.session.MemoryStore;
import io.github.deepeyes4j.sandbox.session.RedisStore;
import io.github.deepeyes4j.sandbox.session.SessionStore;
import io.github.deepeyes4j.sandbox.session.Sessions;
import io.github.deepeyes4j.sandbox.session.Tenant;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// `deepeyes sandbox`: the Python execution service.
@Command(
    name = "sandbox",
    description = {
      "Serves isolated, stateful Python sessions over HTTP: the released protocols"
          + " (/jupyter_sandbox, /run_jupyter, /run_code), its own (/v1/sessions), and the Model"
          + " Context Protocol (/mcp).",
      "DEEPEYES_SANDBOX_TOKEN, when set, is the bearer token that requests must carry; --tenants"
          + " names a file of several."
    })
final class SandboxCommand implements Callable<Integer> {
  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "Address to listen on. Default: ${DEFAULT-VALUE}.")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      defaultValue = "8000",
      description = "Port to listen on, 0 for any free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--redis",
      paramLabel = "URL",
      description =
          "Where sessions are kept for other servers: redis://host:port. Default: in this process.")
  private @Nullable URI redis;

  @Option(
      names = "--idle",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description =
          "After which a session's process is saved and ended. Default: ${DEFAULT-VALUE}.")
  private long idle;

  @Option(
      names = "--keep",
      paramLabel = "SECONDS",
      defaultValue = "21600",
      description = "How long a session is kept after its last cell. Default: ${DEFAULT-VALUE}.")
  private long keep;

  @Option(
      names = "--max-sessions",
      paramLabel = "N",
      defaultValue = "500",
      description = "Most processes at the same time. Default: ${DEFAULT-VALUE}.")
  private int maxSessions;

  @Option(
      names = "--tenants",
      paramLabel = "FILE",
      description =
          "YAML file of the tenants, their tokens' digests and their shares. Default: one tenant.")
  private @Nullable Path tenants;

  @Option(
      names = "--strict-compat",
      description =
          "Answer blank code as the released servers do, with a string where clients expect an"
              + " object.")
  private boolean strictCompat;

  @Option(
      names = "--allow-weaker",
      paramLabel = "LAYER",
      split = ",",
      description =
          "Start although this layer of isolation is not available here. --check lists them.")
  private Set<String> allowWeaker = Set.of();

  @Option(names = "--check", description = "Show which layers of isolation hold here, and end.")
  private boolean check;

  @Option(names = "--json", description = "With --check: print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    for (String layer : allowWeaker) {
      String known = String.join(", ", Isolation.LAYERS.keySet());
      ServiceRun.require(
          Isolation.LAYERS.containsKey(layer), "--allow-weaker", layer, "one of " + known);
    }
    return check ? show() : serve();
  }

  private int show() throws IOException {
    try (Kernels kernels = Kernels.open(PythonEnvironment.openDefault())) {
      Isolation isolation = kernels.isolation();
      if (json) {
        System.out.println(JsonMapper.shared().writeValueAsString(isolation));
      } else {
        isolation
            .layers()
            .forEach((name, reason) ->
                System.out.println(
                    "%-18s %-8s %s"
                        .formatted(
                            name,
                            reason.isEmpty() ? "holds" : "MISSING",
                            reason.isEmpty() ? Isolation.LAYERS.get(name) : reason)));
      }
      return 0;
    }
  }

  private int serve() throws IOException, InterruptedException {
    ServiceRun.requirePort(port);
    ServiceRun.require(idle > 0, "--idle", idle, "at least 1");
    ServiceRun.require(keep > 0, "--keep", keep, "at least 1");
    ServiceRun.require(maxSessions > 0, "--max-sessions", maxSessions, "at least 1");
    SandboxServer server = start();
    ServiceRun.untilStopped(
        "sandbox",
        host,
        server.port(),
        () -> {
          try (server) {
            server.drain();
          }
        });
    return 0;
  }

  private SandboxServer start() throws IOException {
    PythonEnvironment python = PythonEnvironment.openDefault();
    SessionStore store = redis == null ? new MemoryStore() : RedisStore.open(redis);
    Kernels kernels = Kernels.open(python);
    try {
      kernels.isolation().require(allowWeaker);
      return SandboxServer.start(
          new Sessions(kernels, store, settings()),
          new SandboxServer.Options(host, port, tenants(), strictCompat));
    } catch (IOException | RuntimeException e) {
      kernels.close();
      store.close();
      throw e;
    }
  }

  private Sessions.Settings settings() {
    Sessions.Settings defaults = Sessions.Settings.defaults();
    return new Sessions.Settings(
        defaults.running(), defaults.waiting(), maxSessions, Duration.ofSeconds(idle));
  }

  private Tenants tenants() {
    Tenant alone = Tenant.alone().withLive(maxSessions).withTimeToLive(Duration.ofSeconds(keep));
    return tenants == null
        ? Tenants.one(alone, System.getenv().getOrDefault("DEEPEYES_SANDBOX_TOKEN", ""))
        : Tenants.load(tenants, alone);
  }
}
