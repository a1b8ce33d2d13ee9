package io.github.deepeyes4j.search.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.Observation;
import io.github.deepeyes4j.core.agent.Observations;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.core.chat.Content;
import io.github.deepeyes4j.search.SearchEngine;
import io.github.deepeyes4j.search.SearchRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {
  @TempDir Path directory;

  private static SearchRequest text(String query) {
    return new SearchRequest.Text(query, 5);
  }

  /// Half text, half picture, some that fail and some that find nothing.
  private static List<SearchRequest> mixed() {
    List<SearchRequest> requests = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      String kind = i % 10 == 0 ? "fail " : i % 10 == 1 ? "nothing " : "\"größe\" {} ";
      requests.add(text(kind + i));
      requests.add(new SearchRequest.Image(Fakes.picture(i), 5));
    }
    return requests;
  }

  /// What a model is shown, pictures included, byte for byte; all requests at once.
  private static List<byte[]> shown(SearchEngine engine) throws Exception {
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<byte[]>> results = new ArrayList<>();
      for (SearchRequest request : mixed()) {
        results.add(pool.submit(() -> bytes(request, engine.search(request))));
      }
      List<byte[]> all = new ArrayList<>();
      for (Future<byte[]> result : results) {
        all.add(result.get());
      }
      return all;
    }
  }

  private static byte[] bytes(SearchRequest request, SearchResult result) {
    Observation observation =
        switch (request) {
          case SearchRequest.Text(String query, int _) -> Observations.textSearch(query, result);
          case SearchRequest.Image _ -> Observations.imageSearch(result);
        };
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(observation.status().name().getBytes(StandardCharsets.UTF_8));
    for (Content part : observation.content()) {
      bytes.writeBytes(
          switch (part) {
            case Content.Text(var words) -> words.getBytes(StandardCharsets.UTF_8);
            case Content.Image(var picture) -> picture.toPng();
          });
    }
    return bytes.toByteArray();
  }

  @Test
  void aReplayOfFiveHundredMixedCallsIsByteIdentical() throws Exception {
    Fakes live = new Fakes();
    List<byte[]> recorded;
    try (Recording recording = Recording.append(directory)) {
      recorded = shown(new RecordingEngine(live, recording));
    }
    assertThat(recorded).hasSize(500);
    assertThat(live.asked).hasValue(500);
    Recording recording = Recording.open(directory);
    ReplayEngine text = ReplayEngine.text(recording);
    ReplayEngine image = ReplayEngine.image(recording);
    for (int run = 0; run < 2; run++) {
      List<byte[]> replayed = shown(either(text, image));
      for (int i = 0; i < recorded.size(); i++) {
        assertThat(replayed.get(i)).as("call %d of run %d", i, run).isEqualTo(recorded.get(i));
      }
    }
    assertThat(recording.misses()).isEmpty();
  }

  private static SearchEngine either(SearchEngine text, SearchEngine image) {
    return new SearchEngine() {
      @Override
      public String id() {
        return "both";
      }

      @Override
      public SearchResult search(SearchRequest request) throws InterruptedException {
        return (request instanceof SearchRequest.Text ? text : image).search(request);
      }

      @Override
      public void close() {}
    };
  }

  @Test
  void whatIsMissingIsATypedMiss() throws Exception {
    record("kept", "removed");
    Path file = directory.resolve("entries.jsonl");
    List<String> lines = Files.readAllLines(file);
    Files.write(file, lines.stream().filter(line -> !line.contains("\"removed\"")).toList());
    Recording recording = Recording.open(directory);
    ReplayEngine replay = ReplayEngine.text(recording);
    assertThat(replay.search(text("kept"))).isInstanceOf(SearchResult.Found.class);
    assertThat(replay.search(text("removed"))).isInstanceOf(SearchResult.ReplayMiss.class);
    assertThat(replay.search(text("Kept"))).isInstanceOf(SearchResult.ReplayMiss.class);
    assertThat(replay.search(new SearchRequest.Text("kept", 6)))
        .isInstanceOf(SearchResult.ReplayMiss.class);
    assertThat(recording.misses())
        .containsExactly("text removed (top 5)", "text Kept (top 5)", "text kept (top 6)");
  }

  private void record(String... queries) throws InterruptedException {
    try (Recording recording = Recording.append(directory)) {
      RecordingEngine engine = new RecordingEngine(new Fakes(), recording);
      for (String query : queries) {
        engine.search(text(query));
      }
    }
  }

  @Test
  void normalisesUnicodeAndTrimsOnly() throws Exception {
    record("e\u0301cole ");
    ReplayEngine replay = ReplayEngine.text(Recording.open(directory));
    assertThat(replay.search(text(" \u00e9cole"))).isInstanceOf(SearchResult.Found.class);
  }

  @Test
  void goesOnWithARecordingAndAsksAgainOnlyForFailures() throws Exception {
    record("one", "fail");
    Fakes second = new Fakes();
    try (Recording recording = Recording.append(directory)) {
      RecordingEngine engine = new RecordingEngine(second, recording);
      engine.search(text("one"));
      engine.search(text("fail"));
      assertThat(recording.size()).isEqualTo(2);
    }
    assertThat(second.asked).hasValue(1);
    assertThat(ReplayEngine.text(Recording.open(directory)).search(text("fail")))
        .isEqualTo(new SearchResult.Unavailable("quota exceeded, call 1"));
  }

  @Test
  void keepsWhatTheProviderSaid() throws Exception {
    record("one");
    assertThat(Files.readString(directory.resolve("entries.jsonl")))
        .contains("\"exchanges\":[{\"request\":\"GET /q\",\"status\":200,\"body\":\"answer 1\"}]");
  }

  @Test
  void theDigestIsThatOfTheResultsInWhateverOrder() throws Exception {
    record("nothing 1", "nothing 2");
    String digest = Recording.open(directory).digest();
    Path file = directory.resolve("entries.jsonl");
    List<String> lines = Files.readAllLines(file);
    Files.write(file, lines.reversed());
    assertThat(Recording.open(directory).digest()).isEqualTo(digest);
    Files.write(file, lines.subList(0, 1));
    assertThat(Recording.open(directory).digest()).isNotEqualTo(digest);
  }

  @Test
  void anUnfinishedLineIsCutOff() throws Exception {
    record("one");
    Path file = directory.resolve("entries.jsonl");
    Files.writeString(file, "{\"key\": \"ab", StandardOpenOption.APPEND);
    assertThat(Recording.open(directory).size()).isEqualTo(1);
    record("two");
    assertThat(Recording.open(directory).size()).isEqualTo(2);
  }

  @Test
  void aKilledRecorderLosesAtMostTheCallInFlight() throws Exception {
    Process recorder = KilledRecorder.start(directory);
    List<String> answered = new ArrayList<>();
    try (var lines = recorder.inputReader()) {
      while (answered.size() < 100) {
        answered.add(lines.readLine());
      }
      recorder.toHandle().destroyForcibly();
      lines.lines().forEach(answered::add);
    }
    recorder.waitFor();
    Recording recording = Recording.open(directory);
    ReplayEngine replay = ReplayEngine.text(recording);
    for (String query : answered) {
      assertThat(replay.search(text(query))).as(query).isInstanceOf(SearchResult.Found.class);
    }
    assertThat(recording.size()).isBetween(answered.size(), answered.size() + 1);
  }

  @Test
  void badRecordingsAreNamed() throws IOException, InterruptedException {
    assertThatThrownBy(() -> Recording.open(directory))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no recording of searches there");
    record("one");
    try (Recording _ = Recording.append(directory)) {
      assertThatThrownBy(() -> Recording.append(directory)).isInstanceOf(Exception.class);
    }
    Path file = directory.resolve("entries.jsonl");
    String line = Files.readString(file);
    Files.writeString(
        file,
        line
            + line.replace("\"engine\":\"fake\"", "\"engine\":\"other\"")
                .replaceFirst("\"key\":\"..", "\"key\":\"zz"));
    assertThatThrownBy(() -> ReplayEngine.text(Recording.open(directory)))
        .isInstanceOf(BadInputException.class)
        .hasMessage("the recording has text searches of several engines: fake, other");
    Files.writeString(file, "nonsense\n");
    assertThatThrownBy(() -> Recording.open(directory))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("entries.jsonl:1: not an entry of a recording");
  }
}
