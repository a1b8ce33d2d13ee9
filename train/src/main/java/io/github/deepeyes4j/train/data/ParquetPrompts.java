package io.github.deepeyes4j.train.data;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.Question;
import io.github.deepeyes4j.core.image.PictureDecoder;
import io.github.deepeyes4j.core.score.GroundTruth;
import io.github.deepeyes4j.core.score.reward.RewardConfig;
import io.github.deepeyes4j.table.Table;
import io.github.deepeyes4j.table.form.VerlRow;
import io.github.deepeyes4j.train.rl.Prompt;
import io.github.deepeyes4j.train.rl.PromptSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// Questions of Parquet files in verl's columns (`prompt`, `images`, `reward_model`, `data_source`,
/// `extra_info`), each once in every epoch, in an order of its own.
///
/// When they are opened all rows are checked and pictures put into files; rows that cannot be
/// learned from are named, and left out. Texts stay in memory. Safe for concurrent use.
public final class ParquetPrompts implements PromptSource {
  /// A benchmark that is published in the same form as the training data.
  private static final String BENCHMARK = "vstar-test";

  private final List<Row> rows;
  private final Epochs epochs;

  /// A question whose pictures are in files.
  private record Row(String id, String question, List<Path> pictures, GroundTruth truth) {}

  private ParquetPrompts(List<Row> rows, long seed) {
    this.rows = rows;
    this.epochs = new Epochs(rows.size(), seed);
  }

  /// Reads files.
  ///
  /// @param work where pictures and the lists of faulty rows are put
  /// @param reward knows which data sources earn something
  /// @param seed of the order
  /// @param warnings hears, in one line a file, of rows that are left out
  public static ParquetPrompts open(
      List<Path> files, Path work, RewardConfig reward, long seed, Consumer<String> warnings) {
    Reader reader = new Reader(new PictureFolder(work.resolve("images")), reward);
    for (Path file : files) {
      reader.read(file, work, warnings);
    }
    return new ParquetPrompts(reader.good, seed);
  }

  /// How many questions an epoch has.
  public int size() {
    return rows.size();
  }

  @Override
  public Prompt prompt(long number) {
    Row row = rows.get(epochs.row(number));
    return new Prompt(
        number,
        new Question(
            row.id, row.question, row.pictures.stream().map(PictureDecoder::decode).toList()),
        row.truth);
  }

  /// Collects the sound rows of several files.
  private static final class Reader {
    private final PictureFolder folder;
    private final RewardConfig reward;
    private final List<Row> good = new ArrayList<>();

    /// Where each name of a question was seen.
    private final Map<String, String> seen = new HashMap<>();

    Reader(PictureFolder folder, RewardConfig reward) {
      this.folder = folder;
      this.reward = reward;
    }

    void read(Path file, Path work, Consumer<String> warnings) {
      Table table = Table.open(file);
      RowFaults faults = new RowFaults(file);
      int number = 0;
      try (Stream<ObjectNode> rows = table.rows(VerlRow.columns(table))) {
        for (Iterator<ObjectNode> each = rows.iterator(); each.hasNext(); ) {
          number++;
          try {
            good.add(row(VerlRow.of(each.next()), file, number));
          } catch (BadInputException e) {
            faults.add(number, String.valueOf(e.getMessage()));
          }
        }
      }
      faults.report(number, work.resolve(file.getFileName() + ".faulty-rows.txt"), warnings);
    }

    private Row row(VerlRow row, Path file, int number) {
      String question = row.question();
      GroundTruth truth = row.truth();
      if (truth.dataSource().equals(BENCHMARK)) {
        throw new BadInputException(BENCHMARK + " is a benchmark, not to be learned from");
      }
      reward.kind(truth.dataSource());
      List<Path> pictures =
          folder.keep(row.pictures(), file).stream().map(folder.directory()::resolve).toList();
      String place = "%s row %d".formatted(file.getFileName(), number);
      String index = row.index();
      if (index == null || index.isBlank()) {
        return new Row(place, question, pictures, truth);
      }
      String earlier = seen.putIfAbsent(index, place);
      if (earlier != null) {
        throw new BadInputException("its index '%s' is also that of %s".formatted(index, earlier));
      }
      return new Row(index, question, pictures, truth);
    }
  }
}
