package io.github.deepeyes4j.service;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// What requests must carry in their `Authorization` header.
///
/// @param secret empty when nothing is needed
public record BearerToken(String secret) {
  /// That of an environment variable; nothing is needed when it is not set.
  public static BearerToken ofEnvironment(String variable) {
    return new BearerToken(System.getenv().getOrDefault(variable, ""));
  }

  /// Whether a header is right, in a time that does not depend on where it is wrong.
  ///
  /// @param authorization empty for none
  public boolean admits(String authorization) {
    byte[] wanted = ("Bearer " + secret).getBytes(StandardCharsets.UTF_8);
    return secret.isEmpty()
        || MessageDigest.isEqual(wanted, authorization.getBytes(StandardCharsets.UTF_8));
  }

  /// Not the secret.
  @Override
  public String toString() {
    return secret.isEmpty() ? "no token" : "a token";
  }
}
