package io.github.deepeyes4j.data.ask;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.agent.Limits;
import io.github.deepeyes4j.core.agent.Rollout;
import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.data.Scripted;
import io.github.deepeyes4j.data.ask.Asker.Respondent;
import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.data.example.Example.Origin;
import io.github.deepeyes4j.data.example.PictureStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewriterTest {
  private static final String CHOICE =
      "What is the capital of Peru?\nA. Quito\n(B) Lima\nC) La Paz";

  @TempDir Path folder;
  private final List<String> asked = new ArrayList<>();

  /// Opens an example with a model that answers so.
  private Example open(String question, String answer, String reply) throws Exception {
    ChatModel model =
        new ChatModel() {
          @Override
          public String id() {
            return "editor";
          }

          @Override
          public Generation generate(ChatRequest request, Consumer<String> onText) {
            asked.add(request.messages().getLast().display());
            return Generation.ofText("<answer>" + reply + "</answer>", FinishReason.END_OF_TURN, 0);
          }

          @Override
          public void close() {}
        };
    Rollout rollout =
        new Rollout(
            model, Scripted.tools(), SearchClient.off(), Rewriter.PROTOCOL, Limits.oneTurn());
    Example example =
        Example.of(new Origin("s", "CC0", "k"), "reason", question, List.of(answer), List.of());
    try (Journal journal = Journal.open(folder.resolve("rewrite.jsonl"))) {
      Asker asker = new Asker(journal, PictureStore.open(folder), 1, Clock.systemUTC());
      return new Rewriter(asker, new Respondent("editor", rollout, Sampling.greedy(50), Price.FREE))
          .open(example);
    }
  }

  @Test
  void theRightOptionsTextBecomesTheAnswer() throws Exception {
    Example open = open(CHOICE, "B", "Which city is the capital of Peru?");
    assertThat(open.question()).isEqualTo("Which city is the capital of Peru?");
    assertThat(open.answers()).containsExactly("Lima");
    assertThat(asked).singleElement().asString().contains("(B) Lima");
    open(CHOICE, "B", "asked again?");
    assertThat(asked).hasSize(1);
  }

  @Test
  void whatMakesNoSenseWithoutItsOptionsStays() throws Exception {
    assertThat(open(CHOICE, "B", "KEEP").question()).isEqualTo(CHOICE);
  }

  @Test
  void anOpenQuestionIsNotTouched() throws Exception {
    assertThat(open("What is the capital of Peru?", "Lima", "x").answers()).containsExactly("Lima");
    assertThat(open(CHOICE, "none of them", "x").question()).isEqualTo(CHOICE);
    assertThat(asked).isEmpty();
  }
}
