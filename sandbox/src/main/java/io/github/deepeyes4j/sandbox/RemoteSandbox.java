package io.github.deepeyes4j.sandbox;

import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.image.Picture;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/// Runs code on sandbox servers. Safe for concurrent use.
///
/// A session stays with one server, chosen by rendezvous hashing of its id: servers that come and
/// go move only their own sessions. When its server is gone the session goes on with the next,
/// which brings its variables back from the store that the servers share.
public final class RemoteSandbox implements CodeRunner {
  private final List<URI> servers;
  private final String token;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(5))
          .version(HttpClient.Version.HTTP_1_1)
          .build();

  private RemoteSandbox(List<URI> servers, String token) {
    this.servers = List.copyOf(servers);
    this.token = token;
  }

  /// Uses these servers; nothing is sent before the first cell.
  ///
  /// @param token that the servers want; empty for none
  public static RemoteSandbox of(List<URI> servers, String token) {
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("no server");
    }
    return new RemoteSandbox(servers, token);
  }

  @Override
  public CodeSession open(List<Picture> pictures) {
    String id = UUID.randomUUID().toString();
    return new RemoteSession(id, pictures, byPreference(id), http, token);
  }

  /// The servers, that of the session first.
  private List<URI> byPreference(String id) {
    return servers.stream()
        .sorted(Comparator.comparing((URI server) -> Digests.sha256(id + " " + server)))
        .toList();
  }

  @Override
  public void close() {
    http.close();
  }
}
