package io.github.deepeyes4j.train.data;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.train.sft.DataConfig;
import io.github.deepeyes4j.train.sft.Sample;
import io.github.deepeyes4j.train.sft.SampleSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Conversations of a ShareGPT file, as the released cold-start data is laid out: in another order
/// in every epoch, each once. The loss is on what the assistant says.
///
/// Rows that cannot be learned from are named at the start, and left out. Pictures are decoded when
/// their row's turn comes. Safe for concurrent use.
public final class ShareGptSource implements SampleSource {
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private static final int NAMED = 5;

  private final List<ShareGptRow> rows;
  private final Path images;
  private final ChatEncoder encoder;
  private final int maxTokens;
  private final long seed;
  private volatile Epoch epoch;

  /// The order of an epoch.
  private record Epoch(long number, List<Integer> order) {}

  private ShareGptSource(
      List<ShareGptRow> rows, Path images, ChatEncoder encoder, int maxTokens, long seed) {
    this.rows = rows;
    this.images = images;
    this.encoder = encoder;
    this.maxTokens = maxTokens;
    this.seed = seed;
    this.epoch = shuffled(0);
  }

  /// Reads a file.
  ///
  /// @param seed of the order
  /// @param warnings hears, in one line, of rows that are left out
  public static ShareGptSource open(
      DataConfig config, ChatEncoder encoder, long seed, Consumer<String> warnings) {
    Path file = Path.of(config.file());
    Path images = Path.of(config.images());
    List<ShareGptRow> all = read(file);
    List<ShareGptRow> good = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    for (ShareGptRow row : all) {
      int number = good.size() + faults.size() + 1;
      Optional<String> fault = row.fault(images);
      if (fault.isPresent()) {
        faults.add("row %d: %s".formatted(number, fault.get()));
      } else {
        good.add(row);
      }
    }
    if (good.isEmpty()) {
      throw new BadInputException(
          faults.isEmpty() ? file + ": holds no conversation" : message(file, all.size(), faults));
    }
    if (!faults.isEmpty()) {
      warnings.accept(message(file, all.size(), faults));
    }
    return new ShareGptSource(good, images, encoder, config.maxTokens(), seed);
  }

  private static String message(Path file, int rows, List<String> faults) {
    String named = String.join("; ", faults.subList(0, Math.min(NAMED, faults.size())));
    return "%s: %d of %d rows cannot be learned from: %s%s"
        .formatted(file, faults.size(), rows, named, faults.size() > NAMED ? "; …" : "");
  }

  private static List<ShareGptRow> read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(file + ": no such file");
    }
    try (var in = Files.newInputStream(file)) {
      return JSON.readValue(in, new TypeReference<List<ShareGptRow>>() {});
    } catch (JacksonException e) {
      throw new BadInputException(
          "%s: not a JSON array of conversations: %s".formatted(file, e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /// How many rows an epoch has.
  public int size() {
    return rows.size();
  }

  @Override
  public Sample sample(long number) {
    long wanted = number / rows.size();
    Epoch current = epoch;
    if (current.number != wanted) {
      current = shuffled(wanted);
      epoch = current;
    }
    ShareGptRow row = rows.get(current.order.get((int) (number % rows.size())));
    TokenSequence sequence = encoder.encode(row.conversation(images));
    return new Sample.Conversation(sequence.upTo(maxTokens));
  }

  private Epoch shuffled(long number) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, rows.size()).boxed().toList());
    Collections.shuffle(order, new Random(seed + 0x9E3779B97F4A7C15L * number));
    return new Epoch(number, List.copyOf(order));
  }
}
