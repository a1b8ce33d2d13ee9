package io.github.deepeyes4j.sandbox.session;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.args.ExpiryOption;
import redis.clients.jedis.exceptions.JedisException;
import tools.jackson.databind.json.JsonMapper;

/// Keeps sessions in Redis, for other servers.
///
/// A session is a hash `deepeyes:session:ID` (`mark`; `pictures`: digests; `snapshot`: its
/// description; `variables`: its bytes), a list `deepeyes:cells:ID`, and `deepeyes:answer:ID`, the
/// latest answer. Pictures and long codes lie once under `deepeyes:blob:DIGEST`, whatever the
/// number of sessions that share them: the set `deepeyes:blobs:ID` names those that a session
/// needs, `deepeyes:users:DIGEST` the sessions that need one.
public final class RedisStore implements SessionStore {
  private static final String PREFIX = "deepeyes:";

  /// Code longer than this is stored by its digest.
  private static final int LONG_CODE = 4096;

  private static final String BY_DIGEST = "sha256:";

  /// Stands among a blob's users for the client that uploaded it.
  private static final String UPLOAD = "";

  private final RedisClient redis;

  private RedisStore(RedisClient redis) {
    this.redis = redis;
  }

  /// Connects; a [BadInputException] says that nobody answers there.
  public static RedisStore open(URI address) {
    RedisStore store = new RedisStore(RedisClient.create(address));
    try {
      store.check();
      return store;
    } catch (StoreException e) {
      store.close();
      throw new BadInputException("%s: no Redis answers there".formatted(address));
    }
  }

  private record SnapshotRow(int afterCell, String mark, List<String> lost) {}

  private record AnswerRow(int cell, String answer) {}

  @Override
  public Optional<Stored> load(String id) {
    return tried(client -> {
      Map<String, byte[]> hash = new HashMap<>();
      client
          .hgetAll(key("session:", id))
          .forEach((name, value) -> hash.put(new String(name, StandardCharsets.UTF_8), value));
      if (hash.isEmpty()) {
        return Optional.empty();
      }
      List<EncodedPicture> pictures = new ArrayList<>();
      for (String digest : read(hash.getOrDefault("pictures", bytes("[]")), String[].class)) {
        pictures.add(picture(digest).orElseThrow(() -> expired(digest)));
      }
      List<JournalCell> cells = new ArrayList<>();
      for (byte[] json : client.lrange(key("cells:", id), 0, -1)) {
        cells.add(withCode(read(json, JournalCell.class)));
      }
      String mark = new String(hash.getOrDefault("mark", bytes("")), StandardCharsets.UTF_8);
      return Optional.of(new Stored(mark, pictures, snapshot(hash), cells));
    });
  }

  private static @Nullable Snapshot snapshot(Map<String, byte[]> hash) {
    byte[] description = hash.get("snapshot");
    byte[] variables = hash.get("variables");
    if (description == null || variables == null) {
      return null;
    }
    SnapshotRow row = read(description, SnapshotRow.class);
    return new Snapshot(row.afterCell, row.mark, row.lost, variables);
  }

  @Override
  public Optional<String> mark(String id) {
    return tried(client -> Optional.ofNullable(client.hget(key("session:", id), bytes("mark"))))
        .map(mark -> new String(mark, StandardCharsets.UTF_8));
  }

  @Override
  public void create(String id, String mark, List<EncodedPicture> pictures, Duration timeToLive) {
    delete(id);
    putPictures(id, pictures, timeToLive);
    List<String> digests = pictures.stream().map(EncodedPicture::digest).toList();
    run(RedisScripts.CREATE, id, timeToLive, bytes(mark), json(digests));
  }

  @Override
  public boolean append(String id, String after, JournalEntry entry, Duration timeToLive) {
    JournalCell cell = entry.cell();
    putPictures(id, entry.pictures(), timeToLive);
    JournalCell row = cell;
    if (cell.code().length() > LONG_CODE) {
      byte[] code = bytes(cell.code());
      String digest = Digests.sha256(code);
      putBlob(id, digest, code, timeToLive);
      row = cell.withCode(BY_DIGEST + digest);
    }
    byte[] answer = json(new AnswerRow(cell.number(), entry.answer()));
    return run(
        RedisScripts.APPEND, id, timeToLive, bytes(after), bytes(cell.mark()), json(row), answer);
  }

  private JournalCell withCode(JournalCell row) {
    if (!row.code().startsWith(BY_DIGEST)) {
      return row;
    }
    String digest = row.code().substring(BY_DIGEST.length());
    byte[] code = blob(digest).orElseThrow(() -> expired(digest));
    return row.withCode(new String(code, StandardCharsets.UTF_8));
  }

  @Override
  public boolean save(String id, String after, Snapshot snapshot, Duration timeToLive) {
    SnapshotRow row = new SnapshotRow(snapshot.afterCell(), snapshot.mark(), snapshot.lost());
    int replaced = snapshot.complete() ? snapshot.afterCell() : 0;
    return run(
        RedisScripts.SAVE,
        id,
        timeToLive,
        bytes(after),
        bytes(snapshot.mark()),
        json(row),
        snapshot.variables(),
        bytes(String.valueOf(replaced)));
  }

  private boolean run(String script, String id, Duration timeToLive, byte[]... arguments) {
    byte[] seconds = bytes(String.valueOf(Math.max(1, timeToLive.toSeconds())));
    List<byte[]> all =
        Stream.concat(Stream.of(bytes(id), seconds), Arrays.stream(arguments)).toList();
    return tried(client -> client.eval(bytes(script), keys(id), all)).equals(1L);
  }

  private static List<byte[]> keys(String id) {
    return List.of(key("session:", id), key("cells:", id), key("answer:", id), key("blobs:", id));
  }

  @Override
  public Optional<String> answer(String id, int cell) {
    return tried(client -> Optional.ofNullable(client.get(key("answer:", id))))
        .map(json -> read(json, AnswerRow.class))
        .filter(row -> row.cell == cell && !row.answer.isEmpty())
        .map(AnswerRow::answer);
  }

  @Override
  public void delete(String id) {
    run(RedisScripts.DELETE, id, UPLOAD_TIME_TO_LIVE);
  }

  @Override
  public void upload(EncodedPicture picture) {
    putPictures(UPLOAD, List.of(picture), UPLOAD_TIME_TO_LIVE);
  }

  @Override
  public Optional<EncodedPicture> picture(String digest) {
    return blob(digest)
        .map(blob -> {
          ByteBuffer buffer = ByteBuffer.wrap(blob);
          int width = buffer.getInt();
          int height = buffer.getInt();
          byte[] file = new byte[buffer.remaining()];
          buffer.get(file);
          return new EncodedPicture(digest, width, height, file);
        });
  }

  private void putPictures(String user, List<EncodedPicture> pictures, Duration timeToLive) {
    for (EncodedPicture picture : pictures) {
      ByteBuffer blob = ByteBuffer.allocate(8 + picture.file().length);
      blob.putInt(picture.width()).putInt(picture.height()).put(picture.file());
      putBlob(user, picture.digest(), blob.array(), timeToLive);
    }
  }

  private void putBlob(String user, String digest, byte[] content, Duration timeToLive) {
    long seconds = timeToLive.toSeconds();
    tried(client -> {
      boolean there = client.exists(key("blob:", digest));
      try (AbstractPipeline pipeline = client.pipelined()) {
        if (!there) {
          pipeline.setex(key("blob:", digest), seconds, content);
        }
        pipeline.sadd(key("users:", digest), bytes(user));
        if (!user.equals(UPLOAD)) {
          pipeline.sadd(key("blobs:", user), bytes(digest));
        }
        for (String kind : List.of("blob:", "users:")) {
          // Never shorter than another session needs it.
          pipeline.expire(key(kind, digest), seconds, ExpiryOption.NX);
          pipeline.expire(key(kind, digest), seconds, ExpiryOption.GT);
        }
      }
      return there;
    });
  }

  private Optional<byte[]> blob(String digest) {
    return tried(client -> Optional.ofNullable(client.get(key("blob:", digest))));
  }

  private static StoreException expired(String digest) {
    return new StoreException("blob " + digest + " has expired", new IllegalStateException());
  }

  @Override
  public void check() {
    tried(RedisClient::ping);
  }

  private <T> T tried(Function<RedisClient, T> action) {
    try {
      return action.apply(redis);
    } catch (JedisException e) {
      throw new StoreException("Redis: " + e.getMessage(), e);
    }
  }

  private static byte[] key(String kind, String id) {
    return bytes(PREFIX + kind + id);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] json(Object value) {
    return JsonMapper.shared().writeValueAsBytes(value);
  }

  private static <T> T read(byte[] json, Class<T> type) {
    return JsonMapper.shared().readValue(json, type);
  }

  @Override
  public void close() {
    redis.close();
  }
}
