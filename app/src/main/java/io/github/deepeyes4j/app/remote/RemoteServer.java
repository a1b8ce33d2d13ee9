package io.github.deepeyes4j.app.remote;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.RequestOptions;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIRetryableException;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.models.Model;
import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.ModelUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A model on one OpenAI-compatible server, and whether that server is well. Safe for concurrent
/// use.
final class RemoteServer implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(5);

  /// How long a server that failed is left alone.
  private static final Duration REST = Duration.ofSeconds(5);

  /// Whose models tell their tokens: ours and vLLM.
  private static final Set<String> TELL_TOKENS = Set.of("deepeyes", "vllm");

  private final OpenAIClient client;
  private final String url;
  private final Model model;
  private volatile boolean well = true;
  private volatile long restUntil;

  /// The server could not answer; another one may.
  static final class FailedException extends Exception {
    private static final long serialVersionUID = 1L;

    FailedException(String message, Throwable cause) {
      super(message, cause);
    }

    FailedException(String message) {
      super(message);
    }
  }

  private RemoteServer(OpenAIClient client, String url, Model model) {
    this.client = client;
    this.url = url;
    this.model = model;
  }

  /// Connects to a server and asks which models it has.
  ///
  /// @param name the model to use; null for the first one listed
  /// @param retries of a request that fails
  static RemoteServer connect(String url, @Nullable String name, int retries) {
    String key = System.getenv().getOrDefault("OPENAI_API_KEY", "none");
    OpenAIClient client =
        OpenAIOkHttpClient.builder()
            .baseUrl(url)
            .apiKey(key)
            .timeout(TIMEOUT)
            .maxRetries(retries)
            .build();
    try {
      return new RemoteServer(client, url, choose(client.models().list().data(), url, name));
    } catch (OpenAIException | IllegalArgumentException e) {
      client.close();
      throw new BadInputException(
          "%s: no OpenAI-compatible server answers there: %s".formatted(url, reason(e)), e);
    } catch (BadInputException e) {
      client.close();
      throw e;
    }
  }

  private static Model choose(List<Model> served, String url, @Nullable String name) {
    if (served.isEmpty()) {
      throw new BadInputException(url + ": the server lists no model");
    }
    if (name == null) {
      return served.getFirst();
    }
    return served.stream()
        .filter(model -> model.id().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new BadInputException(
                "%s: has no model '%s'; it serves %s"
                    .formatted(url, name, served.stream().map(Model::id).toList())));
  }

  private static String reason(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).lines().findFirst().orElse("no message");
  }

  /// The model's name.
  String model() {
    return model.id();
  }

  String url() {
    return url;
  }

  /// Whether the server answers. One that failed is asked again after a while.
  boolean isWell() {
    if (!well && System.nanoTime() - restUntil > 0) {
      restUntil = System.nanoTime() + REST.toNanos();
      try {
        client.models().list(RequestOptions.builder().timeout(CHECK_TIMEOUT).build());
        well = true;
      } catch (OpenAIException e) {
        well = false;
      }
    }
    return well;
  }

  /// Generates a turn.
  ///
  /// @throws FailedException when another server may do better
  /// @throws ModelUnavailableException when the server refuses the request
  Generation generate(ChatRequest request, Consumer<String> onText)
      throws FailedException, InterruptedException {
    RemoteReply reply = new RemoteReply(request.sampling().stop(), onText);
    boolean tokens = TELL_TOKENS.contains(model.ownedBy());
    try (StreamResponse<ChatCompletionChunk> stream =
        client
            .chat()
            .completions()
            .createStreaming(RemoteRequest.of(model.id(), request, tokens))) {
      stream.stream().forEach(reply::add);
    } catch (OpenAIException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while the model wrote");
      }
      String message = "%s: %s".formatted(url, reason(e));
      if (mayPass(e)) {
        throw failed(new FailedException(message, e));
      }
      throw new ModelUnavailableException(message, e);
    }
    return reply
        .turn()
        .orElseThrow(() -> failed(new FailedException(url + ": the reply broke off")));
  }

  /// Whether a failure is the server's and not the request's. One told within a stream comes with
  /// the stream's own status, a success.
  private static boolean mayPass(OpenAIException error) {
    return switch (error) {
      case OpenAIIoException _, OpenAIRetryableException _ -> true;
      case OpenAIServiceException answer -> {
        int status = answer.statusCode();
        yield status < 400 || status == 408 || status == 429 || status >= 500;
      }
      default -> false;
    };
  }

  private FailedException failed(FailedException failure) {
    restUntil = System.nanoTime() + REST.toNanos();
    well = false;
    return failure;
  }

  @Override
  public void close() {
    client.close();
  }
}
