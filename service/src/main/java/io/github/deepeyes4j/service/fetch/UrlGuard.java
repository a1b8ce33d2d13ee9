package io.github.deepeyes4j.service.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/// Keeps fetches on the public internet (against server-side request forgery). Immutable.
///
/// An address is read once, by [HttpUrl], and what was checked is what is fetched: there is no
/// second parser to disagree with. A host's name is resolved once too, by [#lookup], which refuses
/// it unless every address is public; the connection is made to one of the addresses it returned,
/// under the name that the certificate and the `Host` header are for. So a name cannot turn to
/// another address between check and use.
public final class UrlGuard implements Dns {
  /// What no address contains, but other readers of addresses strip or take for a slash.
  private static final Pattern FORBIDDEN = Pattern.compile("[\\s\\p{Cntrl}\\\\]");

  /// A dotted quad without leading zeros.
  private static final Pattern QUAD = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

  /// Hosts that ways of reading differ on: decimal, octal and hexadecimal addresses, short ones.
  private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)");

  private static final int FIRST_FREE_PORT = 1024;

  private final Dns dns;
  private final Function<InetAddress, Optional<String>> objection;

  UrlGuard(Dns dns, Function<InetAddress, Optional<String>> objection) {
    this.dns = dns;
    this.objection = objection;
  }

  /// Resolves names as the system does.
  public static UrlGuard publicInternet() {
    return new UrlGuard(Dns.SYSTEM, PublicAddresses::objection);
  }

  /// Reads an address and checks everything about it that needs no resolving.
  public HttpUrl check(String url) {
    if (FORBIDDEN.matcher(url).find()) {
      throw new FetchException(url, "refused: contains a space, backslash or control character");
    }
    String scheme = url.contains(":") ? url.substring(0, url.indexOf(':')) : "";
    if (!scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
      throw new FetchException(url, "refused: only http and https are fetched");
    }
    @Nullable HttpUrl parsed = HttpUrl.parse(url);
    if (parsed == null) {
      throw new FetchException(url, "refused: not a web address");
    }
    return check(parsed);
  }

  HttpUrl check(HttpUrl url) {
    if (!url.username().isEmpty() || !url.password().isEmpty()) {
      throw new FetchException(url.redact(), "refused: carries a user name");
    }
    if (url.port() < FIRST_FREE_PORT && url.port() != 80 && url.port() != 443) {
      throw new FetchException(
          url.redact(),
          "refused: port %d; 80, 443 and those from %d are fetched"
              .formatted(url.port(), FIRST_FREE_PORT));
    }
    hostObjection(url.host())
        .ifPresent(reason -> {
          throw new FetchException(url.toString(), "refused: " + reason);
        });
    return url;
  }

  private Optional<String> hostObjection(String host) {
    if (host.endsWith(".")) {
      return Optional.of("the host ends in a dot");
    }
    if (host.contains(":") || QUAD.matcher(host).matches()) {
      return literalObjection(host);
    }
    return NUMERIC.matcher(host).matches()
        ? Optional.of(host + " is an address in an unusual form")
        : Optional.empty();
  }

  private Optional<String> literalObjection(String host) {
    try {
      return objection(InetAddress.getByName(host)).map(what -> host + " is " + what);
    } catch (UnknownHostException e) {
      return Optional.of(host + " is no address");
    }
  }

  /// What an address is instead of public.
  Optional<String> objection(InetAddress address) {
    return objection.apply(address);
  }

  /// The addresses of a host, all of them public.
  @Override
  public List<InetAddress> lookup(String host) throws UnknownHostException {
    List<InetAddress> addresses = List.copyOf(dns.lookup(host));
    for (InetAddress address : addresses) {
      Optional<String> what = objection(address);
      if (what.isPresent()) {
        throw new UnknownHostException(
            "refused: %s is at %s, %s".formatted(host, address.getHostAddress(), what.get()));
      }
    }
    return addresses;
  }
}
