package io.github.deepeyes4j.sandbox.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The description of the HTTP API, kept as `openapi.yaml` beside this class.
final class OpenApi {
  private OpenApi() {}

  /// The document as JSON.
  static String json() {
    try (InputStream yaml = OpenApi.class.getResourceAsStream("openapi.yaml")) {
      return JsonMapper.shared()
          .writeValueAsString(new YAMLMapper().readTree(Objects.requireNonNull(yaml)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
