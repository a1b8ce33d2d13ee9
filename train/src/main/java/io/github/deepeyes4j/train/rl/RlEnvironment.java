package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.Protocol;
import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.core.score.RewardFunction;
import java.util.function.DoubleSupplier;

/// What a policy acts in. Whoever made it closes it.
///
/// @param protocol how the model is spoken to
/// @param reward what episodes earn
/// @param judgeDisagreement the share of answers on which two judges disagreed since the last call;
///   0 without a second judge
/// @param prompts to learn from
/// @param heldOut prompts to validate on
public record RlEnvironment(
    CodeRunner codeRunner,
    SearchClient search,
    Protocol protocol,
    RewardFunction reward,
    DoubleSupplier judgeDisagreement,
    PromptSource prompts,
    PromptSource heldOut) {}
