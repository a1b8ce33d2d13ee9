package io.github.deepeyes4j.engine.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// What a server counts, under the names that vLLM gave it: dashboards and load balancers know
/// those. Safe for concurrent use.
final class ChatMetrics {
  private static final String MODEL = "model_name";
  private static final Pattern PREFIX = Pattern.compile("(?m)^(# (?:HELP|TYPE) )?vllm_");
  private static final Duration[] BUCKETS =
      IntStream.of(300, 500, 1000, 2000, 5000, 10_000, 20_000, 30_000, 60_000, 120_000, 480_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Timer latency;
  private final Counter promptTokens;
  private final Counter generatedTokens;

  /// @param rows conversations that the model continues at once; other requests wait
  /// @param requests that run or wait at present
  ChatMetrics(String model, int rows, IntSupplier requests) {
    Gauge.builder("vllm_num_requests_running", () -> Math.min(rows, requests.getAsInt()))
        .description("Requests that the model works on")
        .tag(MODEL, model)
        .register(registry);
    Gauge.builder("vllm_num_requests_waiting", () -> Math.max(0, requests.getAsInt() - rows))
        .description("Requests that wait for the model")
        .tag(MODEL, model)
        .register(registry);
    this.latency =
        Timer.builder("vllm_e2e_request_latency")
            .description("Answered requests, waiting included")
            .tag(MODEL, model)
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    this.promptTokens =
        Counter.builder("vllm_prompt_tokens")
            .description("Tokens of the prompts of answered requests")
            .tag(MODEL, model)
            .register(registry);
    this.generatedTokens =
        Counter.builder("vllm_generation_tokens")
            .description("Tokens generated for answered requests")
            .tag(MODEL, model)
            .register(registry);
  }

  /// Counts an answered request.
  void count(Usage usage, long nanos) {
    latency.record(Duration.ofNanos(nanos));
    promptTokens.increment(usage.prompt());
    generatedTokens.increment(usage.generated());
  }

  /// The metrics as text. The library writes a name that holds a colon in a form that Prometheus
  /// does not read, so the colon is put in here.
  String scrape() {
    return PREFIX.matcher(registry.scrape()).replaceAll("$1vllm:");
  }
}
