package io.github.deepeyes4j.app;

import io.github.deepeyes4j.search.SearchEngine;
import io.github.deepeyes4j.search.SearchTools;
import io.github.deepeyes4j.search.leak.Blocklist;
import io.github.deepeyes4j.search.leak.LeakGuard;
import io.github.deepeyes4j.search.record.Recording;
import io.github.deepeyes4j.search.record.RecordingEngine;
import io.github.deepeyes4j.search.record.ReplayEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The engines of a run, and what a report says of them. Closes them, and whatever they stand on.
///
/// @param recording that is recorded or replayed
/// @param base closed after the engines: connections
record SearchSetup(
    SearchEngine text, SearchEngine image, Optional<Recording> recording, List<AutoCloseable> base)
    implements AutoCloseable {

  static SearchSetup live(SearchEngine text, SearchEngine image, AutoCloseable base) {
    return new SearchSetup(text, image, Optional.empty(), List.of(base));
  }

  static SearchSetup replay(Path directory) {
    Recording recording = Recording.open(directory);
    return new SearchSetup(
        ReplayEngine.text(recording),
        ReplayEngine.image(recording),
        Optional.of(recording),
        List.of());
  }

  SearchSetup recordedIn(Path directory) {
    Recording recording = Recording.append(directory);
    return new SearchSetup(
        new RecordingEngine(text, recording),
        new RecordingEngine(image, recording),
        Optional.of(recording),
        base);
  }

  /// The same without pages that give benchmarks away.
  SearchSetup guarded(Blocklist blocklist) {
    return new SearchSetup(
        new LeakGuard(text, blocklist), new LeakGuard(image, blocklist), recording, base);
  }

  SearchTools tools() {
    return new SearchTools(text, image);
  }

  /// What a report says: the engines, the recording's digest, requests that a replay lacked, and
  /// rows that were taken out.
  Map<String, Object> report() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("text", text.id());
    report.put("image", image.id());
    recording.ifPresent(known -> {
      report.put("recording", known.digest());
      report.put("misses", known.misses());
    });
    List<LeakGuard.Removed> removed = new ArrayList<>();
    for (SearchEngine engine : List.of(text, image)) {
      if (engine instanceof LeakGuard guard) {
        removed.addAll(guard.removed());
      }
    }
    report.put("removed", removed);
    return report;
  }

  @Override
  public void close() {
    tools().close();
    recording.ifPresent(Recording::close);
    base.forEach(SearchSetup::close);
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      throw new IllegalStateException("closing search", e);
    }
  }
}
