package io.github.deepeyes4j.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The description of a service's HTTP API, kept as `openapi.yaml` in its package.
public final class OpenApi {
  private OpenApi() {}

  /// The document as JSON.
  ///
  /// @param server a class of the service's package
  public static String json(Class<?> server) {
    try (InputStream yaml = server.getResourceAsStream("openapi.yaml")) {
      return JsonMapper.shared()
          .writeValueAsString(new YAMLMapper().readTree(Objects.requireNonNull(yaml)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
