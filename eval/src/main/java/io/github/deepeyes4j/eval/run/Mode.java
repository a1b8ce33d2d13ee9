package io.github.deepeyes4j.eval.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.Protocol;
import java.util.Locale;
import java.util.Optional;

/// How a question is put.
public enum Mode {
  /// In the agent loop, with tools.
  @JsonProperty("agent")
  AGENT,
  /// In one turn, thinking before the answer.
  @JsonProperty("think")
  THINK,
  /// In one turn, answering at once.
  @JsonProperty("direct")
  DIRECT;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The prompts of this mode; a [BadInputException] when the model has none.
  public Protocol prompts(Protocol.Modes modes) {
    Optional<Protocol> prompts =
        switch (this) {
          case AGENT -> Optional.of(modes.agent());
          case THINK -> Optional.ofNullable(modes.think());
          case DIRECT -> Optional.ofNullable(modes.direct());
        };
    return prompts.orElseThrow(() ->
        new BadInputException(
            "mode '%s': the model's prompts have no part of that name".formatted(label())));
  }
}
