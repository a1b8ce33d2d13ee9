package io.github.deepeyes4j.sandbox.session;

import io.github.deepeyes4j.core.image.Picture;

/// A picture as the file that it came in or goes out as.
///
/// @param digest [Picture#digest()] of its pixels
/// @param file PNG, or whatever a client has sent; not to be written to
public record EncodedPicture(String digest, int width, int height, byte[] file) {

  /// A picture as a PNG file.
  public static EncodedPicture png(Picture picture) {
    return of(picture, picture.toPng());
  }

  /// @param file that the picture was read from
  public static EncodedPicture of(Picture picture, byte[] file) {
    return new EncodedPicture(picture.digest(), picture.width(), picture.height(), file);
  }
}
