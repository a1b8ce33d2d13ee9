package io.github.deepeyes4j.sandbox.kernel;

import io.github.deepeyes4j.core.image.Picture;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The way to a warm process: `deepeyes_sandbox/zygote.py` says what it understands. Safe for
/// concurrent use.
record ControlSocket(Path path) {

  /// A new session: the way to it, and what keeps it in.
  record Spawned(SocketChannel channel, Isolation isolation) {}

  /// @param number tells sessions that live at the same time apart
  Spawned spawn(String id, int number) throws IOException {
    SocketChannel channel = connect();
    try {
      Frames.send(channel, Map.of("op", "spawn", "id", id, "number", number), List.of());
      Frames.Frame answer = Frames.receive(channel);
      if (!answer.header().path("status").asString("").equals("ok")) {
        throw new IOException(answer.header().path("reason").asString("no reason given"));
      }
      return new Spawned(channel, Isolation.of(answer.header().path("layers")));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /// Ends a session; whether it had died already, for want of memory.
  boolean kill(String id) throws IOException {
    return tell(Map.of("op", "kill", "id", id), List.of()).path("memory").asBoolean(false);
  }

  /// Stops the running cell of a session.
  void interrupt(String id) throws IOException {
    tell(Map.of("op", "interrupt", "id", id), List.of());
  }

  /// Forks a warm process whose sessions begin with the pictures and share them.
  ControlSocket group(String id, List<Picture> pictures) throws IOException {
    tell(
        Map.of("op", "group", "id", id, "images", sizes(pictures)),
        pictures.stream().map(Picture::rgb).toList());
    return new ControlSocket(path.resolveSibling(id));
  }

  /// Ends the warm process itself, and its sessions.
  void end() throws IOException {
    try (SocketChannel channel = connect()) {
      Frames.send(channel, Map.of("op", "end"), List.of());
    }
  }

  /// Pictures as a frame's header has them; their rows are its blobs.
  static List<Map<String, Integer>> sizes(List<Picture> pictures) {
    return pictures.stream().map(p -> Map.of("width", p.width(), "height", p.height())).toList();
  }

  private JsonNode tell(Map<String, Object> request, List<byte[]> blobs) throws IOException {
    try (SocketChannel channel = connect()) {
      Frames.send(channel, request, blobs);
      return Frames.receive(channel).header();
    }
  }

  private SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(path));
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }
}
