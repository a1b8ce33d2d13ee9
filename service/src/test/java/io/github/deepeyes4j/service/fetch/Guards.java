package io.github.deepeyes4j.service.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.Dns;

/// Guards for tests, in which a loopback address stands for a public one.
public final class Guards {
  /// Where the tests' public web servers listen. Every other loopback address counts as loopback.
  public static final String PUBLIC = "127.0.0.2";

  private Guards() {}

  /// Knows some names, and takes [#PUBLIC] for a public address.
  public static UrlGuard of(Map<String, List<String>> names) {
    return new UrlGuard(
        resolver(names),
        address ->
            address.getHostAddress().equals(PUBLIC)
                ? Optional.empty()
                : PublicAddresses.objection(address));
  }

  static Dns resolver(Map<String, List<String>> names) {
    return host -> {
      if (!names.containsKey(host)) {
        throw new UnknownHostException(host + ": unknown name");
      }
      return names.get(host).stream().map(Guards::address).toList();
    };
  }

  static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
