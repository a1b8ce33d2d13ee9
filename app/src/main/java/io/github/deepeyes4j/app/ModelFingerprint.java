package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Names a model's directory: names, sizes, and the first and last MiB of its files. Whole
/// checkpoints would take minutes to read; trained weights differ at their ends too.
final class ModelFingerprint {
  private static final int PART = 1 << 20;

  private ModelFingerprint() {}

  static String of(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new BadInputException(directory + ": no such model directory");
    }
    try (Stream<Path> files = Files.list(directory)) {
      List<byte[]> parts = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = "%s\0%d\0".formatted(file.getFileName(), Files.size(file));
        parts.add(name.getBytes(StandardCharsets.UTF_8));
        parts.add(ends(file));
      }
      return Digests.sha256(parts.toArray(byte[][]::new));
    } catch (IOException e) {
      throw new BadInputException(directory + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static byte[] ends(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer ends = ByteBuffer.allocate((int) Math.min(2L * PART, channel.size()));
      ends.limit(Math.min(PART, ends.capacity()));
      fill(channel, ends, 0);
      ends.limit(ends.capacity());
      fill(channel, ends, channel.size() - ends.remaining());
      return ends.array();
    }
  }

  private static void fill(FileChannel channel, ByteBuffer buffer, long from) throws IOException {
    long at = from;
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, at);
      if (read < 0) {
        throw new IOException("the file became shorter");
      }
      at += read;
    }
  }
}
