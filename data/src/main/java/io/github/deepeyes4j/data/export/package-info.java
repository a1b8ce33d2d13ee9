/// What curation leaves behind, in the forms that trainers read.
@NullMarked
package io.github.deepeyes4j.data.export;

import org.jspecify.annotations.NullMarked;
