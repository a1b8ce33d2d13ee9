package io.github.deepeyes4j.world.realx;

import java.util.List;
import java.util.stream.Stream;

/// What an answer rests on.
///
/// @param crops parts of the question's picture that must be seen closely
/// @param documents ids in the corpus
/// @param pictures paths in the picture collection
public record Evidence(List<Box> crops, List<String> documents, List<String> pictures) {
  public Evidence {
    crops = List.copyOf(crops);
    documents = List.copyOf(documents);
    pictures = List.copyOf(pictures);
  }

  static Evidence of(List<Operand> operands) {
    return new Evidence(
        operands.stream().flatMap(Evidence::crop).distinct().toList(),
        operands.stream()
            .filter(Operand.Statement.class::isInstance)
            .map(operand -> ((Operand.Statement) operand).document())
            .distinct()
            .toList(),
        operands.stream()
            .filter(Operand.Recognition.class::isInstance)
            .map(operand -> ((Operand.Recognition) operand).picture())
            .distinct()
            .toList());
  }

  private static Stream<Box> crop(Operand operand) {
    return switch (operand) {
      case Operand.Reading reading when reading.small() -> Stream.of(reading.box());
      case Operand.Recognition recognition when recognition.small() -> Stream.of(recognition.box());
      case Operand.Reading _, Operand.Recognition _, Operand.Statement _ -> Stream.empty();
    };
  }
}
