package io.github.deepeyes4j.table.form;

import org.jspecify.annotations.Nullable;

/// A message as files hold it; each `<image>` in it stands for the next picture.
///
/// @param role `system`, `user` or `assistant`
public record MessageCell(@Nullable String role, @Nullable String content) {
  /// Stands for a picture.
  public static final String MARK = "<image>";

  public String text() {
    return content == null ? "" : content;
  }

  /// How many pictures it shows.
  public int marks() {
    return text().split(MARK, -1).length - 1;
  }
}
