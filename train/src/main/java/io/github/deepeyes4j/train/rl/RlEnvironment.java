package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.Protocol;
import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.core.score.RewardFunction;
import io.github.deepeyes4j.core.score.judge.SecondOpinion;
import java.util.function.Supplier;

/// What a policy acts in. Whoever made it closes it.
///
/// @param protocol how the model is spoken to
/// @param reward what episodes earn
/// @param secondOpinion counts on how many answers two judges disagreed since the last call;
///   compares none without a second judge
/// @param prompts to learn from
/// @param heldOut prompts to validate on
public record RlEnvironment(
    CodeRunner codeRunner,
    SearchClient search,
    Protocol protocol,
    RewardFunction reward,
    Supplier<SecondOpinion.Count> secondOpinion,
    PromptSource prompts,
    PromptSource heldOut) {}
