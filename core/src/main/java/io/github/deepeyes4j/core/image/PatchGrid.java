package io.github.deepeyes4j.core.image;

/// How a picture is cut: rows and columns of patches, both multiples of the merge size.
public record PatchGrid(int rows, int columns, int mergeSize) {
  public PatchGrid {
    if (rows < mergeSize
        || columns < mergeSize
        || rows % mergeSize != 0
        || columns % mergeSize != 0) {
      throw new IllegalArgumentException(
          "a %dx%d patch grid does not divide into %dx%d cells"
              .formatted(rows, columns, mergeSize, mergeSize));
    }
  }

  public int patches() {
    return rows * columns;
  }

  /// Rows of merged cells; each cell is one token of the language model.
  public int cellRows() {
    return rows / mergeSize;
  }

  public int cellColumns() {
    return columns / mergeSize;
  }

  public int tokens() {
    return cellRows() * cellColumns();
  }
}
