package io.github.deepeyes4j.sandbox.session;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Keeps sessions in this process: they survive their kernels, not the server.
public final class MemoryStore implements SessionStore {
  private final Map<String, Kept> entries = new HashMap<>();
  private final Map<String, Answer> answers = new HashMap<>();
  private final Map<String, Held> pictures = new HashMap<>();

  private record Kept(Stored session, Instant expires) {}

  private record Answer(int cell, String text) {}

  /// @param uploaded until when it is kept for sessions to come
  /// @param users sessions that have it
  private record Held(EncodedPicture picture, Instant uploaded, Set<String> users) {}

  @Override
  public synchronized Optional<Stored> load(String id) {
    Instant now = Instant.now();
    List<String> expired =
        entries.entrySet().stream()
            .filter(entry -> entry.getValue().expires.isBefore(now))
            .map(Map.Entry::getKey)
            .toList();
    expired.forEach(this::delete);
    return Optional.ofNullable(entries.get(id)).map(Kept::session);
  }

  @Override
  public synchronized Optional<String> mark(String id) {
    return load(id).map(Stored::mark);
  }

  @Override
  public synchronized void create(
      String id, String mark, List<EncodedPicture> begun, Duration timeToLive) {
    delete(id);
    hold(id, begun);
    put(id, new Stored(mark, begun, null, List.of()), timeToLive);
  }

  @Override
  public synchronized boolean append(
      String id, String after, JournalEntry added, Duration timeToLive) {
    Optional<Stored> found = load(id).filter(stored -> stored.mark().equals(after));
    found.ifPresent(old -> {
      JournalCell cell = added.cell();
      List<JournalCell> cells = Stream.concat(old.cells().stream(), Stream.of(cell)).toList();
      hold(id, added.pictures());
      put(id, new Stored(cell.mark(), old.pictures(), old.snapshot(), cells), timeToLive);
      answers.put(id, new Answer(cell.number(), added.answer()));
    });
    return found.isPresent();
  }

  @Override
  public synchronized boolean save(
      String id, String after, Snapshot snapshot, Duration timeToLive) {
    Optional<Stored> found = load(id).filter(stored -> stored.mark().equals(after));
    found.ifPresent(old -> {
      List<JournalCell> cells =
          old.cells().stream()
              .filter(cell -> !snapshot.complete() || cell.number() > snapshot.afterCell())
              .toList();
      put(id, new Stored(snapshot.mark(), old.pictures(), snapshot, cells), timeToLive);
    });
    return found.isPresent();
  }

  private void put(String id, Stored session, Duration timeToLive) {
    entries.put(id, new Kept(session, Instant.now().plus(timeToLive)));
  }

  private void hold(String id, List<EncodedPicture> held) {
    for (EncodedPicture picture : held) {
      pictures
          .computeIfAbsent(picture.digest(), _ -> new Held(picture, Instant.MIN, new HashSet<>()))
          .users
          .add(id);
    }
  }

  @Override
  public synchronized Optional<String> answer(String id, int cell) {
    return Optional.ofNullable(answers.get(id))
        .filter(answer -> answer.cell == cell && !answer.text.isEmpty())
        .map(Answer::text);
  }

  @Override
  public synchronized void delete(String id) {
    answers.remove(id);
    if (entries.remove(id) != null) {
      pictures.values().forEach(held -> held.users.remove(id));
      dropUnused();
    }
  }

  private void dropUnused() {
    Instant now = Instant.now();
    pictures.values().removeIf(held -> held.users.isEmpty() && held.uploaded.isBefore(now));
  }

  @Override
  public synchronized void upload(EncodedPicture picture) {
    dropUnused();
    Instant until = Instant.now().plus(UPLOAD_TIME_TO_LIVE);
    pictures.merge(
        picture.digest(),
        new Held(picture, until, new HashSet<>()),
        (old, _) -> new Held(old.picture, until, old.users));
  }

  @Override
  public synchronized Optional<EncodedPicture> picture(String digest) {
    return Optional.ofNullable(pictures.get(digest)).map(Held::picture);
  }

  @Override
  public void check() {}

  @Override
  public void close() {}
}
