package io.github.deepeyes4j.engine.http;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.service.JsonBody;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.HttpResponseException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What went wrong with a request, and whose fault it is.
///
/// @param details the wrong field's name as [JsonBody#PARAM] and the error's code as [#CODE], as
///   far as there are
record Fault(int status, String message, Map<String, String> details) {
  /// Key of an error's code in an exception's details.
  static final String CODE = "code";

  static Fault of(Exception error) {
    return switch (error) {
      case HttpResponseException known ->
          new Fault(known.getStatus(), String.valueOf(known.getMessage()), known.getDetails());
      case BadInputException bad -> new Fault(400, String.valueOf(bad.getMessage()), Map.of());
      default -> new Fault(500, "an internal error: " + error, Map.of());
    };
  }

  /// A field that holds something that is not taken.
  static BadRequestResponse refused(String field, String reason) {
    return new BadRequestResponse(field + ": " + reason, Map.of(JsonBody.PARAM, field));
  }

  /// A prompt that leaves no room for one token.
  static BadRequestResponse contextExceeded(String field, String reason) {
    return new BadRequestResponse(
        field + ": " + reason, Map.of(JsonBody.PARAM, field, CODE, "context_length_exceeded"));
  }

  /// The error in OpenAI's form.
  Map<String, Object> json() {
    Map<String, @Nullable Object> error = new LinkedHashMap<>();
    error.put("message", message);
    error.put("type", status >= 500 ? "server_error" : "invalid_request_error");
    error.put("param", details.get(JsonBody.PARAM));
    error.put(CODE, details.get(CODE));
    return Map.of("error", error);
  }
}
