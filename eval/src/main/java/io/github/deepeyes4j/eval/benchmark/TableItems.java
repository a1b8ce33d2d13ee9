package io.github.deepeyes4j.eval.benchmark;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.eval.benchmark.Benchmark.Columns;
import io.github.deepeyes4j.table.Column;
import io.github.deepeyes4j.table.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The items of a benchmark's TSV, CSV or Parquet file. The file is read twice, row by row: first
/// to check ids and to keep the pictures that other rows refer to, then for the items; a few rows
/// are in memory at a time, however long it is.
public final class TableItems implements ItemSource {
  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

  private final Benchmark benchmark;
  private final Table table;
  private final List<String> inFile;
  private final PromptTemplate prompt;
  private final PictureCells pictures;
  private final FileDigest digest;
  private final long count;

  private TableItems(Benchmark benchmark, Path file) {
    this.benchmark = benchmark;
    this.table = Table.open(file);
    this.inFile = table.columns().stream().map(Column::name).toList();
    this.prompt = new PromptTemplate(benchmark.prompt());
    require();
    this.digest = FileDigest.of(file);
    this.pictures = new PictureCells(file);
    try {
      this.count = check();
    } catch (RuntimeException e) {
      pictures.close();
      throw e;
    }
  }

  /// Opens a file, and checks its columns and ids; a [BadInputException] names what is wrong.
  public static TableItems open(Benchmark benchmark, Path file) {
    return new TableItems(benchmark, file);
  }

  private void require() {
    Columns columns = benchmark.columns();
    List<String> needed = new ArrayList<>(List.of(columns.question(), columns.answer()));
    if (columns.id() != null) {
      needed.add(columns.id());
    }
    if (pictureColumn().isEmpty() && columns.picture() != null) {
      needed.add(columns.picture());
    }
    needed.addAll(namedColumns());
    needed.removeAll(columns.optional());
    table.require(needed.stream().map(name -> RowValue.column(name, inFile)).distinct().toList());
    if (columns.choices() != null && columns.choices().column() == null) {
      table.require(List.of("A"));
    }
  }

  /// Columns that slots, scorer, aggregation and groups name.
  private List<String> namedColumns() {
    Columns columns = benchmark.columns();
    Set<String> names = new LinkedHashSet<>(columns.groups());
    names.addAll(prompt.slots());
    names.removeAll(List.of("question", "choices"));
    names.addAll(benchmark.scorer().columns());
    names.addAll(benchmark.aggregation().columns());
    if (columns.cluster() != null) {
      names.add(columns.cluster());
    }
    if (columns.choices() != null && columns.choices().column() != null) {
      names.add(columns.choices().column());
    }
    if (columns.alternatives() != null) {
      names.add(columns.alternatives());
    }
    if (benchmark.evidence() != null) {
      names.add(benchmark.evidence().boxes());
    }
    return List.copyOf(names);
  }

  /// The picture column that the file has: the one with pictures, or the one with paths.
  private String pictureColumn() {
    Columns columns = benchmark.columns();
    if (columns.picture() != null && has(columns.picture())) {
      return columns.picture();
    }
    return columns.pictureFile() != null && has(columns.pictureFile()) ? columns.pictureFile() : "";
  }

  private boolean has(String name) {
    return inFile.contains(RowValue.column(name, inFile));
  }

  /// All columns that items are made of, as far as the file has them.
  private List<String> columns() {
    Columns columns = benchmark.columns();
    Set<String> names = new LinkedHashSet<>(List.of(columns.question(), columns.answer()));
    if (columns.id() != null) {
      names.add(columns.id());
    }
    if (!pictureColumn().isEmpty()) {
      names.add(pictureColumn());
    }
    names.addAll(namedColumns());
    names.addAll(columns.optional());
    names.addAll(benchmark.scorer().optional());
    if (columns.choices() != null && columns.choices().column() == null) {
      LETTERS.chars().forEach(letter -> names.add(Character.toString(letter)));
    }
    return names.stream()
        .map(name -> RowValue.column(name, inFile))
        .filter(inFile::contains)
        .distinct()
        .toList();
  }

  /// The first pass: ids are unique; referred pictures are kept. The number of rows.
  private long check() {
    Set<String> ids = new HashSet<>();
    Set<String> references = new HashSet<>();
    String column = benchmark.columns().picture();
    boolean mayRefer = column != null && has(column);
    AtomicLong number = new AtomicLong();
    try (Stream<ObjectNode> rows = table.rows(keyColumns(mayRefer))) {
      rows.forEach(row -> {
        String id = id(row, number.getAndIncrement());
        if (!ids.add(id)) {
          throw new BadInputException(
              "%s: row %d: index '%s' is there twice".formatted(table.file(), number.get(), id));
        }
        if (column != null && mayRefer) {
          references(RowValue.of(row, column), number.get()).forEach(references::add);
        }
      });
    }
    if (number.get() == 0) {
      throw new BadInputException(table.file() + ": has a header and no rows");
    }
    for (String reference : references) {
      if (!ids.contains(reference)) {
        throw new BadInputException(
            "%s: column '%s' refers to row '%s', which is not there"
                .formatted(table.file(), column, reference));
      }
    }
    if (!references.isEmpty()) {
      keep(references, String.valueOf(column));
    }
    return number.get();
  }

  private List<String> keyColumns(boolean withPicture) {
    Columns columns = benchmark.columns();
    List<String> keys = new ArrayList<>();
    keys.add(columns.id() == null ? RowValue.column(columns.answer(), inFile) : columns.id());
    if (withPicture) {
      keys.add(RowValue.column(String.valueOf(columns.picture()), inFile));
    }
    return keys;
  }

  private String id(ObjectNode row, long number) {
    String column = benchmark.columns().id();
    String id = column == null ? Long.toString(number) : RowValue.text(RowValue.of(row, column));
    if (id.isBlank()) {
      throw new BadInputException(
          "%s: row %d: its '%s' is empty".formatted(table.file(), number + 1, column));
    }
    return id.strip();
  }

  /// Ids of other rows that a picture cell names; long texts are not decoded for it.
  private List<String> references(JsonNode value, long row) {
    if (value.isBinary() || value.isArray()) {
      return List.of();
    }
    String text = RowValue.text(value);
    boolean list = ListLiteral.looksLikeOne(text);
    if (!list && text.length() > PictureCells.LONGEST_REFERENCE) {
      return List.of();
    }
    return RowValue.texts(value, place(row)).stream()
        .filter(element -> element.length() <= PictureCells.LONGEST_REFERENCE)
        .map(String::strip)
        .toList();
  }

  private void keep(Set<String> references, String column) {
    AtomicLong number = new AtomicLong();
    try (Stream<ObjectNode> rows = table.rows(keyColumns(true))) {
      rows.forEach(row -> {
        String id = id(row, number.getAndIncrement());
        if (references.contains(id)) {
          PictureCells.read(RowValue.of(row, column), place(number.get())).stream()
              .filter(PictureCells.Cell.Encoded.class::isInstance)
              .findFirst()
              .ifPresent(cell -> pictures.keep(id, ((PictureCells.Cell.Encoded) cell).bytes()));
        }
      });
    }
  }

  private String place(long row) {
    return "%s: row %d".formatted(table.file(), row);
  }

  @Override
  public String digest() {
    return digest.sha256();
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public List<String> remarks() {
    String published = benchmark.md5();
    return published == null || published.equals(digest.md5())
        ? List.of()
        : List.of(
            "%s is not the published %s (MD5 %s, published %s)"
                .formatted(table.file(), benchmark.name(), digest.md5(), published));
  }

  @Override
  public Stream<Item> items() {
    AtomicLong number = new AtomicLong();
    return table.rows(columns()).map(row -> item(row, number.getAndIncrement()));
  }

  private Item item(ObjectNode row, long number) {
    Columns columns = benchmark.columns();
    String place = place(number + 1);
    SequencedMap<String, String> choices = choices(row, place);
    Map<String, String> fields = new LinkedHashMap<>();
    for (String name : fieldNames()) {
      fields.put(name, RowValue.text(RowValue.of(row, name)));
    }
    String question = RowValue.text(RowValue.of(row, columns.question())).strip();
    if (question.isEmpty()) {
      throw new BadInputException("%s: its '%s' is empty".formatted(place, columns.question()));
    }
    String picture = pictureColumn();
    JsonNode cell = picture.isEmpty() ? row.path("") : RowValue.of(row, picture);
    boolean files = picture.equals(columns.pictureFile());
    return new Item(
        id(row, number),
        question,
        prompt.fill(slot ->
            switch (slot) {
              case "question" -> question;
              case "choices" -> PromptTemplate.lines(choices);
              default -> fields.getOrDefault(slot, "");
            }),
        answers(row, place),
        choices,
        fields,
        evidence(row, place),
        null,
        () -> pictures.decode(files ? paths(cell, place) : PictureCells.read(cell, place), place));
  }

  private static List<PictureCells.Cell> paths(JsonNode value, String place) {
    return RowValue.texts(value, place).stream()
        .map(path -> (PictureCells.Cell) new PictureCells.Cell.File(path))
        .toList();
  }

  private List<String> fieldNames() {
    Set<String> names = new LinkedHashSet<>(namedColumns());
    names.addAll(benchmark.columns().optional());
    names.addAll(benchmark.scorer().optional());
    return names.stream().filter(this::has).toList();
  }

  private List<String> answers(ObjectNode row, String place) {
    Columns columns = benchmark.columns();
    JsonNode value = RowValue.of(row, columns.answer());
    List<String> answers =
        new ArrayList<>(
            value.isArray()
                ? RowValue.texts(value, place)
                : columns.answers().read(RowValue.text(value), place));
    if (columns.alternatives() != null) {
      answers.addAll(RowValue.texts(RowValue.of(row, columns.alternatives()), place));
    }
    answers.removeIf(String::isBlank);
    if (answers.isEmpty()) {
      throw new BadInputException("%s: its '%s' is empty".formatted(place, columns.answer()));
    }
    return answers.stream().distinct().toList();
  }

  private SequencedMap<String, String> choices(ObjectNode row, String place) {
    SequencedMap<String, String> choices = new LinkedHashMap<>();
    Benchmark.Choices declared = benchmark.columns().choices();
    if (declared == null) {
      return choices;
    }
    if (declared.column() == null) {
      for (int i = 0; i < LETTERS.length(); i++) {
        String letter = LETTERS.substring(i, i + 1);
        String text = RowValue.text(row.path(letter));
        if (!text.isEmpty()) {
          choices.put(letter, text);
        }
      }
      return choices;
    }
    List<String> texts = RowValue.texts(RowValue.of(row, declared.column()), place);
    for (int i = 0; i < Math.min(texts.size(), LETTERS.length()); i++) {
      String letter = LETTERS.substring(i, i + 1);
      choices.put(letter, texts.get(i).strip().replaceFirst("^\\(?" + letter + "[).:]\\s*", ""));
    }
    return choices;
  }

  private Evidence evidence(ObjectNode row, String place) {
    if (benchmark.evidence() == null) {
      return Evidence.NONE;
    }
    String text = RowValue.text(RowValue.of(row, benchmark.evidence().boxes()));
    if (text.isBlank()) {
      return Evidence.NONE;
    }
    List<Evidence.Box> boxes = new ArrayList<>();
    for (List<Double> box : ListLiteral.readNumbers(text, place)) {
      if (box.size() != 4) {
        throw new BadInputException("%s: a box has 4 numbers, not %s".formatted(place, box));
      }
      boxes.add(new Evidence.Box(box.get(0), box.get(1), box.get(2), box.get(3)));
    }
    return new Evidence(boxes, List.of());
  }

  @Override
  public void close() {
    pictures.close();
  }
}
