/// Checkpoints: safetensors files, and the directories that Hugging Face libraries read and write.
@NullMarked
package io.github.deepeyes4j.model.weights;

import org.jspecify.annotations.NullMarked;
