package io.github.deepeyes4j.sandbox.http;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.sandbox.session.Tenant;
import io.javalin.http.Context;
import io.javalin.http.UnauthorizedResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who may use a server, by the digest of the bearer token that a request carries.
public final class Tenants {
  private static final String BEARER = "Bearer ";

  /// Empty when everybody may.
  private final Map<String, Tenant> byDigest;

  private final Tenant everybody;

  private Tenants(Map<String, Tenant> byDigest, Tenant everybody) {
    this.byDigest = Map.copyOf(byDigest);
    this.everybody = everybody;
  }

  /// One tenant.
  ///
  /// @param token that requests must bear; empty for none
  public static Tenants one(Tenant tenant, String token) {
    return new Tenants(token.isEmpty() ? Map.of() : Map.of(Digests.sha256(token), tenant), tenant);
  }

  /// What the file of `--tenants` holds.
  record TenantsConfig(List<TenantConfig> tenants) {}

  /// A tenant; what is not said is as for a server with one tenant.
  ///
  /// @param tokenSha256 in hexadecimal: the file holds no secrets
  /// @param keep seconds that a session is kept after its last cell
  /// @param snapshotMb most MiB of a session's saved variables
  record TenantConfig(
      String name,
      String tokenSha256,
      @Nullable Integer sessions,
      @Nullable Integer running,
      @Nullable Integer waiting,
      @Nullable Long keep,
      @Nullable Integer snapshotMb) {

    Tenant over(Tenant defaults) {
      return new Tenant(
          name,
          positive("sessions", sessions, defaults.live()),
          positive("running", running, defaults.running()),
          positive("waiting", waiting, defaults.waiting()),
          keep == null ? defaults.timeToLive() : Duration.ofSeconds(keep),
          snapshotMb == null ? defaults.snapshotBytes() : (long) snapshotMb << 20);
    }

    private int positive(String key, @Nullable Integer value, int fallback) {
      int number = value == null ? fallback : value;
      if (number < 1) {
        throw new BadInputException(
            "tenant %s: %s: %d must be at least 1".formatted(name, key, number));
      }
      return number;
    }
  }

  /// Reads a YAML file.
  public static Tenants load(Path file, Tenant defaults) {
    Map<String, Tenant> byDigest = new HashMap<>();
    for (TenantConfig config : Configs.load(file, TenantsConfig.class).tenants()) {
      if (!config.tokenSha256.matches("[0-9a-f]{64}")) {
        throw new BadInputException(
            "%s: tenant %s: token-sha256: %s must be 64 hexadecimal digits (printf %%s TOKEN | sha256sum)"
                .formatted(file, config.name, config.tokenSha256));
      }
      if (!config.name.matches("[\\w.-]+")) {
        throw new BadInputException(
            "%s: tenant '%s': a name has letters, digits, '.', '_' and '-'"
                .formatted(file, config.name));
      }
      if (byDigest.put(config.tokenSha256, config.over(defaults)) != null) {
        throw new BadInputException(
            "%s: tenant %s: another tenant has the same token".formatted(file, config.name));
      }
    }
    if (byDigest.isEmpty()) {
      throw new BadInputException(file + ": no tenants");
    }
    if (byDigest.values().stream().map(Tenant::name).distinct().count() < byDigest.size()) {
      throw new BadInputException(file + ": two tenants have the same name");
    }
    return new Tenants(byDigest, defaults);
  }

  /// The longest that a session is kept after its last cell.
  Duration longestKept() {
    return Stream.concat(Stream.of(everybody), byDigest.values().stream())
        .map(Tenant::timeToLive)
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  /// The tenant of a request; an [UnauthorizedResponse] when there is none.
  Tenant of(Context context) {
    return of(Objects.requireNonNullElse(context.header("Authorization"), ""));
  }

  /// The tenant of a request with this `Authorization` header, empty for none; an
  /// [UnauthorizedResponse] when there is no such tenant.
  Tenant of(String authorization) {
    if (byDigest.isEmpty()) {
      return everybody;
    }
    @Nullable Tenant tenant =
        authorization.startsWith(BEARER)
            ? byDigest.get(Digests.sha256(authorization.substring(BEARER.length())))
            : null;
    if (tenant == null) {
      throw new UnauthorizedResponse("a bearer token is needed");
    }
    return tenant;
  }
}
