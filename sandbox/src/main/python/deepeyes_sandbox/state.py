"""A session's variables as bytes, and back: for idle sessions, other servers, and branches.

Written and read inside sessions only, since whoever reads a pickle runs what is in it.
"""

import io
import random
import zlib

import cloudpickle
import numpy
import PIL.Image

_NAMESPACE = "namespace"


class _Pickler(cloudpickle.Pickler):
    """Functions keep referring to the session's own namespace, so that a global which one of them
    changes is still the one that the next cell reads."""

    def __init__(self, file, namespace):
        super().__init__(file, protocol=5)
        self._stand_in = {}
        self.globals_ref[id(namespace)] = self._stand_in

    def persistent_id(self, value):
        return _NAMESPACE if value is self._stand_in else None


class _Unpickler(cloudpickle.pickle.Unpickler):
    def __init__(self, file, namespace):
        super().__init__(file)
        self._namespace = namespace

    def persistent_load(self, _):
        return self._namespace


def fingerprint(picture):
    """Changes when the picture is drawn on."""
    return picture.size, picture.mode, zlib.crc32(picture.tobytes())


def dump(namespace, names, limit):
    """The bytes, and the names that they leave out: what cannot be pickled, and the largest values
    when all together take more than `limit` bytes."""
    values = {name: namespace[name] for name in names}
    lost = []
    data = _try(namespace, values)
    if data is None or len(data) > limit:
        sizes = {name: len(_try(namespace, {name: value}) or b"") for name, value in values.items()}
        kept = 0
        for name in sorted(values, key=sizes.get):
            kept += sizes[name]
            if sizes[name] == 0 or kept > limit:
                lost.append(name)
        data = _try(namespace, {k: v for k, v in values.items() if k not in lost})
        if data is None:
            return b"", sorted(values)
    return data, sorted(lost)


def _try(namespace, values):
    buffer = io.BytesIO()
    try:
        _Pickler(buffer, namespace).dump((values, random.getstate(), numpy.random.get_state()))
    except Exception:
        return None
    return buffer.getvalue()


def load(namespace, data):
    """Adds the variables to the namespace; random numbers go on where they were."""
    values, python_state, numpy_state = _Unpickler(io.BytesIO(data), namespace).load()
    namespace.update(values)
    random.setstate(python_state)
    numpy.random.set_state(numpy_state)
