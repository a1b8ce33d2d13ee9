package io.github.deepeyes4j.model.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import tools.jackson.databind.json.JsonMapper;

/// Writes a safetensors file: to a temporary name first, renamed when it is complete.
public final class SafeTensorsWriter {
  private static final int CHUNK = 1 << 28;

  private SafeTensorsWriter() {}

  public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".part");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      byte[] header = header(tensors);
      ByteBuffer start = ByteBuffer.allocate(8 + header.length).order(ByteOrder.LITTLE_ENDIAN);
      writeFully(channel, start.putLong(header.length).put(header).flip());
      for (Tensor tensor : tensors.values()) {
        write(channel, tensor);
      }
      channel.force(true);
    }
    Files.move(
        temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /// The JSON header, padded with spaces so that the data begins at a multiple of 8 bytes.
  private static byte[] header(Map<String, Tensor> tensors) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("__metadata__", Map.of("format", "pt"));
    long at = 0;
    for (var entry : tensors.entrySet()) {
      ScalarType type = entry.getValue().scalar_type().intern();
      long end = at + entry.getValue().numel() * Dtypes.bytes(type);
      Map<String, Object> field = new LinkedHashMap<>();
      field.put("dtype", Dtypes.name(type));
      field.put("shape", entry.getValue().sizes().vec().get());
      field.put("data_offsets", new long[] {at, end});
      fields.put(entry.getKey(), field);
      at = end;
    }
    String json = JsonMapper.shared().writeValueAsString(fields);
    int length = json.getBytes(StandardCharsets.UTF_8).length;
    return (json + " ".repeat((8 - length % 8) % 8)).getBytes(StandardCharsets.UTF_8);
  }

  private static void write(FileChannel channel, Tensor tensor) throws IOException {
    try (PointerScope _ = new PointerScope()) {
      Tensor plain = tensor.detach().cpu().contiguous();
      long bytes = plain.numel() * Dtypes.bytes(plain.scalar_type().intern());
      BytePointer pointer = new BytePointer(plain.data_ptr());
      for (long at = 0; at < bytes; at += CHUNK) {
        long count = Math.min(CHUNK, bytes - at);
        writeFully(channel, pointer.getPointer(at).capacity(count).asByteBuffer());
      }
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
