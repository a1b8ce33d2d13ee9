package io.github.deepeyes4j.spark;

import io.github.deepeyes4j.core.BadInputException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What stages run on, as Spark names it.
///
/// @param url `local`, `local[N]`, `local[*]`, or `spark://HOST:PORT` with further masters after
///   commas
record Master(String url) {
  private static final Pattern LOCAL = Pattern.compile("local(\\[([1-9]\\d{0,4}|\\*)])?");
  private static final Pattern ADDRESS = Pattern.compile("([\\w.-]+|\\[[\\da-fA-F:]+]):(\\d{1,5})");
  private static final String SCHEME = "spark://";
  private static final int CONNECT_MILLIS = 5_000;

  Master {
    if (!LOCAL.matcher(url).matches() && addresses(url).isEmpty()) {
      throw new BadInputException(
          "--master %s: not a Spark master; allowed: local[*], local[N], spark://HOST:PORT"
              .formatted(url));
    }
  }

  boolean isLocal() {
    return !url.startsWith(SCHEME);
  }

  /// Masters on a network; empty when any is malformed.
  private static List<InetSocketAddress> addresses(String url) {
    if (!url.startsWith(SCHEME)) {
      return List.of();
    }
    List<Matcher> parts =
        Stream.of(url.substring(SCHEME.length()).split(",", -1)).map(ADDRESS::matcher).toList();
    if (!parts.stream().allMatch(p -> p.matches() && Integer.parseInt(p.group(2)) <= 65535)) {
      return List.of();
    }
    return parts.stream()
        .map(p -> InetSocketAddress.createUnresolved(p.group(1), Integer.parseInt(p.group(2))))
        .toList();
  }

  /// Whether somebody listens there: Spark itself gives up after a minute only.
  void requireReachable() {
    if (!isLocal() && addresses(url).stream().noneMatch(Master::answers)) {
      throw new BadInputException("--master %s: nobody answers there".formatted(url));
    }
  }

  private static boolean answers(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(address.getHostString(), address.getPort()), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
