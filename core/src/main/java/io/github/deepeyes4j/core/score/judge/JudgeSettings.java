package io.github.deepeyes4j.core.score.judge;

import io.github.deepeyes4j.core.BadInputException;

/// How a judging model is asked.
///
/// @param maxTokens of a reply
/// @param seed of the first try; each further one takes the next
/// @param tries how often a claim is asked until a reply has a verdict
/// @param patienceSeconds how long a judge that is down is waited for, before a claim is given up
public record JudgeSettings(
    double temperature, int maxTokens, long seed, int tries, int patienceSeconds) {
  public JudgeSettings {
    if (!(temperature >= 0) || maxTokens < 1 || tries < 1 || patienceSeconds < 0) {
      throw new BadInputException(
          ("judge: temperature %s and patience-seconds %d must be 0 or more,"
                  + " max-tokens %d and tries %d 1 or more")
              .formatted(temperature, patienceSeconds, maxTokens, tries));
    }
  }

  /// As the released judge of the same kind; it asks once, we ask again.
  public static JudgeSettings of(ReplyForm form) {
    double temperature =
        switch (form) {
          case CONSISTENCY -> 0.3;
          case MATHS -> 0.5;
        };
    return new JudgeSettings(temperature, 8192, 0, 3, 600);
  }
}
