package io.github.deepeyes4j.train.nano;

import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.SearchClient;

/// The tools that the scripted expert calls while samples are made.
public record NanoTools(CodeRunner codeRunner, SearchClient search) {}
