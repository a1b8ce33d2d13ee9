package io.github.deepeyes4j.model.weights;

import io.github.deepeyes4j.core.BadInputException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One safetensors file, mapped into memory: tensors are views of the file, read when first touched
/// and never copied.
///
/// Format: an 8-byte little-endian header length, a JSON header of `{name: {dtype, shape,
/// data_offsets}}`, then the data. Everything in the header is checked against the file before any
/// tensor is made. Views are read-only memory: writing to one ends the process.
public final class SafeTensors {
  private static final long MAX_HEADER = 100L << 20;

  private final Path file;
  private final MemorySegment data;
  private final Map<String, Entry> entries;

  private record Entry(ScalarType type, long[] shape, long begin, long end) {}

  private SafeTensors(Path file, MemorySegment data, Map<String, Entry> entries) {
    this.file = file;
    this.data = data;
    this.entries = entries;
  }

  /// Maps a file and checks its header.
  ///
  /// @param arena how long the mapping lives; no tensor may outlive it
  public static SafeTensors open(Path file, Arena arena) {
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(file + ": no such file");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < 8) {
        throw new BadInputException("%s: %d bytes is no safetensors file".formatted(file, size));
      }
      MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
      long header = mapped.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
      if (header < 2 || header > MAX_HEADER || header > size - 8) {
        throw new BadInputException(
            "%s: header of %d bytes in a file of %d: truncated, or no safetensors file"
                .formatted(file, header, size));
      }
      byte[] json = mapped.asSlice(8, header).toArray(ValueLayout.JAVA_BYTE);
      MemorySegment data = mapped.asSlice(8 + header);
      return new SafeTensors(file, data, entries(file, json, data.byteSize()));
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be mapped: " + e.getMessage(), e);
    }
  }

  private static Map<String, Entry> entries(Path file, byte[] json, long dataSize) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    try {
      for (var field : JsonMapper.shared().readTree(json).properties()) {
        if (!field.getKey().equals("__metadata__")) {
          entries.put(field.getKey(), entry(file, field.getKey(), field.getValue(), dataSize));
        }
      }
    } catch (JacksonException e) {
      throw new BadInputException(file + ": a damaged safetensors header", e);
    }
    return entries;
  }

  private static Entry entry(Path file, String name, JsonNode node, long dataSize) {
    String dtype = node.path("dtype").asString("none");
    JsonNode shapeNode = node.path("shape");
    long[] shape = new long[shapeNode.size()];
    long elements = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = shapeNode.get(i).asLong(-1);
      if (shape[i] < 0) {
        throw new BadInputException("%s: tensor %s has a bad shape".formatted(file, name));
      }
      elements = Math.multiplyExact(elements, shape[i]);
    }
    long begin = node.path("data_offsets").path(0).asLong(-1);
    long end = node.path("data_offsets").path(1).asLong(-1);
    if (begin < 0 || end < begin || end > dataSize) {
      throw new BadInputException(
          "%s: tensor %s stands at bytes %d to %d of %d: a truncated file"
              .formatted(file, name, begin, end, dataSize));
    }
    ScalarType type = Dtypes.type(dtype, file, name);
    if (end - begin != elements * Dtypes.bytes(type)) {
      throw new BadInputException(
          "%s: tensor %s of shape %s and type %s has %d bytes"
              .formatted(file, name, Arrays.toString(shape), dtype, end - begin));
    }
    return new Entry(type, shape, begin, end);
  }

  public Set<String> names() {
    return entries.keySet();
  }

  /// A read-only view of the mapped file.
  public Tensor tensor(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new BadInputException("%s: has no tensor %s".formatted(file, name));
    }
    MemorySegment bytes = data.asSlice(entry.begin, entry.end - entry.begin);
    return torch.from_blob(
        new Address(bytes.address()), entry.shape, new TensorOptions(entry.type));
  }

  /// A native address that JavaCPP neither owns nor frees.
  private static final class Address extends Pointer {
    Address(long value) {
      super();
      this.address = value;
    }
  }
}
