package io.github.deepeyes4j.sandbox.kernel;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Messages to and from Python processes: a JSON header and binary blobs
/// (`deepeyes_sandbox/frames.py`).
///
/// What a session sends is not to be trusted, since the code in it can write to the socket: every
/// length is bounded before memory is taken for it.
final class Frames {
  private static final int MAX_HEADER = 16 << 20;
  private static final int MAX_BLOB = 128 << 20;
  private static final long MAX_BLOBS = 256L << 20;

  private Frames() {}

  /// @param blobs their lengths are listed in the header under `blobs`
  record Frame(JsonNode header, List<byte[]> blobs) {}

  static void send(SocketChannel channel, Map<String, Object> header, List<byte[]> blobs)
      throws IOException {
    Map<String, Object> full = new LinkedHashMap<>(header);
    full.put("blobs", blobs.stream().map(blob -> blob.length).toList());
    byte[] json = JsonMapper.shared().writeValueAsBytes(full);
    ByteBuffer start = ByteBuffer.allocate(4 + json.length).putInt(json.length).put(json).flip();
    writeFully(channel, start);
    for (byte[] blob : blobs) {
      writeFully(channel, ByteBuffer.wrap(blob));
    }
  }

  private static void writeFully(SocketChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /// The next frame; an [IOException] at the end of the stream or when it is malformed.
  static Frame receive(SocketChannel channel) throws IOException {
    int length = readFully(channel, 4).getInt();
    if (length < 2 || length > MAX_HEADER) {
      throw new IOException("a frame header of %d bytes".formatted(length));
    }
    JsonNode header;
    try {
      header = JsonMapper.shared().readTree(readFully(channel, length).array());
    } catch (JacksonException e) {
      throw new IOException("a frame header that is not JSON", e);
    }
    List<byte[]> blobs = new ArrayList<>();
    long total = 0;
    for (JsonNode size : header.path("blobs")) {
      int bytes = size.isInt() ? size.intValue() : -1;
      total += bytes;
      if (bytes < 0 || bytes > MAX_BLOB || total > MAX_BLOBS) {
        throw new IOException("a frame with a blob of %s bytes".formatted(size));
      }
      blobs.add(readFully(channel, bytes).array());
    }
    return new Frame(header, blobs);
  }

  private static ByteBuffer readFully(SocketChannel channel, int size) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(size);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the Python process has gone");
      }
    }
    return buffer.flip();
  }
}
