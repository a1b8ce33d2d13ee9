package io.github.deepeyes4j.sandbox.session;

import io.github.deepeyes4j.core.image.Picture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Keeps sessions in this process: they survive their kernels, not the server.
public final class MemoryStore implements SessionStore {
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  private record Entry(Stored session, Instant expires) {}

  private record Answer(int cell, String text) {}

  @Override
  public Optional<Stored> load(String id) {
    Instant now = Instant.now();
    entries.values().removeIf(entry -> entry.expires.isBefore(now));
    answers.keySet().retainAll(entries.keySet());
    return Optional.ofNullable(entries.get(id)).map(Entry::session);
  }

  @Override
  public void create(String id, List<Picture> pictures, Duration timeToLive) {
    put(id, new Stored(pictures, null, List.of()), timeToLive);
  }

  @Override
  public void append(String id, JournalCell cell, String answer, Duration timeToLive) {
    Stored old = old(id);
    List<JournalCell> cells = Stream.concat(old.cells().stream(), Stream.of(cell)).toList();
    put(id, new Stored(old.pictures(), old.snapshot(), cells), timeToLive);
    answers.put(id, new Answer(cell.number(), answer));
  }

  @Override
  public void save(String id, Snapshot snapshot, Duration timeToLive) {
    Stored old = old(id);
    List<JournalCell> cells =
        old.cells().stream()
            .filter(cell -> !snapshot.complete() || cell.number() > snapshot.afterCell())
            .toList();
    put(id, new Stored(old.pictures(), snapshot, cells), timeToLive);
  }

  private Stored old(String id) {
    Entry entry = entries.get(id);
    return entry == null ? new Stored(List.of(), null, List.of()) : entry.session;
  }

  private void put(String id, Stored session, Duration timeToLive) {
    entries.put(id, new Entry(session, Instant.now().plus(timeToLive)));
  }

  @Override
  public Optional<String> answer(String id, int cell) {
    return Optional.ofNullable(answers.get(id))
        .filter(answer -> answer.cell == cell && !answer.text.isEmpty())
        .map(Answer::text);
  }

  @Override
  public void delete(String id) {
    answers.remove(id);
    entries.remove(id);
  }

  @Override
  public void check() {}

  @Override
  public void close() {}
}
