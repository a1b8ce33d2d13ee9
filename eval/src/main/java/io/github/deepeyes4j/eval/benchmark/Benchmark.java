package io.github.deepeyes4j.eval.benchmark;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.config.Configs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a benchmark is: the columns of its file, how a row is asked, and how answers become a
/// number. One YAML file each, in `configs/benchmarks`; a user's own is a file like those.
///
/// @param name as reports call it
/// @param about one line: what it measures, and whose it is
/// @param md5 of the published file, lower-case; null when no digest was published
/// @param prompt the question as it is put; `{question}`, `{choices}` and any column's name in
///   braces stand for the row's values, and a line is left out when all that stand in it are empty
/// @param evidence where a row says what its answer rests on; null when rows do not
/// @param view longest side in pixels at which a model is shown a question's pictures before it
///   crops, while code and search have them whole; null for as they are
public record Benchmark(
    String name,
    String about,
    @Nullable String md5,
    Columns columns,
    String prompt,
    ScorerKind scorer,
    AggregationKind aggregation,
    @Nullable EvidenceColumns evidence,
    @Nullable Integer view) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");

  /// Where rows keep what. `column.field.0` reaches into a struct and a list.
  ///
  /// @param id names a row; null numbers rows from 0
  /// @param picture base64 text, binary, or the id of the row that holds the picture (64 characters
  ///   at most), one or a list; null for questions without pictures
  /// @param pictureFile the path of a picture, or a list of paths, beside the table; null for none
  /// @param answer the accepted answer
  /// @param answers how the answer column is written
  /// @param alternatives a list of more accepted answers; null for none
  /// @param choices how choices are written; null when there are none
  /// @param groups columns whose values are reported apart
  /// @param optional columns that a file may lack, such as `hint`
  /// @param cluster rows of one value are not independent; null for rows of the same pictures
  public record Columns(
      @Nullable String id,
      @Nullable String picture,
      @Nullable String pictureFile,
      String question,
      String answer,
      AnswerForm answers,
      @Nullable String alternatives,
      @Nullable Choices choices,
      List<String> groups,
      List<String> optional,
      @Nullable String cluster) {
    public Columns {
      groups = List.copyOf(groups);
      optional = List.copyOf(optional);
    }
  }

  /// How choices are written.
  ///
  /// @param column a list of texts, each perhaps with its letter before it; null when columns `A`,
  ///   `B`, … hold one text each
  public record Choices(@Nullable String column) {}

  /// Where a row says what its answer rests on.
  ///
  /// @param boxes a list of `[left, top, right, bottom]` in pixels of the first picture
  public record EvidenceColumns(String boxes) {}

  public Benchmark {
    if (!NAME.matcher(name).matches()) {
      throw new BadInputException(
          "benchmark name '%s': only letters, digits, '_', '-' and '.' are allowed"
              .formatted(name));
    }
    if (md5 != null && !md5.matches("[0-9a-f]{32}")) {
      throw new BadInputException("benchmark %s: md5 '%s' is no MD5".formatted(name, md5));
    }
    if (view != null && view < 1) {
      throw new BadInputException(
          "benchmark %s: view %d must be at least 1 pixel".formatted(name, view));
    }
    if (!prompt.contains("{question}")) {
      throw new BadInputException(
          "benchmark %s: its prompt must contain {question}".formatted(name));
    }
  }

  /// Finds a benchmark by its name, ignoring case, or reads the YAML file of that path.
  ///
  /// @param declarations the directory of the known ones
  public static Benchmark named(String name, Path declarations) {
    if (name.endsWith(".yaml")) {
      return Configs.load(Path.of(name), Benchmark.class);
    }
    if (name.equalsIgnoreCase(RealxItems.BENCHMARK.name())) {
      return RealxItems.BENCHMARK;
    }
    List<String> known = names(declarations);
    return known.stream()
        .filter(candidate -> candidate.equalsIgnoreCase(name))
        .findFirst()
        .map(found -> Configs.load(declarations.resolve(found + ".yaml"), Benchmark.class))
        .orElseThrow(() ->
            new BadInputException(
                "benchmark '%s' is unknown; allowed: %s, %s, or a .yaml file that declares one"
                    .formatted(name, RealxItems.BENCHMARK.name(), String.join(", ", known))));
  }

  /// The names of the known benchmarks, sorted.
  public static List<String> names(Path declarations) {
    try (Stream<Path> files = Files.list(declarations)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".yaml"))
          .map(file -> file.substring(0, file.length() - ".yaml".length()))
          .sorted((a, b) -> a.toLowerCase(Locale.ROOT).compareTo(b.toLowerCase(Locale.ROOT)))
          .collect(Collectors.toList());
    } catch (IOException e) {
      throw new BadInputException(declarations + ": cannot be listed: " + e.getMessage(), e);
    }
  }

  /// Names this declaration in every result.
  public String digest() {
    return Digests.sha256(Configs.values(this).toString());
  }
}
