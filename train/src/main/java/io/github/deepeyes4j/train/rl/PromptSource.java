package io.github.deepeyes4j.train.rl;

/// A numbered supply of prompts: the same number gives the same prompt, so that a run goes on from
/// a counter. Safe for concurrent use.
public interface PromptSource {
  Prompt prompt(long number);
}
