package io.github.deepeyes4j.eval.benchmark;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.table.ColumnType;
import io.github.deepeyes4j.table.ColumnType.Scalar;
import io.github.deepeyes4j.table.ParquetFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Small files in the formats in which the benchmarks are published, with tiny pictures. Every
/// question and answer is made up.
public final class BenchmarkFiles {
  /// The columns and rows of the TSV files, `|` for tabs; `IMG1` and so on stand for pictures.
  private static final Map<String, String> TSV =
      Map.ofEntries(
          Map.entry(
              "VStarBench",
              """
              index|image|question|A|B|C|D|answer|category
              0|IMG1|What is the color of the cup?|red|blue|green|white|B|direct_attributes
              1|IMG1|What is the color of the bag?|red|blue|green|white|A|direct_attributes
              2|0|Is the dog left of the car?|left|right|||A|relative_position
              3|IMG2|What is the sign made of?|wood|steel|glass|stone|D|direct_attributes
              4|IMG3|Is the cat left of the tree?|left|right|||B|relative_position
              """),
          Map.entry(
              "SEEDBench2_Plus",
              """
              index|image|question|A|B|C|D|answer|category
              10|IMG1|Which line is longest?|M1|M2|M3|M4|C|Map
              11|IMG2|What is the title?|Sales|Costs|Taxes|Rents|A|Chart
              12|IMG3|Which button sends?|Go|Send|Back|Close|B|Web
              13|IMG1|Which stop is first?|North|South|East|West|D|Map
              14|IMG2|Which bar is lowest?|2019|2020|2021|2022|B|Chart
              """),
          Map.entry("HRBench4K", hrBench()),
          Map.entry("HRBench8K", hrBench()),
          Map.entry("MME-RealWorld", mme()),
          Map.entry("MME-RealWorld-Lite", mme()),
          Map.entry(
              "TreeBench",
              """
              index|image|question|A|B|C|D|answer|category|target_instances|multi-choice options
              0|IMG1|What is it made of?|wood|steel|glass|stone|B|Perception/Material|[[2, 2, 6, 6]]|x
              1|IMG2|Which is nearer?|the cup|the jar|both|none|A|Reasoning/Ordering|[[0, 0, 4, 4], [4, 4, 8, 8]]|x
              2|IMG3|What does it say?|GO|STOP|WAIT|SLOW|B|Perception/OCR|[[1, 1, 7, 3]]|x
              3|IMG1|Where is the door?|left|right|top|bottom|C|Reasoning/Comparison|[[0, 4, 8, 8]]|x
              4|IMG2|What is on the table?|a vase|a hat|a map|a bell|D|Perception/Object Retrieval|[[3, 3, 5, 5]]|x
              """),
          Map.entry(
              "OCRBench",
              """
              index|image|question|answer|category
              0|IMG1|what is written in the image?|['CENTRE', 'Centre']|Regular Text Recognition
              1|IMG2|what is the number in the image?|['1']|Digit String Recognition
              2|IMG3|Please write out the expression of the formula in the image using LaTeX format.|['x ^ { 2 } + 1']|Handwritten Mathematical Expression Recognition
              3|IMG1|what is the total?|['12.50']|Key Information Extraction
              4|IMG2|who wrote it?|["O'Hara"]|Scene Text-centric VQA
              """),
          Map.entry(
              "ChartQA_TEST",
              """
              index|image|question|answer|split
              0|IMG1|What is the value in 2010?|40|test_human
              1|IMG2|Which country leads?|Chad|test_human
              2|IMG3|What share is it?|12.5%|test_augmented
              3|IMG1|Which year is lowest?|1999|test_augmented
              4|IMG2|Is it rising?|Yes|test_human
              """),
          Map.entry("CharXiv_descriptive_val", charXiv("qid")),
          Map.entry("CharXiv_reasoning_val", charXiv("inst_category")),
          Map.entry(
              "MathVista_MINI",
              """
              index|image|question|question_type|answer_type|choices|answer|answer_option|precision|task|skills
              1|IMG1|How many objects are left?|free_form|integer||5||0.0|figure question answering|['arithmetic reasoning']
              2|IMG2|What is the ratio?|free_form|float||1.45||2.0|textbook question answering|['algebraic reasoning']
              3|IMG3|Which is larger?|multi_choice|text|['circle', 'square', 'line']|square|B||geometry problem solving|['geometry reasoning']
              4|IMG1|Between which years?|free_form|list||[2007, 2008]|||figure question answering|['statistical reasoning']
              5|IMG2|What is the name?|multi_choice|text|['Ann', 'Bob']|Ann|A||visual question answering|['scientific reasoning']
              """),
          Map.entry(
              "MathVerse_MINI",
              """
              index|image|question|query_cot|question_for_eval|answer|metadata|problem_version
              0|IMG1|Find angle ABC. Choices: A:30 B:45|think, then answer|Find angle ABC. Choices: A:30 B:45|B|{'subject': 'Plane Geometry'}|Text Dominant
              1|IMG1|Find angle ABC. Choices: A:30 B:45|think, then answer|Find angle ABC. Choices: A:30 B:45|B|{'subject': 'Plane Geometry'}|Text Lite
              2|IMG2|Find the length.|think, then answer|Find the length.|2\\sqrt{3}|{'subject': 'Plane Geometry'}|Vision Dominant
              3|IMG3|Find the range.|think, then answer|Find the range.|17|{'subject': 'Functions'}|Vision Only
              4|IMG2|Find the length.|think, then answer|Find the length.|2\\sqrt{3}|{'subject': 'Plane Geometry'}|Vision Intensive
              """),
          Map.entry(
              "MathVision",
              """
              index|image|question|choices|answer|category
              1|IMG1|Which piece fits?|['A', 'B', 'C', 'D', 'E']|D|transformation geometry
              2|IMG2|How long is it?|[]|3/4|metric geometry - length
              3|IMG3|How many squares are there?|[]|42|counting
              4|IMG1|What is the area?|[]|2\\pi|metric geometry - area
              5|IMG2|Which is next?|['A', 'B', 'C', 'D', 'E']|A|logic
              """),
          Map.entry(
              "WeMath",
              """
              index|image|question|A|B|C|answer|ID|key|knowledge concept
              0|IMG1|What is the side?|1|2|3|A|7|2steps_1|squares
              1|IMG1|What is the area of one?|1|2|4|C|7|2steps_2|areas
              2|IMG1|What is the area of all?|4|8|16|C|7|2steps_multi|areas
              3|IMG2|How many are there?|4|5|6|B|8|3steps_1|counting
              4|IMG2|How heavy is one?|4|5|6|C|8|3steps_2|units
              5|IMG2|What does one cost?|4|5|6|A|8|3steps_3|prices
              6|IMG2|What do all cost?|20|30|120|A|8|3steps_multi|prices
              """),
          Map.entry(
              "DynaMath",
              """
              index|image|question|answer|answer_type|qid|varid|subject|knowledge_level
              0|IMG1|What is the slope?|0.500|float|0|1|analytic geometry|high school
              1|IMG2|What is the slope?|1.250|float|0|2|analytic geometry|high school
              2|IMG3|Which curve is it?|B|multiple choice|2|1|graph theory|undergraduate
              3|IMG1|Which curve is it?|C|multiple choice|2|2|graph theory|undergraduate
              4|IMG2|What letter comes next?|K|text|4|1|puzzle test|elementary school
              """),
          Map.entry(
              "LogicVista",
              """
              index|image|question|answer|skill
              1|IMG1|Which figures fit?|A, C|inductive
              2|IMG2|Which box comes next?|B|spatial
              3|IMG3|Which statements hold?|A, B, D|deductive
              4|IMG1|Which wheel turns left?|D|mechanical
              5|IMG2|Which number is missing?|C|numerical
              """));

  private BenchmarkFiles() {}

  private static String hrBench() {
    return """
    index|image|question|A|B|C|D|answer|category|cycle_category
    0|IMG1|What is on the sign?|5|6|7|8|A|single|0
    1|0|What is on the sign?|8|5|6|7|B|single|1
    2|IMG2|Which is higher?|cup|jar|hat|bag|C|cross|0
    3|2|Which is higher?|bag|cup|jar|hat|D|cross|1
    4|IMG3|What color is it?|red|blue|grey|pink|B|single|0
    """;
  }

  private static String mme() {
    return """
    index|image|question|multi-choice options|A|B|C|D|E|answer|category|l2-category
    0|IMG1|How many cars?|['(A) 1', '(B) 2', '(C) 3', '(D) 4', '(E) none of these']|1|2|3|4|none of these|C|Perception/Monitoring|vehicle/counting
    1|IMG2|What is its color?|['(A) red', '(B) blue', '(C) grey', '(D) pink', '(E) none of these']|red|blue|grey|pink|none of these|A|Perception/Monitoring|vehicle/attribute/color
    2|IMG3|Which sign is it?|['(A) stop', '(B) go', '(C) slow', '(D) turn', '(E) none of these']|stop|go|slow|turn|none of these|B|Reasoning/Autonomous_Driving|attention
    3|IMG1|What is the total?|['(A) 5', '(B) 6', '(C) 7', '(D) 8', '(E) none of these']|5|6|7|8|none of these|E|Perception/Diagram and Table|table
    4|IMG2|Where is the boat?|['(A) left', '(B) right', '(C) top', '(D) bottom', '(E) none of these']|left|right|top|bottom|none of these|D|Perception/Remote Sensing|position
    """;
  }

  private static String charXiv(String group) {
    return """
    index|image|question|answer|grading_query|GROUP
    0|IMG1|What is the label of the x-axis?|Time|Reference: Time. Answer: {PREDICTION}. Reply with JSON.|1
    1|IMG2|How many lines are there?|4|Reference: 4. Answer: {PREDICTION}. Reply with JSON.|2
    2|IMG3|What is the highest tick?|100|Reference: 100. Answer: {PREDICTION}. Reply with JSON.|3
    3|IMG1|Is there a legend?|No|Reference: No. Answer: {PREDICTION}. Reply with JSON.|1
    4|IMG2|What is the leftmost tick?|0|Reference: 0. Answer: {PREDICTION}. Reply with JSON.|4
    """
        .replace("GROUP", group);
  }

  /// Writes the file of a benchmark; its path.
  public static Path write(String benchmark, Path folder) throws IOException {
    String tsv = TSV.get(benchmark);
    if (tsv != null) {
      return Files.writeString(folder.resolve(benchmark + ".tsv"), text(tsv));
    }
    Path file = folder.resolve(benchmark + ".parquet");
    switch (benchmark) {
      case "FVQA", "InfoSeek" -> ParquetFile.write(file, r1Columns(), r1Rows().stream());
      case "MMSearch" -> ParquetFile.write(file, mmSearchColumns(), mmSearchRows().stream());
      case "SimpleVQA" -> ParquetFile.write(file, simpleColumns(), simpleRows().stream());
      case "RealXBench" -> ParquetFile.write(file, realXColumns(), realXRows().stream());
      default -> throw new IllegalArgumentException("no file of " + benchmark);
    }
    return file;
  }

  /// Rows with tabs between values and pictures in base64.
  public static String text(String rows) {
    String text = rows.replace('|', '\t');
    for (int i = 1; i <= 3; i++) {
      text = text.replace("IMG" + i, Base64.getEncoder().encodeToString(png(i)));
    }
    return text.lines().map(BenchmarkFiles::quoted).collect(Collectors.joining("\n")) + "\n";
  }

  /// As pandas writes it: values with quotes in them stand in quotes.
  private static String quoted(String line) {
    return java.util.Arrays.stream(line.split("\t", -1))
        .map(value -> value.contains("\"") ? "\"" + value.replace("\"", "\"\"") + "\"" : value)
        .collect(Collectors.joining("\t"));
  }

  /// A tiny picture.
  public static byte[] png(int number) {
    byte[] rgb = new byte[3 * 8 * 8];
    SplittableRandom random = new SplittableRandom(number);
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) random.nextInt(256);
    }
    return Picture.ofRgb(8, 8, rgb).toPng();
  }

  private static ObjectNode node() {
    return JsonMapper.shared().createObjectNode();
  }

  private static ColumnType.Struct r1Columns() {
    return ColumnType.struct(
            "prompt",
            ColumnType.listOf(ColumnType.struct("content", Scalar.TEXT).with("role", Scalar.TEXT)))
        .with(
            "images",
            ColumnType.listOf(ColumnType.struct("bytes", Scalar.BYTES).with("path", Scalar.TEXT)))
        .with(
            "reward_model",
            ColumnType.struct("candidate_answers", Scalar.TEXT)
                .with("ground_truth", Scalar.TEXT)
                .with("style", Scalar.TEXT))
        .with("data_source", Scalar.TEXT);
  }

  private static List<ObjectNode> r1Rows() {
    List<ObjectNode> rows = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ObjectNode row = node();
      row.putArray("prompt")
          .addObject()
          .put("content", "Which lake is this, number %d?".formatted(i))
          .put("role", "user");
      row.putArray("images").addObject().put("bytes", png(1 + i % 3)).putNull("path");
      row.putObject("reward_model")
          .put("candidate_answers", "[\"Zug %d\", \"the lake of Zug %d\"]".formatted(i, i))
          .put("ground_truth", "Lake Zug " + i)
          .put("style", "rule");
      row.put("data_source", "mmsearch_r1/test");
      rows.add(row);
    }
    return rows;
  }

  private static ColumnType.Struct mmSearchColumns() {
    return ColumnType.struct("sample_id", Scalar.TEXT)
        .with("query", Scalar.TEXT)
        .with("query_image", ColumnType.struct("bytes", Scalar.BYTES).with("path", Scalar.TEXT))
        .with("area", Scalar.TEXT)
        .with("subfield", Scalar.TEXT)
        .with("gt_answer", Scalar.TEXT)
        .with("alternative_gt_answers", ColumnType.listOf(Scalar.TEXT));
  }

  private static List<ObjectNode> mmSearchRows() {
    List<ObjectNode> rows = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ObjectNode row = node();
      row.put("sample_id", "s" + i);
      row.put("query", "Who won race %d?".formatted(i));
      if (i == 4) {
        row.putNull("query_image");
      } else {
        row.putObject("query_image").put("bytes", png(1 + i % 3)).put("path", "a.png");
      }
      row.put("area", "news").put("subfield", "sport").put("gt_answer", "Runner " + i);
      row.putArray("alternative_gt_answers").add("R. " + i);
      rows.add(row);
    }
    return rows;
  }

  private static ColumnType.Struct simpleColumns() {
    return ColumnType.struct("data_id", Scalar.INTEGER)
        .with("image", Scalar.TEXT)
        .with("language", Scalar.TEXT)
        .with("question", Scalar.TEXT)
        .with("answer", Scalar.TEXT);
  }

  private static List<ObjectNode> simpleRows() {
    List<ObjectNode> rows = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      rows.add(
          node()
              .put("data_id", i)
              .put("image", Base64.getEncoder().encodeToString(png(1 + i % 3)))
              .put("language", i % 2 == 0 ? "EN" : "CN")
              .put("question", "What is tower %d called?".formatted(i))
              .put("answer", "Tower " + i));
    }
    return rows;
  }

  private static ColumnType.Struct realXColumns() {
    return ColumnType.struct("query", Scalar.TEXT)
        .with("answer", Scalar.TEXT)
        .with("perception", Scalar.INTEGER)
        .with("search", Scalar.INTEGER)
        .with("reason", Scalar.INTEGER)
        .with("image", ColumnType.struct("bytes", Scalar.BYTES).with("path", Scalar.TEXT));
  }

  private static List<ObjectNode> realXRows() {
    List<ObjectNode> rows = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ObjectNode row =
          node()
              .put("query", "How tall is statue %d?".formatted(i))
              .put("answer", "%d metres or %d m".formatted(i, i))
              .put("perception", i % 2)
              .put("search", 1)
              .put("reason", i % 3 == 0 ? 1 : 0);
      row.putObject("image").put("bytes", png(1 + i % 3)).put("path", "a.png");
      rows.add(row);
    }
    return rows;
  }
}
