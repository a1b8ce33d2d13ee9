package io.github.deepeyes4j.service.fetch;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// Which addresses are on the public internet, by IANA's registries of special-purpose addresses.
/// Of IPv6 only global unicast counts; the other ranges are listed for what they are called. Java
/// turns an IPv4-mapped address into the IPv4 address that it means.
final class PublicAddresses {
  private static final AddressRange GLOBAL_UNICAST =
      AddressRange.of("2000::", 3, "a global unicast address");

  private static final List<AddressRange> SPECIAL =
      List.of(
          AddressRange.of("0.0.0.0", 8, "an unspecified address"),
          AddressRange.of("10.0.0.0", 8, "a private address"),
          AddressRange.of("100.64.0.0", 10, "an address behind a provider's translation"),
          AddressRange.of("127.0.0.0", 8, "a loopback address"),
          AddressRange.of("168.63.129.16", 32, "a cloud's service address"),
          AddressRange.of("169.254.0.0", 16, "a link-local address"),
          AddressRange.of("172.16.0.0", 12, "a private address"),
          AddressRange.of("192.0.0.0", 24, "a protocol's own address"),
          AddressRange.of("192.0.2.0", 24, "a documentation address"),
          AddressRange.of("192.88.99.0", 24, "a relay's address"),
          AddressRange.of("192.168.0.0", 16, "a private address"),
          AddressRange.of("198.18.0.0", 15, "a benchmark address"),
          AddressRange.of("198.51.100.0", 24, "a documentation address"),
          AddressRange.of("203.0.113.0", 24, "a documentation address"),
          AddressRange.of("224.0.0.0", 4, "a multicast address"),
          AddressRange.of("240.0.0.0", 4, "a reserved address"),
          AddressRange.of("::1", 128, "a loopback address"),
          AddressRange.of("::", 96, "an unspecified or IPv4-compatible address"),
          AddressRange.of("64:ff9b::", 96, "an IPv4 address behind a translation (NAT64)"),
          AddressRange.of("64:ff9b:1::", 48, "an IPv4 address behind a translation (NAT64)"),
          AddressRange.of("2001::", 23, "a protocol's own address"),
          AddressRange.of("2001:db8::", 32, "a documentation address"),
          AddressRange.of("2002::", 16, "an IPv4 address in a tunnel (6to4)"),
          AddressRange.of("3fff::", 20, "a documentation address"),
          AddressRange.of("fc00::", 7, "a unique local address"),
          AddressRange.of("fe80::", 10, "a link-local address"),
          AddressRange.of("ff00::", 8, "a multicast address"));

  private PublicAddresses() {}

  /// What an address is instead of public; empty when it is public.
  static Optional<String> objection(InetAddress address) {
    for (AddressRange range : SPECIAL) {
      if (range.contains(address)) {
        return Optional.of(range.name());
      }
    }
    if (address instanceof Inet6Address && !GLOBAL_UNICAST.contains(address)) {
      return Optional.of("no global unicast address");
    }
    return Optional.empty();
  }
}
