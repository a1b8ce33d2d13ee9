package io.github.deepeyes4j.world.realx;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// A value that an answer is computed from, and where it is found. Texts in which other operands'
/// names stand in braces (`{a}`) take their values.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Operand.Reading.class, name = "reading"),
  @JsonSubTypes.Type(value = Operand.Recognition.class, name = "recognition"),
  @JsonSubTypes.Type(value = Operand.Statement.class, name = "statement")
})
public sealed interface Operand {
  /// The name that the expression gives it.
  String name();

  String value();

  /// A text on the question's picture.
  ///
  /// @param form what it is written with
  /// @param box its ink
  /// @param small whether it cannot be read in the view
  record Reading(String name, String value, Form form, Box box, boolean small) implements Operand {}

  /// The name of something shown, which image search tells.
  ///
  /// @param value the name: the found picture's title
  /// @param box where it is shown
  /// @param small whether it cannot be recognised in the view
  /// @param picture the picture of the collection that shows the same
  record Recognition(String name, String value, Box box, boolean small, String picture)
      implements Operand {}

  /// What a document states, on a line `label: value`.
  ///
  /// @param key words of the document's title or of that line that single it out
  /// @param query words that find the line
  /// @param document the id of the only document that states it
  record Statement(
      String name, String value, String key, String query, String label, String document)
      implements Operand {

    /// Whether the document was made up.
    @JsonIgnore
    public boolean isFictional() {
      return document.startsWith(RealxMini.FICTIONAL);
    }
  }
}
