package io.github.deepeyes4j.train.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaunchTest {
  /// `A=1 B=2` as a map.
  private static Map<String, String> environment(String variables) {
    Map<String, String> environment = new HashMap<>();
    for (String variable : variables.split(" ", -1)) {
      String[] parts = variable.split("=", 2);
      environment.put(parts[0], parts.length == 2 ? parts[1] : "");
    }
    return environment;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "torchrun | RANK=5 WORLD_SIZE=8 LOCAL_RANK=1 MASTER_ADDR=a MASTER_PORT=1234 | 5 | 8 | 1 | a | 1234",
        "by hand | RANK=0 WORLD_SIZE=2 MASTER_ADDR=a | 0 | 2 | 0 | a | 29500",
        "Slurm | SLURM_PROCID=3 SLURM_NTASKS=4 SLURM_LOCALID=1 SLURM_JOB_NODELIST=gpu[07-09,12],cpu1 | 3 | 4 | 1 | gpu07 | 29500",
        "Slurm, address given | SLURM_PROCID=3 SLURM_NTASKS=4 SLURM_JOB_NODELIST=n1,n2 MASTER_ADDR=b | 3 | 4 | 0 | b | 29500",
        "torchrun in Slurm | RANK=1 WORLD_SIZE=2 MASTER_ADDR=a SLURM_PROCID=0 SLURM_NTASKS=1 | 1 | 2 | 0 | a | 29500",
        "Kubernetes | JOB_COMPLETION_INDEX=1 WORLD_SIZE=2 MASTER_ADDR=train-0.train MASTER_PORT=80 | 1 | 2 | 0 | train-0.train | 80",
      })
  void readsALaunchersVariables(
      String name, String variables, int rank, int size, int local, String address, int port) {
    assertThat(Launch.of(environment(variables)))
        .as(name)
        .contains(new Launch(rank, size, local, address, port, null));
  }

  @Test
  void meetsAtTheStoreOfTorchrunsAgent() {
    String variables =
        "RANK=0 WORLD_SIZE=2 MASTER_ADDR=a TORCHELASTIC_USE_AGENT_STORE=True TORCHELASTIC_RESTART_COUNT=3";
    assertThat(Launch.of(environment(variables))).contains(new Launch(0, 2, 0, "a", 29500, "3"));
  }

  @ParameterizedTest
  @CsvSource({
    "HOME=/",
    "RANK=0 WORLD_SIZE=1",
    "SLURM_PROCID=0 SLURM_NTASKS=1",
    "SLURM_PROCID=0 SLURM_JOB_ID=7",
    "JOB_COMPLETION_INDEX=4",
    "MASTER_ADDR=a MASTER_PORT=80",
  })
  void isAProcessByItselfOtherwise(String variables) {
    assertThat(Launch.of(environment(variables))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RANK=0 | RANK is set and WORLD_SIZE is not",
        "WORLD_SIZE=2 | WORLD_SIZE is set and RANK is not",
        "RANK=2 WORLD_SIZE=2 MASTER_ADDR=a | rank is 2; it must be from 0 to 1",
        "RANK=0 WORLD_SIZE=0 | number of processes is 0",
        "RANK=0 WORLD_SIZE=2 | RANK is set and MASTER_ADDR is not",
        "RANK=one WORLD_SIZE=2 MASTER_ADDR=a | RANK is 'one'; it must be a whole number",
        "RANK=0 WORLD_SIZE=2 MASTER_ADDR=a MASTER_PORT=70000 | MASTER_PORT is 70000",
        "RANK=0 WORLD_SIZE=2 MASTER_ADDR=a LOCAL_RANK=2 | local rank is 2",
        "SLURM_PROCID=0 SLURM_NTASKS=2 | SLURM_PROCID is set and SLURM_JOB_NODELIST is not",
        "JOB_COMPLETION_INDEX=0 MASTER_ADDR=a | JOB_COMPLETION_INDEX is set and WORLD_SIZE is not",
      })
  void namesWhatContradicts(String variables, String message) {
    assertThatThrownBy(() -> Launch.of(environment(variables)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "n1 | n1",
        "n1,n2 | n1",
        "gpu[07-09,12],cpu1 | gpu07",
        "r[1-2]n[3,5].lan | r1n3.lan"
      })
  void findsTheFirstHostOfASlurmList(String list, String host) {
    assertThat(Launch.firstHost(list)).isEqualTo(host);
  }
}
