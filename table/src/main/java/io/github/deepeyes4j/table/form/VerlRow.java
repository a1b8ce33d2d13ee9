package io.github.deepeyes4j.table.form;

import static io.github.deepeyes4j.table.ColumnType.Scalar.BYTES;
import static io.github.deepeyes4j.table.ColumnType.Scalar.TEXT;
import static io.github.deepeyes4j.table.ColumnType.listOf;
import static io.github.deepeyes4j.table.ColumnType.struct;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.score.GroundTruth;
import io.github.deepeyes4j.table.ColumnType;
import io.github.deepeyes4j.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A question in verl's columns, as it stands in the file.
///
/// @param prompt messages; each `<image>` stands for the next picture. What the user says is the
///   question; a system message is left to the protocol
/// @param dataSource may stand in `extraInfo` instead
public record VerlRow(
    @Nullable List<MessageCell> prompt,
    @Nullable List<PictureCell> images,
    @JsonProperty("reward_model") @Nullable RewardModel rewardModel,
    @JsonProperty("data_source") @Nullable String dataSource,
    @JsonProperty("extra_info") @Nullable ExtraInfo extraInfo) {

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /// The columns that are read, as far as a table has them.
  private static final List<String> READ =
      List.of("prompt", "images", "reward_model", "data_source", "extra_info");

  /// The columns as they are written.
  public static final ColumnType.Struct COLUMNS =
      struct("data_source", TEXT)
          .with("prompt", listOf(struct("role", TEXT).with("content", TEXT)))
          .with("images", listOf(struct("bytes", BYTES).with("path", TEXT)))
          .with("ability", TEXT)
          .with("env_name", TEXT)
          .with(
              "reward_model",
              struct("ground_truth", TEXT).with("candidate_answers", TEXT).with("style", TEXT))
          .with(
              "extra_info",
              struct("index", TEXT)
                  .with("question", TEXT)
                  .with("answer", TEXT)
                  .with("split", TEXT)
                  .with("source", TEXT)
                  .with("licence", TEXT));

  /// Which columns to ask a table for; a [BadInputException] names one that it lacks.
  public static List<String> columns(Table table) {
    table.require(List.of("prompt", "reward_model"));
    return READ.stream().filter(table::has).toList();
  }

  /// Reads a row of a table; a [BadInputException] says why it has not this form.
  public static VerlRow of(ObjectNode row) {
    try {
      return JSON.treeToValue(row, VerlRow.class);
    } catch (JacksonException e) {
      throw new BadInputException("no question in verl's form: " + e.getOriginalMessage(), e);
    }
  }

  /// @param candidateAnswers other accepted answers: a list, or a JSON list inside a text
  public record RewardModel(
      @JsonProperty("ground_truth") @Nullable String groundTruth,
      @JsonProperty("candidate_answers") @Nullable JsonNode candidateAnswers) {}

  /// @param index names the question
  public record ExtraInfo(
      @Nullable String index, @JsonProperty("data_source") @Nullable String dataSource) {}

  /// What is asked, without the marks of pictures; a [BadInputException] says what is wrong.
  public String question() {
    List<String> asked =
        (prompt == null ? List.<MessageCell>of() : prompt)
            .stream().filter(part -> "user".equals(part.role())).map(MessageCell::text).toList();
    String text = String.join("\n", asked);
    int marks = new MessageCell("user", text).marks();
    if (marks != pictures().size()) {
      throw new BadInputException(
          "%d %s marks but %d images".formatted(marks, MessageCell.MARK, pictures().size()));
    }
    String question = text.replace(MessageCell.MARK, "").strip();
    if (question.isEmpty()) {
      throw new BadInputException("its prompt asks nothing");
    }
    return question;
  }

  public List<PictureCell> pictures() {
    return images == null ? List.of() : images;
  }

  /// The name of the question, if it has one.
  public @Nullable String index() {
    return extraInfo == null ? null : extraInfo.index;
  }

  /// What is known of the answer; a [BadInputException] says what is missing.
  public GroundTruth truth() {
    List<String> answers = new ArrayList<>();
    if (rewardModel != null && rewardModel.groundTruth != null) {
      answers.add(rewardModel.groundTruth);
    }
    answers.addAll(candidates());
    GroundTruth truth = new GroundTruth(source(), answers);
    if (truth.answers().isEmpty()) {
      throw new BadInputException("no ground truth");
    }
    return truth;
  }

  private List<String> candidates() {
    JsonNode candidates = rewardModel == null ? null : rewardModel.candidateAnswers;
    if (candidates == null || candidates.isNull()) {
      return List.of();
    }
    try {
      JsonNode list =
          candidates.isString() && !candidates.stringValue().isBlank()
              ? JsonMapper.shared().readTree(candidates.stringValue())
              : candidates;
      return list.valueStream().map(JsonNode::asString).toList();
    } catch (JacksonException e) {
      throw new BadInputException("reward_model.candidate_answers is no JSON list", e);
    }
  }

  private String source() {
    String inner = extraInfo == null ? null : extraInfo.dataSource;
    if (dataSource != null && inner != null && !dataSource.equals(inner)) {
      throw new BadInputException(
          "data_source is '%s' but extra_info.data_source '%s'".formatted(dataSource, inner));
    }
    if (dataSource == null && inner == null) {
      throw new BadInputException("no data_source");
    }
    return Objects.requireNonNullElse(dataSource, inner);
  }
}
