package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.search.image.ImageCatalog;
import io.github.deepeyes4j.search.image.ImageEncoder;
import io.github.deepeyes4j.search.image.ImageIndexBuilder;
import io.github.deepeyes4j.search.image.ImageManifest;
import io.github.deepeyes4j.search.image.OnnxImageEncoder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// `deepeyes search index-images`: an index of pictures.
@Command(
    name = "index-images",
    description = {
      "Makes or updates an index of pictures, to be searched with --image-search.",
      "What has not changed since the last run stays; what is no longer there is removed. A run that"
          + " was killed is finished by the same command."
    })
final class SearchIndexImagesCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DIR|TSV",
      description =
          "A directory of pictures, or a file of lines 'path', 'title', 'link' between tabs under a"
              + " line that says so.")
  private Path source = Path.of(".");

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "The index.")
  private Path out = Path.of(".");

  @Option(
      names = "--encoder",
      paramLabel = "FILE.onnx",
      description =
          "A vision model, with NAME.yaml or preprocessor_config.json beside it. Default:"
              + " EfficientNet-Lite0, which comes along.")
  private @Nullable Path encoder;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    ImageCatalog catalog = ImageCatalog.read(source);
    try (ImageEncoder model = encoder(encoder)) {
      ProgressLine progress = new ProgressLine("pictures", catalog.entries().size());
      ImageIndexBuilder.Outcome outcome =
          ImageIndexBuilder.build(catalog, out, model, progress::update);
      ImageManifest manifest = outcome.manifest();
      System.out.println(
          json
              ? JsonMapper.shared().writeValueAsString(outcome)
              : "%d pictures in %s, encoder %s, digest %s"
                  .formatted(manifest.pictures(), out, manifest.encoder(), manifest.digest()));
      requireAllRead(outcome.faults());
    }
    return 0;
  }

  private static void requireAllRead(List<String> faults) {
    if (!faults.isEmpty()) {
      throw new BadInputException(
          "%d pictures cannot be read and are not in the index; the first: %s"
              .formatted(faults.size(), faults.getFirst()));
    }
  }

  /// The model of a file, or the one that comes along.
  static ImageEncoder encoder(@Nullable Path file) {
    return file == null ? OnnxImageEncoder.embedded() : OnnxImageEncoder.load(file);
  }
}
