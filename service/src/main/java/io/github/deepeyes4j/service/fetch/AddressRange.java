package io.github.deepeyes4j.service.fetch;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// The addresses that share their first bits.
///
/// @param name what they are for, with an article
record AddressRange(int length, BigInteger network, int bits, String name) {
  /// @param first address of the range
  static AddressRange of(String first, int bits, String name) {
    try {
      byte[] address = InetAddress.getByName(first).getAddress();
      return new AddressRange(address.length, network(address, bits), bits, name);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(first + " is no address", e);
    }
  }

  boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == length && network(bytes, bits).equals(network);
  }

  private static BigInteger network(byte[] address, int bits) {
    return new BigInteger(1, address).shiftRight(8 * address.length - bits);
  }
}
