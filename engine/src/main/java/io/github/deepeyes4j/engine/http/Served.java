package io.github.deepeyes4j.engine.http;

import io.github.deepeyes4j.core.agent.Rollout;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.tokenizer.TokenModel;
import io.github.deepeyes4j.service.fetch.WebFetcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What a server answers with. It closes none of these.
///
/// @param agent runs whole episodes, under the model's name with [#AGENT_SUFFIX]; none when empty
/// @param adapters what clients may load beside the model; nothing when empty
/// @param web fetches the pictures of `http:` and `https:` addresses; they are refused when empty
public record Served(
    TokenModel model,
    Optional<Agent> agent,
    Optional<Adapters> adapters,
    Optional<WebFetcher> web) {
  /// What the agent's name ends in.
  public static final String AGENT_SUFFIX = "-agent";

  /// An agent.
  ///
  /// @param page an episode as an HTML file that needs nothing beside it
  public record Agent(Rollout rollout, Function<Trajectory, String> page) {}

  /// The model alone.
  public static Served of(TokenModel model) {
    return new Served(model, Optional.empty(), Optional.empty(), Optional.empty());
  }

  String agentName() {
    return model.id() + AGENT_SUFFIX;
  }

  boolean isAgent(String name) {
    return agent.isPresent() && name.equals(agentName());
  }

  /// The model of this name: the base, or the base with an adapter.
  Optional<TokenModel> find(String name) {
    return name.equals(model.id())
        ? Optional.of(model)
        : adapters.flatMap(loaded -> loaded.find(name));
  }

  /// The names that are always served.
  List<String> ownNames() {
    return agent.isPresent() ? List.of(model.id(), agentName()) : List.of(model.id());
  }

  /// What `model` may name in a request.
  List<String> names() {
    List<String> names = new ArrayList<>(ownNames());
    adapters.ifPresent(loaded -> names.addAll(loaded.names()));
    return names;
  }
}
