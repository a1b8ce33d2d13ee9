/// The forms in which the ecosystem's files hold conversations and questions.
@NullMarked
package io.github.deepeyes4j.table.form;

import org.jspecify.annotations.NullMarked;
