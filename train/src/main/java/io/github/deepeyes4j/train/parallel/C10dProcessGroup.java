package io.github.deepeyes4j.train.parallel;

import io.github.deepeyes4j.core.BadInputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.Backend;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.PrefixStore;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.nccl.ProcessGroupNCCL;

/// Several processes, joined by PyTorch's c10d: they meet at a TCP store, tensors go by Gloo or
/// NCCL.
final class C10dProcessGroup implements ProcessGroup {
  private static final String PREFIX = "deepeyes";

  /// Stores are kept until the process ends: with JavaCPP 1.5.13, freeing one and what was made of
  /// it corrupts the heap.
  private static final List<Store> KEPT = Collections.synchronizedList(new ArrayList<>());

  private final Launch launch;
  private final Duration timeout;
  private final Device device;
  private final Backend backend;

  private C10dProcessGroup(Launch launch, Duration timeout, Device device, Backend backend) {
    this.launch = launch;
    this.timeout = timeout;
    this.device = device;
    this.backend = backend;
  }

  /// Waits for all others.
  static C10dProcessGroup join(Launch launch, ParallelConfig config) {
    Device device =
        switch (config.backend()) {
          case GLOO -> new Device("cpu");
          case NCCL -> gpu(launch);
        };
    try {
      Store store = store(launch, config.timeout());
      Backend backend =
          switch (config.backend()) {
            case GLOO -> gloo(launch, config.timeout(), store);
            case NCCL -> nccl(launch, config.timeout(), store);
          };
      return new C10dProcessGroup(launch, config.timeout(), device, backend);
    } catch (RuntimeException e) {
      throw new RankLostException(
          "rank %d of %d cannot meet the others at %s:%d within %d s: %s"
              .formatted(
                  launch.rank(),
                  launch.worldSize(),
                  launch.masterAddress(),
                  launch.masterPort(),
                  config.timeout().toSeconds(),
                  reason(e)),
          e);
    }
  }

  private static Device gpu(Launch launch) {
    if (!torch.hasCUDA()) {
      throw new BadInputException(
          "parallel.backend nccl needs a GPU and a build with CUDA; allowed here: gloo");
    }
    return new Device("cuda:" + launch.localRank());
  }

  /// The store that rank 0 serves; with torchrun its agent does, and keeps it over restarts.
  private static Store store(Launch launch, Duration timeout) {
    boolean agent = launch.agentAttempt() != null;
    try (TCPStoreOptions options = new TCPStoreOptions()) {
      options
          .port((short) launch.masterPort())
          .isServer(launch.rank() == 0 && !agent)
          .waitWorkers(false)
          .timeout(new Milliseconds(timeout.toMillis()));
      Store store = new TCPStore(launch.masterAddress(), options);
      Store own =
          new PrefixStore(
              agent ? "%s/attempt_%s".formatted(PREFIX, launch.agentAttempt()) : PREFIX, store);
      KEPT.add(store);
      KEPT.add(own);
      return own;
    }
  }

  /// Over the network interface that `GLOO_SOCKET_IFNAME` names, else that of the host's name.
  private static Backend gloo(Launch launch, Duration timeout, Store store) {
    String networkInterface = System.getenv("GLOO_SOCKET_IFNAME");
    ProcessGroupGloo.Options options =
        ProcessGroupGloo.Options.create(new Milliseconds(timeout.toMillis()));
    options
        .devices()
        .push_back(
            networkInterface == null
                ? ProcessGroupGloo.createDefaultDevice()
                : ProcessGroupGloo.createDeviceForInterface(networkInterface));
    return new ProcessGroupGloo(store, launch.rank(), launch.worldSize(), options);
  }

  private static Backend nccl(Launch launch, Duration timeout, Store store) {
    ProcessGroupNCCL group = new ProcessGroupNCCL(store, launch.rank(), launch.worldSize());
    group.setTimeout(new Milliseconds(timeout.toMillis()));
    return group;
  }

  @Override
  public int rank() {
    return launch.rank();
  }

  @Override
  public int size() {
    return launch.worldSize();
  }

  @Override
  public void sum(Tensor block, String what) {
    complete("all-reduce", what, () -> backend.allreduce(new TensorVector(block)));
  }

  @Override
  public void sumParts(Tensor block, String what) {
    complete("reduce-scatter", what, () -> backend._reduce_scatter_base(own(block), block));
  }

  @Override
  public void exchangeParts(Tensor block, String what) {
    complete("all-gather", what, () -> backend._allgather_base(block, own(block)));
  }

  private Tensor own(Tensor block) {
    long part = block.numel() / size();
    return block.narrow(0, rank() * part, part);
  }

  @Override
  public double[] sum(double... values) {
    try (PointerScope _ = new PointerScope()) {
      Tensor block = Tensor.create(values, values.length).to(device, ScalarType.Double);
      sum(block, "counts");
      double[] sums = new double[values.length];
      new DoublePointer(block.cpu().data_ptr_double()).get(sums);
      return sums;
    }
  }

  private void complete(String operation, String what, Supplier<Work> start) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      start.get()._wait();
    } catch (RuntimeException e) {
      throw new RankLostException(
          "rank %d: %s of %s failed: another rank is gone or has not answered for %d s (%s); the last checkpoint is unharmed, start all %d ranks again to go on from it"
              .formatted(rank(), operation, what, timeout.toSeconds(), reason(e), size()),
          e);
    }
  }

  /// The first line of a native error, without the place in the source that it begins with.
  private static String reason(RuntimeException e) {
    return String.valueOf(e.getMessage())
        .lines()
        .findFirst()
        .orElse("")
        .replaceFirst("^\\[[^\\]]*\\] *", "");
  }

  @Override
  public void close() {
    backend.close();
  }
}
