package io.github.deepeyes4j.core.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.image.Picture;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProtocolTest {
  private static final Protocol PROTOCOL = new Protocol("S", "{question}!", true, true);

  private static Picture picture(int width, int height) {
    return Picture.ofRgb(width, height, new byte[3 * width * height]);
  }

  /// The model is shown the view, and told the size that code will find.
  @Test
  void picturesAreShownInTheViewAndNamedWithTheirSizes() {
    Question question = new Question("id", "Q", List.of(picture(400, 300), picture(90, 50)), 100);
    Message user = PROTOCOL.open(question).getLast();
    assertThat(user.pictures()).containsExactly(picture(100, 75), picture(90, 50));
    assertThat(user.display()).contains("image_1: 400x300", "image_2: 90x50", "Q!");
    assertThat(question.pictures().getFirst().width()).isEqualTo(400);
  }

  @Test
  void withoutAViewPicturesAreShownAsTheyAre() {
    Question question = new Question("id", "Q", List.of(picture(400, 300)));
    assertThat(PROTOCOL.open(question).getLast().pictures()).isEqualTo(question.pictures());
  }
}
