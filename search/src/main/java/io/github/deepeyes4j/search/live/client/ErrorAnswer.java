package io.github.deepeyes4j.search.live.client;

import io.github.deepeyes4j.search.live.client.ProviderException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// Reads answers whose HTTP status says that something is wrong.
final class ErrorAnswer {
  private static final int MAX_REASON = 300;

  /// How providers say that a plan's requests are used up, under whatever status: SerpApi with 429,
  /// Serper with 400, Jina with 402.
  private static final Pattern NOTHING_LEFT =
      Pattern.compile("run out of searches|not enough credits|balance not enough");

  /// Where providers put the reason.
  private static final List<String> REASONS =
      List.of("/error/detail", "/error", "/readableMessage", "/message");

  private ErrorAnswer() {}

  /// @param body of the answer, without the key
  static ProviderException of(Response response, String body) {
    int status = response.code();
    JsonNode json = json(body);
    String reason = "HTTP %d: %s".formatted(status, shortened(reason(json).orElse(body)));
    if (status == 402 || nothingLeft(json, reason)) {
      return new ProviderException(Kind.QUOTA_USED_UP, "quota used up: " + reason);
    }
    if (status == 401 || status == 403) {
      return new ProviderException(
          Kind.DENIED, reason + " (the key, the plan or the service's settings do not allow it)");
    }
    return status == 429 || status >= 500
        ? new ProviderException(Kind.BUSY, reason, retryAfter(response.header("Retry-After")))
        : new ProviderException(Kind.REJECTED, reason);
  }

  /// A body that is no JSON, as a proxy's page, has no fields.
  private static JsonNode json(String body) {
    try {
      return JsonMapper.shared().readTree(body);
    } catch (JacksonException e) {
      return MissingNode.getInstance();
    }
  }

  private static Optional<String> reason(JsonNode json) {
    return REASONS.stream()
        .map(json::at)
        .filter(JsonNode::isString)
        .map(JsonNode::stringValue)
        .findFirst();
  }

  /// Brave says it in numbers, the others in words.
  private static boolean nothingLeft(JsonNode json, String reason) {
    JsonNode limits = json.at("/error/meta");
    long limit = limits.path("quota_limit").asLong(0);
    return NOTHING_LEFT.matcher(reason.toLowerCase(Locale.ROOT)).find()
        || (limit > 0 && limits.path("quota_current").asLong(0) >= limit);
  }

  private static String shortened(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    if (line.isEmpty()) {
      return "no reason given";
    }
    return line.length() <= MAX_REASON ? line : line.substring(0, MAX_REASON) + "…";
  }

  /// Seconds, or a date (RFC 9110, 10.2.3); null when there is neither.
  private static @Nullable Duration retryAfter(@Nullable String value) {
    if (value == null) {
      return null;
    }
    try {
      return Duration.ofSeconds(Long.parseLong(value.strip()));
    } catch (NumberFormatException e) {
      return until(value);
    }
  }

  private static @Nullable Duration until(String date) {
    try {
      Instant then = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(Instant.now(), then);
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
