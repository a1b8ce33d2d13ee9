/// Qwen2.5-VL: vision tower, decoder, multimodal rotary positions.
///
/// Tensor names end in their shape. B sequences, T tokens, D model width, H query heads, G
/// key/value heads, K head width, N patches, C merged cells, F feed-forward width, V vocabulary.
@NullMarked
package io.github.deepeyes4j.model.qwenvl;

import org.jspecify.annotations.NullMarked;
