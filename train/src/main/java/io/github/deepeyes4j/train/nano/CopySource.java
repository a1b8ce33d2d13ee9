package io.github.deepeyes4j.train.nano;

import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.train.sft.Sample;
import io.github.deepeyes4j.train.sft.SampleSource;
import java.util.List;
import java.util.SplittableRandom;

/// 'Repeat this': the skill under everything else, since queries, sums and answers are copied from
/// what stands before.
///
/// @param names words and names to copy beside random characters
/// @param pieces of the tokenizer's vocabulary
record CopySource(ChatEncoder encoder, List<String> names, List<String> pieces, long seed)
    implements SampleSource {
  private static final String SYMBOLS =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789012345678901234567890+-*()., ";

  @Override
  public Sample sample(long number) {
    SplittableRandom random = new SplittableRandom(seed + 13 * number).split();
    String text = text(random);
    return new Sample.Conversation(
        encoder.encode(
            List.of(
                Message.system("Copy."),
                Message.user("Repeat: " + text),
                Message.assistant(text))));
  }

  private String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    int parts = random.nextInt(1, 6);
    for (int i = 0; i < parts; i++) {
      text.append(i == 0 ? "" : " ");
      text.append(
          switch (random.nextInt(4)) {
            case 0 -> names.get(random.nextInt(names.size()));
            case 1 -> String.valueOf(random.nextInt(1_000_000) >> random.nextInt(16));
            case 2 -> pieces(random);
            default -> symbols(random);
          });
    }
    return text.toString();
  }

  private String pieces(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(2, 8);
    for (int i = 0; i < length; i++) {
      text.append(pieces.get(random.nextInt(pieces.size())));
    }
    return text.toString();
  }

  private static String symbols(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(2, 14);
    for (int i = 0; i < length; i++) {
      text.append(SYMBOLS.charAt(random.nextInt(SYMBOLS.length())));
    }
    return text.toString();
  }
}
