package io.github.deepeyes4j.core.chat;

/// What a model wrote in one turn.
///
/// @param prefill text that opened the turn before the model began; empty when the model cannot be
///   given an opening
/// @param text what the model generated after the prefill, stop string included, end-of-turn mark
///   not
/// @param tokens the generated token ids, the end-of-turn mark included when the model wrote it;
///   empty when the model is remote and does not tell. Owned by this record: do not write to it
/// @param logprobs the natural-log probability of each token under the distribution it was sampled
///   from before temperature; as long as `tokens`
/// @param promptTokens tokens that the model read before the first generated one, 0 when unknown
/// @param policyVersion which weights wrote the turn: 0 are those that the model was loaded with,
///   each later set counts one more; [#UNKNOWN_POLICY] when the model is remote and does not tell
public record Generation(
    String prefill,
    String text,
    int[] tokens,
    float[] logprobs,
    FinishReason finish,
    int promptTokens,
    long policyVersion,
    double seconds) {
  /// Stands for a policy version that nobody told.
  public static final long UNKNOWN_POLICY = -1;

  public Generation {
    if (tokens.length != logprobs.length) {
      throw new IllegalArgumentException(
          "%d tokens but %d log-probabilities".formatted(tokens.length, logprobs.length));
    }
  }

  /// A turn of a model that tells no tokens.
  public static Generation ofText(String text, FinishReason finish, double seconds) {
    return new Generation("", text, new int[0], new float[0], finish, 0, UNKNOWN_POLICY, seconds);
  }

  /// The same turn, opened by a text that the model did not write.
  public Generation after(String opening) {
    return new Generation(
        opening, text, tokens, logprobs, finish, promptTokens, policyVersion, seconds);
  }

  /// The whole turn: prefill and generated text.
  public String turn() {
    return prefill + text;
  }
}
