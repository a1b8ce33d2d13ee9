package io.github.deepeyes4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MasterTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "local | true",
        "local[*] | true",
        "local[12] | true",
        "spark://127.0.0.1:7077 | false",
        "spark://[::1]:7077 | false",
        "spark://a.example:7077,b-2:7078 | false"
      })
  void takesLocalAndStandalone(String url, boolean local) {
    assertThat(new Master(url).isLocal()).isEqualTo(local);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yarn",
        "local[0]",
        "local[two]",
        "local[2",
        "spark://",
        "spark://host",
        "spark://host:port",
        "spark://host:70000",
        "spark://host:7077,",
        "http://host:7077"
      })
  void refusesTheRest(String url) {
    assertThatThrownBy(() -> new Master(url))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "--master %s: not a Spark master; allowed: local[*], local[N], spark://HOST:PORT"
                .formatted(url));
  }

  @Test
  void asksWhetherAnybodyListens() throws IOException {
    Master master;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      master = new Master("spark://127.0.0.1:" + socket.getLocalPort());
      assertThatCode(master::requireReachable).doesNotThrowAnyException();
    }
    assertThatThrownBy(master::requireReachable)
        .isInstanceOf(BadInputException.class)
        .hasMessage("--master %s: nobody answers there".formatted(master.url()));
  }
}
