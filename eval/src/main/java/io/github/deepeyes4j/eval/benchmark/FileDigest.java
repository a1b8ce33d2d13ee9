package io.github.deepeyes4j.eval.benchmark;

import io.github.deepeyes4j.core.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What names a file's content: SHA-256 for us, MD5 because benchmarks publish it.
record FileDigest(String sha256, String md5) {
  /// Reads the file once.
  static FileDigest of(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      byte[] block = new byte[1 << 20];
      int length;
      while ((length = in.read(block)) >= 0) {
        sha256.update(block, 0, length);
        md5.update(block, 0, length);
      }
      HexFormat hex = HexFormat.of();
      return new FileDigest(hex.formatHex(sha256.digest()), hex.formatHex(md5.digest()));
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + e.getMessage(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime must provide SHA-256 and MD5", e);
    }
  }
}
