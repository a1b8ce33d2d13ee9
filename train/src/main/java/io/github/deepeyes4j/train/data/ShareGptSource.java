package io.github.deepeyes4j.train.data;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.table.Table;
import io.github.deepeyes4j.table.form.ConversationRow;
import io.github.deepeyes4j.table.form.MessageCell;
import io.github.deepeyes4j.table.form.PictureCell;
import io.github.deepeyes4j.train.sft.DataConfig;
import io.github.deepeyes4j.train.sft.Sample;
import io.github.deepeyes4j.train.sft.SampleSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Conversations of a file, each once in every epoch, in an order of its own. The loss is on what
/// the assistant says. The file is ShareGPT JSON, as the released cold-start data is laid out, or
/// Parquet with the same columns, its pictures inside.
///
/// Rows that cannot be learned from are named at the start, and left out. Pictures in Parquet are
/// checked and put into files then; those of JSON are decoded when their row's turn comes. Safe for
/// concurrent use.
public final class ShareGptSource implements SampleSource {
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final List<ShareGptRow> rows;
  private final Path images;
  private final ChatEncoder encoder;
  private final int maxTokens;
  private final Epochs epochs;

  private ShareGptSource(
      List<ShareGptRow> rows, Path images, ChatEncoder encoder, int maxTokens, long seed) {
    this.rows = rows;
    this.images = images;
    this.encoder = encoder;
    this.maxTokens = maxTokens;
    this.epochs = new Epochs(rows.size(), seed);
  }

  /// A conversation in Parquet.
  private record ParquetRow(
      @Nullable List<MessageCell> messages, @Nullable List<PictureCell> images) {}

  /// Reads a file.
  ///
  /// @param work where pictures of Parquet and the list of faulty rows are put
  /// @param seed of the order
  /// @param warnings hears, in one line, of rows that are left out
  public static ShareGptSource open(
      DataConfig config, ChatEncoder encoder, Path work, long seed, Consumer<String> warnings) {
    Path file = Path.of(config.file());
    Path images = config.images() == null ? work.resolve("images") : Path.of(config.images());
    RowFaults faults = new RowFaults(file);
    List<ShareGptRow> good =
        config.isJson()
            ? fromJson(file, images, faults)
            : fromParquet(Table.open(file), new PictureFolder(images), faults);
    faults.report(good.size() + faults.count(), work.resolve("faulty-rows.txt"), warnings);
    return new ShareGptSource(good, images, encoder, config.maxTokens(), seed);
  }

  private static List<ShareGptRow> fromJson(Path file, Path images, RowFaults faults) {
    List<ShareGptRow> good = new ArrayList<>();
    List<ConversationRow> all = ConversationRow.readAll(file);
    for (int i = 0; i < all.size(); i++) {
      ConversationRow row = all.get(i);
      add(new ShareGptRow(i + 1, row.messages(), row.images()), images, good, faults);
    }
    return good;
  }

  private static void add(ShareGptRow row, Path images, List<ShareGptRow> good, RowFaults faults) {
    Optional<String> fault = row.fault(images);
    if (fault.isPresent()) {
      faults.add(row.number(), fault.get());
    } else {
      good.add(row);
    }
  }

  private static List<ShareGptRow> fromParquet(
      Table table, PictureFolder folder, RowFaults faults) {
    table.require(List.of("messages"));
    List<ShareGptRow> good = new ArrayList<>();
    List<String> columns =
        table.has("images") ? List.of("messages", "images") : List.of("messages");
    try (Stream<ObjectNode> rows = table.rows(columns)) {
      int number = 0;
      for (Iterator<ObjectNode> each = rows.iterator(); each.hasNext(); ) {
        number++;
        try {
          ParquetRow row = JSON.treeToValue(each.next(), ParquetRow.class);
          List<PictureCell> cells = row.images() == null ? List.of() : row.images();
          add(
              new ShareGptRow(
                  number,
                  row.messages() == null ? List.of() : row.messages(),
                  folder.keep(cells, table.file())),
              folder.directory(),
              good,
              faults);
        } catch (BadInputException e) {
          faults.add(number, String.valueOf(e.getMessage()));
        } catch (JacksonException e) {
          faults.add(number, "no conversation: " + e.getOriginalMessage());
        }
      }
    }
    return good;
  }

  @Override
  public String name(long number) {
    return "row " + rows.get(epochs.row(number)).number();
  }

  @Override
  public OptionalLong epoch() {
    return OptionalLong.of(rows.size());
  }

  @Override
  public Sample sample(long number) {
    ShareGptRow row = rows.get(epochs.row(number));
    TokenSequence sequence = encoder.encode(row.conversation(images));
    return new Sample.Conversation(sequence.upTo(maxTokens));
  }
}
