package io.github.deepeyes4j.sandbox.session;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.image.Picture;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;
import tools.jackson.databind.json.JsonMapper;

/// Keeps sessions in Redis, for other servers.
///
/// A session is a hash `deepeyes:session:ID` (`pictures`: digests; `snapshot`: its description;
/// `variables`: its bytes) and a list `deepeyes:cells:ID`. Pictures and long codes lie once under
/// `deepeyes:blob:DIGEST`, whatever the number of sessions that share them; the set
/// `deepeyes:blobs:ID` names those that a session needs. `deepeyes:answer:ID` is the latest answer.
public final class RedisStore implements SessionStore {
  private static final String PREFIX = "deepeyes:";

  /// Code longer than this is stored by its digest.
  private static final int LONG_CODE = 4096;

  private static final String BY_DIGEST = "sha256:";

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

  private record PictureRow(int width, int height, String digest) {}

  private record SnapshotRow(int afterCell, List<String> lost) {}

  private record AnswerRow(int cell, String answer) {}

  @Override
  public Optional<Stored> load(String id) {
    return tried(client -> {
      Map<byte[], byte[]> fields = client.hgetAll(key("session:", id));
      if (fields.isEmpty()) {
        return Optional.empty();
      }
      Map<String, byte[]> hash = new HashMap<>();
      fields.forEach((name, value) -> hash.put(new String(name, StandardCharsets.UTF_8), value));
      List<Picture> pictures = new ArrayList<>();
      for (PictureRow row : read(hash.getOrDefault("pictures", bytes("[]")), PictureRow[].class)) {
        pictures.add(Picture.ofRgb(row.width, row.height, blob(row.digest)));
      }
      List<JournalCell> cells = new ArrayList<>();
      for (byte[] json : client.lrange(key("cells:", id), 0, -1)) {
        cells.add(withCode(read(json, JournalCell.class)));
      }
      return Optional.of(new Stored(pictures, snapshot(hash), cells));
    });
  }

  private static @Nullable Snapshot snapshot(Map<String, byte[]> hash) {
    byte[] description = hash.get("snapshot");
    byte[] variables = hash.get("variables");
    if (description == null || variables == null) {
      return null;
    }
    SnapshotRow row = read(description, SnapshotRow.class);
    return new Snapshot(row.afterCell, row.lost, variables);
  }

  @Override
  public void create(String id, List<Picture> pictures, Duration timeToLive) {
    tried(client -> {
      client.del(key("blobs:", id));
      List<PictureRow> rows = new ArrayList<>();
      for (Picture picture : pictures) {
        String digest = Digests.sha256(picture.rgb());
        putBlob(id, digest, picture.rgb(), timeToLive);
        rows.add(new PictureRow(picture.width(), picture.height(), digest));
      }
      client.del(key("session:", id), key("cells:", id));
      client.hset(key("session:", id), bytes("pictures"), json(rows));
      return prolong(id, timeToLive);
    });
  }

  @Override
  public void append(String id, JournalCell cell, String answer, Duration timeToLive) {
    tried(client -> {
      JournalCell row = cell;
      if (cell.code().length() > LONG_CODE) {
        byte[] code = cell.code().getBytes(StandardCharsets.UTF_8);
        String digest = Digests.sha256(code);
        putBlob(id, digest, code, timeToLive);
        row = cell.withCode(BY_DIGEST + digest);
      }
      try (AbstractTransaction both = client.multi()) {
        both.rpush(key("cells:", id), json(row));
        if (!answer.isEmpty()) {
          byte[] given = json(new AnswerRow(cell.number(), answer));
          both.setex(key("answer:", id), timeToLive.toSeconds(), given);
        }
        both.exec();
      }
      return prolong(id, timeToLive);
    });
  }

  private JournalCell withCode(JournalCell row) {
    return row.code().startsWith(BY_DIGEST)
        ? row.withCode(
            new String(blob(row.code().substring(BY_DIGEST.length())), StandardCharsets.UTF_8))
        : row;
  }

  @Override
  public void save(String id, Snapshot snapshot, Duration timeToLive) {
    tried(client -> {
      Map<byte[], byte[]> fields =
          Map.of(
              bytes("snapshot"), json(new SnapshotRow(snapshot.afterCell(), snapshot.lost())),
              bytes("variables"), snapshot.variables());
      client.hset(key("session:", id), fields);
      if (snapshot.complete()) {
        // One server writes a session: nothing can be appended in between.
        List<byte[]> cells = client.lrange(key("cells:", id), 0, -1);
        long covered =
            cells.stream()
                .filter(cell -> read(cell, JournalCell.class).number() <= snapshot.afterCell())
                .count();
        client.ltrim(key("cells:", id), covered, -1);
      }
      return prolong(id, timeToLive);
    });
  }

  @Override
  public Optional<String> answer(String id, int cell) {
    return tried(client -> Optional.ofNullable(client.get(key("answer:", id))))
        .map(json -> read(json, AnswerRow.class))
        .filter(row -> row.cell == cell)
        .map(AnswerRow::answer);
  }

  @Override
  public void delete(String id) {
    tried(client ->
        client.del(key("session:", id), key("cells:", id), key("blobs:", id), key("answer:", id)));
  }

  @Override
  public void check() {
    tried(RedisClient::ping);
  }

  private void putBlob(String id, String digest, byte[] content, Duration timeToLive) {
    redis.sadd(key("blobs:", id), bytes(digest));
    if (!redis.exists(key("blob:", digest))) {
      redis.setex(key("blob:", digest), timeToLive.toSeconds(), content);
    }
  }

  /// Starts the time to live of everything that a session needs anew.
  private boolean prolong(String id, Duration timeToLive) {
    Set<byte[]> blobs = redis.smembers(key("blobs:", id));
    try (AbstractPipeline pipeline = redis.pipelined()) {
      for (String kind : List.of("session:", "cells:", "blobs:")) {
        pipeline.expire(key(kind, id), timeToLive.toSeconds());
      }
      blobs.forEach(digest ->
          pipeline.expire(
              key("blob:", new String(digest, StandardCharsets.UTF_8)), timeToLive.toSeconds()));
    }
    return true;
  }

  private byte[] blob(String digest) {
    byte[] content = redis.get(key("blob:", digest));
    if (content == null) {
      throw new StoreException("blob " + digest + " has expired", new IllegalStateException());
    }
    return content;
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
