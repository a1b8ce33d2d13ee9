/// Low-rank adapters (arXiv 2106.09685) in PEFT's file layout.
@NullMarked
package io.github.deepeyes4j.model.lora;

import org.jspecify.annotations.NullMarked;
