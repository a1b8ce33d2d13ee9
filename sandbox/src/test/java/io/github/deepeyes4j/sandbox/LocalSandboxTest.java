package io.github.deepeyes4j.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.agent.CellResult;
import io.github.deepeyes4j.core.agent.CodeRunner.CodeSession;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.sandbox.kernel.PythonEnvironment;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The real interpreter behind the real isolation.
class LocalSandboxTest {
  private static final LocalSandbox SANDBOX = LocalSandbox.open(PythonEnvironment.openDefault());
  private static final Picture PICTURE = gradient(8, 6);

  private final CodeSession session = SANDBOX.open(List.of(PICTURE, gradient(3, 3)));

  @AfterAll
  static void closeSandbox() {
    SANDBOX.close();
  }

  @AfterEach
  void closeSession() {
    session.close();
  }

  private static Picture gradient(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) i;
    }
    return Picture.ofRgb(width, height, rgb);
  }

  private CellResult run(String code) throws InterruptedException {
    return session.run(code, Duration.ofSeconds(10));
  }

  @Test
  void keepsVariablesBetweenCells() throws Exception {
    run("x = 20");
    CellResult result = run("print('hi')\nx + 1");
    assertThat(result.status()).isEqualTo(ToolStatus.OK);
    assertThat(result.stdout()).isEqualTo("hi\n21");
    assertThat(result.stderr()).isEmpty();
  }

  @Test
  void bindsThePictures() throws Exception {
    assertThat(run("image_1.size, image_2.size, len(images), images[0] is image_1").stdout())
        .isEqualTo("((8, 6), (3, 3), 2, True)");
  }

  @Test
  void givesBackExactPixels() throws Exception {
    CellResult result = run("image_1.crop((2, 1, 6, 5))");
    assertThat(result.images()).containsExactly(PICTURE.crop(2, 1, 6, 5));
    assertThat(result.stdout()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image_1",
        "display(image_1)",
        "image_1.show()",
        "from IPython.display import display as d\nd(image_1)",
        "plt.plot([1, 2])\nplt.show()",
        "plt.plot([1, 2]);",
        "fig, ax = plt.subplots()\nfig"
      })
  void showsPicturesInEveryUsualWay(String code) throws Exception {
    CellResult result = run(code);
    assertThat(result.status()).as(result.stderr()).isEqualTo(ToolStatus.OK);
    assertThat(result.images()).isNotEmpty();
  }

  @Test
  void transparencyBecomesWhite() throws Exception {
    CellResult result = run("Image.new('RGBA', (2, 2), (0, 0, 0, 0))");
    assertThat(result.images().getFirst().rgb()).containsOnly(0xff);
  }

  @Test
  void tellsErrorsApart() throws Exception {
    CellResult error = run("x = 1\n1 / 0");
    assertThat(error.status()).isEqualTo(ToolStatus.PYTHON_ERROR);
    assertThat(error.stderr()).contains("ZeroDivisionError", "line 2").doesNotContain("\u001b");
    assertThat(run("x").stdout()).isEqualTo("1");
    CellResult syntax = run("def f(:");
    assertThat(syntax.status()).isEqualTo(ToolStatus.SYNTAX_ERROR);
    assertThat(syntax.stderr()).contains("SyntaxError");
    assertThat(run("bytearray(1 << 40)").status()).isEqualTo(ToolStatus.MEMORY);
    assertThat(run(" \n").status()).isEqualTo(ToolStatus.BAD_REQUEST);
  }

  @Test
  void codeRunsAsWritten() throws Exception {
    assertThat(run("!ls").status()).isEqualTo(ToolStatus.SYNTAX_ERROR);
    assertThat(run("%time 1").status()).isEqualTo(ToolStatus.SYNTAX_ERROR);
    assertThat(run("t = 0\nfor i in range(3):\n  t += i\nprint(t)").stdout()).isEqualTo("3");
  }

  @Test
  void aTimeoutKeepsTheSession() throws Exception {
    run("kept = 7");
    CellResult result = session.run("early = 1\nwhile True: pass", Duration.ofMillis(300));
    assertThat(result.status()).isEqualTo(ToolStatus.TIMEOUT);
    assertThat(result.stderr()).contains("TimeoutException: Timed out!");
    assertThat(run("kept, early").stdout()).isEqualTo("(7, 1)");
  }

  @Test
  void aCellThatSwallowsItsTimeoutIsKilled() throws Exception {
    CellResult result =
        session.run(
            "while True:\n  try:\n    for i in range(10**9): x = i\n  except BaseException: pass",
            Duration.ofMillis(200));
    assertThat(result.status()).isEqualTo(ToolStatus.TIMEOUT);
    assertThat(result.stderr()).contains("all variables are lost");
    assertThat(run("image_1.size").stdout()).as("a fresh session").isEqualTo("(8, 6)");
  }

  @Test
  void aDeadInterpreterIsReported() throws Exception {
    assertThat(run("os._exit(1)").status()).isEqualTo(ToolStatus.KILLED);
    assertThat(run("1 + 1").stdout()).isEqualTo("2");
  }

  @Test
  void keepsTheStreamsApart() throws Exception {
    CellResult result =
        run(
            "import subprocess\nprint('a')\nprint('b', file=sys.stderr)\nsubprocess.run(['echo', 'c']);");
    assertThat(result.stdout()).isEqualTo("a\nc");
    assertThat(result.stderr()).isEqualTo("b");
  }

  @Test
  void cutsEndlessOutput() throws Exception {
    CellResult result = run("print('x' * (3 << 20))");
    assertThat(result.stdout())
        .hasSizeLessThan((1 << 20) + 200)
        .contains("beyond the limit dropped");
  }

  @Test
  void sessionsDoNotSeeEachOther() throws Exception {
    run("secret = 1\nopen('/tmp/mine', 'w').write('x')");
    try (CodeSession other = SANDBOX.open(List.of())) {
      Duration limit = Duration.ofSeconds(10);
      assertThat(other.run("secret", limit).stderr()).contains("NameError");
      assertThat(other.run("os.listdir('/tmp')", limit).stdout()).doesNotContain("mine");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "open('/etc/shadow').read()",
        "open('/usr/x', 'w')",
        "import socket\nsocket.create_connection(('127.0.0.1', 22), 1)",
        "os.listdir('/home')",
        "os.kill(1, 0) if os.getpid() != 1 else 1 / 0",
        "open('/tmp/big', 'wb').write(b'0' * (100 << 20))"
      })
  void keepsCodeIn(String code) throws Exception {
    assertThat(run(code).status()).isEqualTo(ToolStatus.PYTHON_ERROR);
    assertThat(run("1").stdout()).isEqualTo("1");
  }
}
