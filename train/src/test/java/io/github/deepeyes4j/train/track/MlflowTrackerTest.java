package io.github.deepeyes4j.train.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.deepeyes4j.core.BadInputException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.tracking.MlflowClient;

/// A real MLflow server takes the figures.
@Timeout(180)
class MlflowTrackerTest {
  @TempDir Path folder;
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());
  private int port;
  private @Nullable Process server;

  @BeforeEach
  void choosePort() throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Files.createDirectories(run());
  }

  private void startServer() throws Exception {
    ProcessBuilder command =
        TestPython.command(
            "mlflow",
            List.of(
                "server",
                "--backend-store-uri",
                folder.resolve("store").toUri().toString(),
                "--port",
                Integer.toString(port),
                "--workers",
                "1"));
    command.environment().put("HOME", folder.toString());
    server =
        command
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("server.log").toFile())
            .start();
    while (!isHealthy()) {
      assertThat(server.isAlive()).as(Files.readString(folder.resolve("server.log"))).isTrue();
      Thread.sleep(200);
    }
  }

  private boolean isHealthy() throws InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
              .send(
                  HttpRequest.newBuilder(URI.create(uri() + "/health")).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  @AfterEach
  void stopServer() throws InterruptedException {
    if (server != null) {
      List<ProcessHandle> workers = server.descendants().toList();
      server.destroy();
      workers.forEach(ProcessHandle::destroy);
      workers.forEach(worker -> worker.onExit().join());
      server.waitFor();
    }
  }

  private String uri() {
    return "http://127.0.0.1:" + port;
  }

  private Path run() {
    return folder.resolve("rl-7");
  }

  private Trackers open(int done) throws IOException {
    return Trackers.open(
        new TrackingConfig(false, new TrackingConfig.Mlflow(uri(), "pilot")),
        new TrackedRun(run(), done, 6, Map.of("rollouts.samples", "8", "out", "runs/rl-7")),
        said::add);
  }

  private Run stored(MlflowClient client) throws IOException {
    return client.getRun(Files.readString(run().resolve(MlflowTracker.FILE)));
  }

  private List<Metric> history(MlflowClient client, String name) throws IOException {
    return client.getMetricHistory(Files.readString(run().resolve(MlflowTracker.FILE)), name);
  }

  @Test
  void aRunGoesOnThereAndNeverWaitsForTheServer() throws Exception {
    startServer();
    try (MlflowClient client = new MlflowClient(uri())) {
      try (Trackers trackers = open(0)) {
        for (int step = 1; step <= 4; step++) {
          trackers.log(step, Map.of("critic/score/mean", step / 10.0, "nothing", Double.NaN));
        }
        trackers.log(4, Map.of("val-core/two_step/acc/mean@1", 0.75));
      }
      Run stopped = stored(client);
      assertThat(stopped.getInfo().getStatus()).isEqualTo(RunStatus.KILLED);
      assertThat(stopped.getInfo().getRunName()).isEqualTo("rl-7");
      assertThat(client.getExperimentByName("pilot").orElseThrow().getExperimentId())
          .isEqualTo(stopped.getInfo().getExperimentId());
      assertThat(stopped.getData().getParamsList())
          .extracting(parameter -> parameter.getKey(), parameter -> parameter.getValue())
          .containsExactlyInAnyOrder(tuple("rollouts.samples", "8"), tuple("out", "runs/rl-7"));

      // The last checkpoint was after step 2.
      try (Trackers trackers = open(2)) {
        assertThat(stored(client).getInfo().getStatus()).isEqualTo(RunStatus.RUNNING);
        trackers.log(3, Map.of("critic/score/mean", 30.0));
        trackers.log(4, Map.of("critic/score/mean", 40.0));
        stopServer();
        trackers.log(5, Map.of("critic/score/mean", 0.5));
        trackers.log(6, Map.of("critic/score/mean", 0.6));
        startServer();
      }
      assertThat(history(client, "critic/score/mean"))
          .extracting(Metric::getStep, Metric::getValue)
          .containsExactly(
              tuple(1L, 0.1),
              tuple(2L, 0.2),
              tuple(3L, 0.3),
              tuple(4L, 0.4),
              tuple(5L, 0.5),
              tuple(6L, 0.6));
      assertThat(history(client, "val-core/two_step/acc/mean_at_1"))
          .extracting(Metric::getStep, Metric::getValue)
          .containsExactly(tuple(4L, 0.75));
      assertThat(stored(client).getInfo().getStatus()).isEqualTo(RunStatus.FINISHED);
      assertThat(said).hasSize(1).first().asString().contains(uri(), "tries again");
    }
  }

  @Test
  void aServerThatIsNotThereAtTheStartIsNamed() {
    assertThatThrownBy(() -> open(0))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("tracking.mlflow.uri " + uri() + ": ")
        .hasMessageContaining("refused");
  }
}
