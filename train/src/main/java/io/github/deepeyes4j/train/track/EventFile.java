package io.github.deepeyes4j.train.track;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.CRC32C;

/// A TensorBoard event file: TFRecords, each an `Event` message of TensorFlow's `event.proto`, of
/// which only what scalars need is written.
final class EventFile implements Closeable {
  /// Fields of `Event`.
  private static final int WALL_TIME = 1;

  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int SESSION_LOG = 7;

  /// Fields of `Summary`, of its `Value`, and of `SessionLog` with its status.
  private static final int VALUE = 1;

  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;
  private static final int STATUS = 1;
  private static final int START = 1;

  private final OutputStream out;

  private EventFile(OutputStream out) {
    this.out = out;
  }

  /// Makes a file.
  static EventFile create(Path file) throws IOException {
    EventFile events = new EventFile(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW));
    events.add(0, FILE_VERSION, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
    return events;
  }

  /// Says that what earlier files tell of this step and later ones no longer holds.
  void restart(long step) throws IOException {
    add(step, SESSION_LOG, new Message().integer(STATUS, START).bytes());
  }

  void scalars(long step, Map<String, Double> values) throws IOException {
    Message summary = new Message();
    values.forEach((name, value) ->
        summary.bytes(
            VALUE,
            new Message()
                .bytes(TAG, name.getBytes(StandardCharsets.UTF_8))
                .number(SIMPLE_VALUE, value.floatValue())
                .bytes()));
    add(step, SUMMARY, summary.bytes());
  }

  private void add(long step, int field, byte[] content) throws IOException {
    byte[] event =
        new Message()
            .number(WALL_TIME, System.currentTimeMillis() / 1e3)
            .integer(STEP, step)
            .bytes(field, content)
            .bytes();
    byte[] length = littleEndian(Long.BYTES).putLong(event.length).array();
    out.write(
        littleEndian(Long.BYTES + 2 * Integer.BYTES + event.length)
            .put(length)
            .putInt(maskedChecksum(length))
            .put(event)
            .putInt(maskedChecksum(event))
            .array());
  }

  /// CRC-32C, rotated and shifted so that a checksum of checksums stays one.
  private static int maskedChecksum(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xA282EAD8;
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /// A protocol buffer message: fields, each after a key of its number and its wire type.
  private static final class Message {
    private final ByteArrayOutputStream fields = new ByteArrayOutputStream();

    Message integer(int field, long value) {
      varint(field << 3);
      varint(value);
      return this;
    }

    Message number(int field, double value) {
      varint(field << 3 | 1);
      fields.writeBytes(littleEndian(Double.BYTES).putDouble(value).array());
      return this;
    }

    Message number(int field, float value) {
      varint(field << 3 | 5);
      fields.writeBytes(littleEndian(Float.BYTES).putFloat(value).array());
      return this;
    }

    Message bytes(int field, byte[] value) {
      varint(field << 3 | 2);
      varint(value.length);
      fields.writeBytes(value);
      return this;
    }

    private void varint(long value) {
      long left = value;
      while ((left & ~0x7F) != 0) {
        fields.write((int) ((left & 0x7F) | 0x80));
        left >>>= 7;
      }
      fields.write((int) left);
    }

    byte[] bytes() {
      return fields.toByteArray();
    }
  }
}
