package io.github.deepeyes4j.core.score.judge;

import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.score.Judge.Claim;
import java.util.ArrayList;
import java.util.List;

/// Who judges: part of every result, and of every key of a recording.
///
/// @param prompt the prompt's digest
public record JudgeIdentity(String model, String prompt, JudgeSettings settings) {
  /// The key of a claim before this judge. Patience does not change a verdict and is left out.
  String key(Claim claim) {
    List<String> parts =
        new ArrayList<>(
            List.of(
                model,
                prompt,
                String.valueOf(settings.temperature()),
                String.valueOf(settings.maxTokens()),
                String.valueOf(settings.seed()),
                String.valueOf(settings.tries()),
                claim.question(),
                claim.answer()));
    parts.addAll(claim.references());
    StringBuilder text = new StringBuilder();
    parts.forEach(part -> text.append(part.length()).append(':').append(part));
    return Digests.sha256(text.toString());
  }
}
