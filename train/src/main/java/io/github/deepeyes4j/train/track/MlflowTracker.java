package io.github.deepeyes4j.train.track;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.metrics.MetricRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowClientException;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;
import org.mlflow.tracking.creds.MlflowHostCredsProvider;
import tools.jackson.databind.json.JsonMapper;

/// Sends a run's figures to an MLflow server, and its configuration as parameters.
///
/// The run's directory keeps the id, so a run that goes on goes on there, too. What the server has
/// is not sent again, and what it lacks of earlier steps is sent at the start, so each step stands
/// there once. Training never waits for the server: while that is away, figures are kept.
final class MlflowTracker implements Tracker {
  static final String FILE = "mlflow-run-id";

  private final MlflowClient client;
  private final String address;
  private final TrackedRun run;
  private final String id;
  private final Consumer<String> out;

  /// The last step of each figure that was sent.
  private final Map<String, Long> known = new HashMap<>();

  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
  private final FailsafeExecutor<Object> retries;
  private final AtomicInteger unsent = new AtomicInteger();
  private int last;

  private MlflowTracker(
      MlflowClient client, String address, TrackedRun run, String id, Consumer<String> out) {
    this.client = client;
    this.address = address;
    this.run = run;
    this.id = id;
    this.out = out;
    this.last = run.done();
    this.retries =
        Failsafe.with(
            RetryPolicy.builder()
                .withMaxRetries(-1)
                .withBackoff(1, 60, ChronoUnit.SECONDS)
                .onFailedAttempt(attempt -> {
                  if (attempt.isFirstAttempt()) {
                    tell("tries again: " + attempt.getLastException().getMessage());
                  }
                })
                .build());
  }

  /// Begins a run on the server, or goes on with the one that the run's directory names.
  ///
  /// @param out hears when the server is away
  static MlflowTracker open(TrackingConfig.Mlflow server, TrackedRun run, Consumer<String> out)
      throws IOException {
    Path file = run.directory().resolve(FILE);
    MlflowClient client = client(server.uri());
    try {
      if (!Files.exists(file)) {
        Path part = file.resolveSibling(FILE + ".part");
        Files.writeString(part, create(client, server.experiment(), run));
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      }
      MlflowTracker tracker =
          new MlflowTracker(client, server.uri(), run, Files.readString(file).strip(), out);
      tracker.goOn();
      return tracker;
    } catch (MlflowClientException e) {
      client.close();
      throw new BadInputException(
          "tracking.mlflow.uri %s: %s".formatted(server.uri(), reason(e)), e);
    }
  }

  /// Credentials come from the variables that MLflow's own clients read.
  private static MlflowClient client(String uri) {
    Map<String, String> environment = System.getenv();
    MlflowHostCredsProvider credentials =
        new BasicMlflowHostCreds(
            uri,
            environment.get("MLFLOW_TRACKING_USERNAME"),
            environment.get("MLFLOW_TRACKING_PASSWORD"),
            environment.get("MLFLOW_TRACKING_TOKEN"),
            false);
    return new MlflowClient(credentials);
  }

  private static String create(MlflowClient client, String experiment, TrackedRun run) {
    String experimentId =
        client
            .getExperimentByName(experiment)
            .map(Experiment::getExperimentId)
            .orElseGet(() -> client.createExperiment(experiment));
    String id =
        client
            .createRun(
                CreateRun.newBuilder()
                    .setExperimentId(experimentId)
                    .setRunName(run.directory().getFileName().toString())
                    .setStartTime(System.currentTimeMillis())
                    .build())
            .getRunId();
    List<Param> parameters =
        run.parameters().entrySet().stream()
            .map(e -> Param.newBuilder().setKey(e.getKey()).setValue(e.getValue()).build())
            .toList();
    client.logBatch(id, List.of(), parameters, List.of());
    return id;
  }

  private void goOn() throws IOException {
    client
        .getRun(id)
        .getData()
        .getMetricsList()
        .forEach(metric -> known.put(metric.getKey(), metric.getStep()));
    client.sendPost(
        "runs/update",
        JsonMapper.shared().writeValueAsString(Map.of("run_id", id, "status", "RUNNING")));
    for (MetricRow row : MetricRow.read(run.directory())) {
      log(row.step(), row.metrics());
    }
  }

  @Override
  public void log(int step, Map<String, Double> metrics) {
    long now = System.currentTimeMillis();
    List<Metric> fresh =
        metrics.entrySet().stream()
            .filter(e -> Double.isFinite(e.getValue()))
            .map(e ->
                Metric.newBuilder()
                    .setKey(name(e.getKey()))
                    .setValue(e.getValue())
                    .setTimestamp(now)
                    .setStep(step)
                    .build())
            .filter(metric -> step > known.getOrDefault(metric.getKey(), -1L))
            .toList();
    fresh.forEach(metric -> known.put(metric.getKey(), metric.getStep()));
    last = Math.max(last, step);
    if (!fresh.isEmpty()) {
      send(() -> client.logBatch(id, fresh, List.of(), List.of()));
    }
  }

  /// MLflow takes letters, digits and `_-./: `; for `@` its users write `_at_`.
  private static String name(String metric) {
    return metric.replace("@", "_at_").replaceAll("[^\\w./: -]", "_");
  }

  private void send(Runnable request) {
    unsent.incrementAndGet();
    sender.execute(() -> {
      try {
        retries.run(request::run);
        unsent.decrementAndGet();
      } catch (FailsafeException e) {
        // Interrupted by close, which tells what was not sent.
      }
    });
  }

  private void tell(String what) {
    out.accept("MLflow at %s: %s".formatted(address, what));
  }

  private static String reason(MlflowClientException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("no answer");
  }

  /// Ends the run there: finished when its schedule has, killed otherwise.
  @Override
  public void close() {
    RunStatus status = last < run.steps() ? RunStatus.KILLED : RunStatus.FINISHED;
    send(() -> client.setTerminated(id, status));
    sender.shutdown();
    try {
      if (!sender.awaitTermination(30, TimeUnit.SECONDS)) {
        tell(unsent + " requests were not sent; they are when the run goes on");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sender.shutdownNow();
    client.close();
  }
}
