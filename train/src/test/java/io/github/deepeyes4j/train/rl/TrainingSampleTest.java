package io.github.deepeyes4j.train.rl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.core.tokenizer.Tokenizer;
import io.github.deepeyes4j.train.TinyModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingSampleTest {
  @TempDir Path folder;

  private static Message turn(int[] tokens, float... logprobs) {
    return Message.assistant(
        new Generation("<think>", "?", tokens, logprobs, FinishReason.STOP_STRING, 0, 0, 0));
  }

  /// A turn's opening, the end of one that a stop string closed, and what is read are not.
  @Test
  void whatIsKeptOfActionTokensIsWhatTheTurnsWrote() throws Exception {
    Path model = folder.resolve("model");
    TinyModel.write(model);
    Tokenizer tokenizer = Tokenizer.load(model.resolve("tokenizer.json"));
    ChatEncoder encoder =
        new ChatEncoder(tokenizer, ImageProcessor.load(model.resolve("preprocessor_config.json")));
    TokenSequence sequence =
        encoder.encode(
            List.of(
                Message.user("Which?"),
                turn(new int[] {7, 8}, -1, -2),
                Message.user("That."),
                turn(new int[] {9, encoder.endOfTurn()}, -3, -4)));
    TrainingSample sample = TrainingSample.of(new EpisodeId(0, 0), sequence, 1);
    assertThat(sample.ofActionTokens(sequence.logprobs())).containsExactly(-1, -2, -3, -4);
  }
}
