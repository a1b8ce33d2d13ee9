package io.github.deepeyes4j.core.score.judge;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.score.Judge.Claim;
import io.github.deepeyes4j.core.score.Judge.Judgement;
import io.github.deepeyes4j.core.score.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Judgements by content, in a file of JSON lines that is only ever appended to. A line that a
/// crash left unfinished is dropped on opening. Safe for concurrent use within one process; one
/// process a file.
public final class JudgeRecording implements AutoCloseable {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final FileChannel file;
  private final Map<String, Judgement> known = new ConcurrentHashMap<>();

  /// A line: what was judged, by whom, and the verdict.
  private record Line(
      String key,
      String model,
      String prompt,
      String question,
      List<String> references,
      String answer,
      Verdict verdict,
      String reply) {}

  private JudgeRecording(FileChannel file) {
    this.file = file;
  }

  /// Opens a recording, which is begun when there is none.
  public static JudgeRecording open(Path path) {
    try {
      Path directory = path.toAbsolutePath().getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      FileChannel file =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      JudgeRecording recording = new JudgeRecording(file);
      recording.read(path);
      return recording;
    } catch (IOException e) {
      throw new BadInputException(
          "%s: cannot be used as a judge's recording: %s".formatted(path, e.getMessage()), e);
    }
  }

  private void read(Path path) throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    int whole = bytes.length;
    while (whole > 0 && bytes[whole - 1] != '\n') {
      whole--;
    }
    List<String> lines = new String(bytes, 0, whole, StandardCharsets.UTF_8).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      try {
        Line line = JSON.readValue(lines.get(i), Line.class);
        known.putIfAbsent(line.key, new Judgement(line.verdict, line.reply));
      } catch (JacksonException e) {
        throw new BadInputException(
            "%s: line %d is no recorded judgement: %s"
                .formatted(path, i + 1, e.getOriginalMessage()),
            e);
      }
    }
    if (whole < bytes.length && bytes[whole] != '{') {
      throw new BadInputException(path + ": ends in something that is no recorded judgement");
    }
    file.truncate(whole);
    file.position(whole);
  }

  Optional<Judgement> find(String key) {
    return Optional.ofNullable(known.get(key));
  }

  /// Keeps a judgement; of two for one key the first stands.
  Judgement add(JudgeIdentity judge, Claim claim, Judgement judgement) {
    String key = judge.key(claim);
    Judgement before = known.putIfAbsent(key, judgement);
    if (before != null) {
      return before;
    }
    Line line =
        new Line(
            key,
            judge.model(),
            judge.prompt(),
            claim.question(),
            claim.references(),
            claim.answer(),
            judgement.verdict(),
            judgement.grounds());
    append(JSON.writeValueAsString(line) + "\n");
    return judgement;
  }

  private synchronized void append(String line) {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(line);
    try {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a judge's recording cannot be written", e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
