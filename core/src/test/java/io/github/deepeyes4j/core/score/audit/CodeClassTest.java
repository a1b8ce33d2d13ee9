package io.github.deepeyes4j.core.score.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CodeClassTest {
  static Stream<Arguments> labelled() {
    return Stream.of(
        Arguments.of(
            "MARK",
            "from PIL import ImageDraw\nd = ImageDraw.Draw(image_1)\nd.rectangle((1, 2, 30, 40), outline='red')\nimage_1"),
        Arguments.of(
            "MARK",
            "from PIL import ImageDraw\nc = image_1.crop((0, 0, 9, 9))\nImageDraw.Draw(c).line((0, 0, 9, 9))"),
        Arguments.of("MARK", "import cv2\ncv2.putText(img, 'a', (1, 2), 0, 1, (255, 0, 0))"),
        Arguments.of("MARK", "plt.imshow(image_1)\nplt.axvline(x=120)\nplt.show()"),
        Arguments.of("CROP", "image_1.crop((10, 20, 110, 220)).resize((400, 800))"),
        Arguments.of(
            "CROP",
            "w, h = image_1.size\nbox = (w//2, 0, w, h)\ncrop = image_1.crop(box)\nplt.imshow(crop)\nplt.show()"),
        Arguments.of("CROP", "a = np.array(image_1)\nImage.fromarray(a[100:200, 50:80])"),
        Arguments.of("IMAGE", "image_1.rotate(90)"),
        Arguments.of(
            "IMAGE", "from PIL import ImageEnhance\nImageEnhance.Contrast(im).enhance(2.0)"),
        Arguments.of("IMAGE", "plt.imshow(image_1)\nplt.show()"),
        Arguments.of("IMAGE", "print(image_1.size)"),
        Arguments.of("IMAGE", "a = np.array(image_1)\nprint(a[:, :, 0].mean())"),
        Arguments.of("NUMERICAL", "print(12*459)"),
        Arguments.of("NUMERICAL", "import math\narea = math.pi * 3**2\nprint(area)"),
        Arguments.of("NUMERICAL", "x = [1, 2, 3]\nplt.plot(x)\nplt.show()"),
        Arguments.of("NUMERICAL", "d = {'text': 3}\nprint(sum(d.values()))"),
        Arguments.of("NUMERICAL", "m = [[1, 2], [3, 4]]\nprint(sum(m[0:1][0]))"),
        Arguments.of("NUMERICAL", "m = np.eye(4)\nprint(m[0:2, 1:3].sum())"),
        Arguments.of("NUMERICAL", "print(list(filter(str.isdigit, 'a1b2')))"),
        Arguments.of("MARK", "a = np.array(image_1)\na[10:20, 5:9] = [255, 0, 0]"),
        Arguments.of("CROP", "a = np.array(image_1)\nplt.imshow(a[100:200])"),
        Arguments.of("UNKNOWN", "print('The answer is B')"),
        Arguments.of("UNKNOWN", "# image_1.crop((1, 2, 3, 4))"),
        Arguments.of("UNKNOWN", "'''image_1.crop(box)'''"),
        Arguments.of("UNKNOWN", "import numpy as np"),
        Arguments.of("UNKNOWN", "x = 3"),
        Arguments.of("CROP", "Größe = '😀'\nimage_1.crop((1, 2, 3, 4))"));
  }

  @ParameterizedTest
  @MethodSource("labelled")
  void labelledSnippets(CodeClass expected, String source) {
    assertThat(CodeClass.of(source)).isEqualTo(expected);
  }

  @Test
  void aCellMayDoSeveralThings() {
    assertThat(
            CodeClass.allOf(
                "from PIL import ImageDraw\nc = image_1.crop((0, 0, 9, 9))\nImageDraw.Draw(c).line((0, 0, 9, 9))\nprint(3 * 4)"))
        .containsExactly(CodeClass.MARK, CodeClass.CROP, CodeClass.NUMERICAL);
    assertThat(CodeClass.allOf("w, h = image_1.size\nimage_1.crop((w/2, 0, w, h))"))
        .containsExactly(CodeClass.CROP);
    assertThat(CodeClass.allOf("image_1.crop((1, 2, 3, 4)).resize((9, 9))"))
        .containsExactly(CodeClass.CROP, CodeClass.IMAGE);
    assertThat(CodeClass.allOf("pass")).containsExactly(CodeClass.UNKNOWN);
  }

  @Test
  @Timeout(20)
  void anyTextIsClassified() {
    for (String source :
        new String[] {
          "", "\0\ud800", "(".repeat(20_000), "a[".repeat(20_000), "#\n".repeat(20_000)
        }) {
      assertThat(CodeClass.of(source)).isEqualTo(CodeClass.UNKNOWN);
      PythonCell cell = PythonCell.of(source);
      assertThat(cell.constantsShown()).isEmpty();
      assertThat(cell.withoutComments().length()).isLessThanOrEqualTo(source.length());
    }
  }
}
