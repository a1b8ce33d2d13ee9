package io.github.deepeyes4j.data.ask;

import io.github.deepeyes4j.data.ask.Asker.Respondent;
import io.github.deepeyes4j.data.example.Example;
import java.util.Optional;

/// Shows how questions are solved. Implementations are safe for concurrent use.
public interface Teacher {
  /// Who solves an example; empty when this teacher cannot take it on.
  Optional<Respondent> respondent(Example example);
}
