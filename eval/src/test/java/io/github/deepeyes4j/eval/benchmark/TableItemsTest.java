package io.github.deepeyes4j.eval.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TableItemsTest {
  private static final Path DECLARATIONS = Path.of("../configs/benchmarks");

  @TempDir private Path folder;

  private static Benchmark vStar() {
    return Benchmark.named("VStarBench", DECLARATIONS);
  }

  private List<Item> items(Benchmark benchmark, Path file) {
    try (TableItems source = TableItems.open(benchmark, file);
        Stream<Item> items = source.items()) {
      return items.toList();
    }
  }

  static List<String> names() {
    return Benchmark.names(DECLARATIONS);
  }

  /// Every shipped declaration reads a file in its benchmark's format.
  @ParameterizedTest
  @MethodSource("names")
  void readsEveryBenchmark(String name) throws IOException {
    Benchmark benchmark = Benchmark.named(name, DECLARATIONS);
    try (TableItems source = TableItems.open(benchmark, BenchmarkFiles.write(name, folder));
        Stream<Item> stream = source.items()) {
      List<Item> items = stream.toList();
      assertThat(items).hasSizeBetween(5, 10).hasSize((int) source.count());
      assertThat(items).extracting(Item::id).doesNotHaveDuplicates();
      assertThat(items)
          .allSatisfy(item -> {
            assertThat(item.prompt()).contains(item.question());
            assertThat(item.answers()).isNotEmpty();
            assertThat(item.toQuestion("x", null).pictures()).hasSizeLessThanOrEqualTo(1);
            for (String column : benchmark.scorer().columns()) {
              assertThat(item.fields()).containsKey(column);
            }
          });
      assertThat(items.getFirst().toQuestion("x", null).pictures()).containsExactly(picture(1));
    }
  }

  private static Picture picture(int number) {
    return PictureDecoder.decode(BenchmarkFiles.png(number), "test");
  }

  @Test
  void aShortPictureIsThatOfAnotherRow() throws IOException {
    Path file = BenchmarkFiles.write("VStarBench", folder);
    try (TableItems source = TableItems.open(vStar(), file);
        Stream<Item> items = source.items()) {
      assertThat(items.map(item -> item.toQuestion("x", null).pictures()))
          .containsExactly(
              List.of(picture(1)),
              List.of(picture(1)),
              List.of(picture(1)),
              List.of(picture(2)),
              List.of(picture(3)));
    }
  }

  @Test
  void promptsLeaveOutWhatARowLacks() throws IOException {
    List<Item> items = items(vStar(), BenchmarkFiles.write("VStarBench", folder));
    assertThat(items.get(2).prompt())
        .isEqualTo(
            "Is the dog left of the car?\nA. left\nB. right\nAnswer with the letter of the right choice.");
    assertThat(items.get(2).choices()).containsOnlyKeys("A", "B");
  }

  @Test
  void choicesOfAListLoseTheirLetters() throws IOException {
    Benchmark benchmark = Benchmark.named("MME-RealWorld", DECLARATIONS);
    Item item = items(benchmark, BenchmarkFiles.write("MME-RealWorld", folder)).getFirst();
    assertThat(item.choices()).containsEntry("A", "1").containsEntry("E", "none of these");
  }

  @Test
  void answersMayBeLists() throws IOException {
    Benchmark ocr = Benchmark.named("OCRBench", DECLARATIONS);
    assertThat(items(ocr, BenchmarkFiles.write("OCRBench", folder)))
        .extracting(Item::answers)
        .startsWith(List.of("CENTRE", "Centre"))
        .endsWith(List.of("O'Hara"));
    Benchmark fvqa = Benchmark.named("FVQA", DECLARATIONS);
    assertThat(items(fvqa, BenchmarkFiles.write("FVQA", folder)).getFirst().answers())
        .containsExactly("Lake Zug 0", "Zug 0", "the lake of Zug 0");
    Benchmark realX = Benchmark.named("RealXBench", DECLARATIONS);
    assertThat(items(realX, BenchmarkFiles.write("RealXBench", folder)).get(3).answers())
        .containsExactly("3 metres", "3 m");
    Benchmark search = Benchmark.named("MMSearch", DECLARATIONS);
    List<Item> searched = items(search, BenchmarkFiles.write("MMSearch", folder));
    assertThat(searched.getFirst().answers()).containsExactly("Runner 0", "R. 0");
    assertThat(searched.getLast().toQuestion("x", null).pictures()).isEmpty();
  }

  @Test
  void boxesAreEvidence() throws IOException {
    Benchmark tree = Benchmark.named("TreeBench", DECLARATIONS);
    assertThat(items(tree, BenchmarkFiles.write("TreeBench", folder)).get(1).evidence().boxes())
        .containsExactly(new Evidence.Box(0, 0, 4, 4), new Evidence.Box(4, 4, 8, 8));
  }

  static List<Arguments> faults() {
    String head = "index|image|question|A|B|answer|category\n";
    return List.of(
        Arguments.of(
            "index|image|question|A|B|category\n0|IMG1|q|a|b|c\n",
            "has no column 'answer'; its columns: index,"),
        Arguments.of("index|question|A|B|answer|category\n0|q|a|b|A|c\n", "has no column 'image'"),
        Arguments.of("index|image|question|answer|category\n0|IMG1|q|A|c\n", "has no column 'A'"),
        Arguments.of(
            "index|image|question|A|B|answer\n0|IMG1|q|a|b|A\n", "has no column 'category'"),
        Arguments.of(
            head + "0|IMG1|q|a|b|A|c\n0|IMG2|r|a|b|A|c\n", "row 2: index '0' is there twice"),
        Arguments.of(head + "0|7|q|a|b|A|c\n", "refers to row '7', which is not there"),
        Arguments.of(
            head + "0|1|q|a|b|A|c\n1|0|q|a|b|A|c\n",
            "refers to row '1', which has no picture of its own"),
        Arguments.of(head + "0|IMG1|q|a|b||c\n", "row 1: its 'answer' is empty"),
        Arguments.of(head + "0|IMG1||a|b|A|c\n", "row 1: its 'question' is empty"),
        Arguments.of(head + "|IMG1|q|a|b|A|c\n", "row 1: its 'index' is empty"),
        Arguments.of(head + "0|IMG1|q|a|b\n", "row 1 has 5 values, the header 7"),
        Arguments.of(head, "has a header and no rows"),
        Arguments.of(
            "index,image,question,A,B,answer,category\n0,IMG1,q,a,b,A,c\n",
            "its header is one column"),
        Arguments.of("", "is empty"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultIsOneClearLine(String text, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("b.tsv"), BenchmarkFiles.text(text).strip());
    assertThatThrownBy(() -> items(vStar(), file).forEach(item -> item.toQuestion("x", null)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("b.tsv")
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void otherEncodingsAreRefused() throws IOException {
    String text =
        BenchmarkFiles.text(
            "index|image|question|A|B|answer|category\n0|IMG1|Où est-il ?|a|b|A|c\n");
    Path file = Files.write(folder.resolve("b.tsv"), text.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> items(vStar(), file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void unknownNamesAreRefused() {
    assertThatThrownBy(() -> Benchmark.named("VStar", DECLARATIONS))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(
            "benchmark 'VStar' is unknown; allowed: RealX-Mini, ChartQA_TEST, CharXiv_descriptive_val,");
    assertThatThrownBy(() -> TableItems.open(vStar(), folder.resolve("none.tsv")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("none.tsv: no such file");
  }

  /// 120 MB are read through with a heap that grows by little: rows are not kept.
  @Test
  void aHugeFileIsStreamed() throws IOException {
    Path file = folder.resolve("huge.tsv");
    int rows = 120;
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(
          "index\timage\tquestion\tA\tB\tanswer\tcategory\n".getBytes(StandardCharsets.UTF_8));
      byte[] picture = "QUJD".repeat(250_000).getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < rows; i++) {
        out.write((i + "\t").getBytes(StandardCharsets.UTF_8));
        out.write(picture);
        out.write("\tq\ta\tb\tA\tc\n".getBytes(StandardCharsets.UTF_8));
      }
    }
    try (TableItems source = TableItems.open(vStar(), file);
        Stream<Item> items = source.items()) {
      assertThat(source.count()).isEqualTo(rows);
      long before = used();
      int seen = 0;
      for (Iterator<Item> each = items.iterator(); each.hasNext(); seen++) {
        each.next();
      }
      assertThat(seen).isEqualTo(rows);
      assertThat(used() - before).isLessThan(30L << 20);
    }
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
