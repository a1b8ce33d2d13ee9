"""Scores generated predictions with VLMEvalKit's own functions, for ReleasedScorersTest.

    python3 -m venv /tmp/scorers
    /tmp/scorers/bin/pip install --no-deps ms-vlmeval==0.0.20
    /tmp/scorers/bin/pip install numpy pandas tqdm latex2sympy2-extended timeout-decorator
    /tmp/scorers/bin/python oracle/scorers.py eval/src/test/resources/io/github/deepeyes4j/eval/scorer

ms-vlmeval is VLMEvalKit as its users install it. It imports a great deal that scorers do not use; what is
not installed is stood in for. Judges are stood in for by a fixed reply. 200 predictions a scorer, seeded.
"""

import importlib.abc
import importlib.machinery
import io
import json
import contextlib
import random
import sys
import types
from pathlib import Path
from unittest.mock import MagicMock


class StandIn(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Makes a module of nothing for whatever is not installed, and for the large libraries of models."""

    LARGE = ("torch", "torchvision", "transformers", "vlmeval.api", "vlmeval.config", "vlmeval.inference",
             "vlmeval.tools", "vlmeval.vlm")

    def find_spec(self, name, path, target=None):
        parent = name.rpartition(".")[0]
        large = any(name == each or name.startswith(each + ".") for each in self.LARGE)
        if not large and not isinstance(sys.modules.get(parent), MagicMock):
            top = name.split(".")[0]
            if parent or top in sys.stdlib_module_names or not self.wanted_by_vlmeval():
                return None
            if importlib.machinery.PathFinder.find_spec(top) is not None:
                return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    @staticmethod
    def wanted_by_vlmeval():
        frame = sys._getframe(2)
        while frame and "importlib" in frame.f_code.co_filename:
            frame = frame.f_back
        return frame is not None and frame.f_globals.get("__name__", "").startswith("vlmeval")

    def create_module(self, spec):
        module = MagicMock(name=spec.name)
        module.__spec__ = spec
        module.__path__ = []
        return module

    def exec_module(self, module):
        pass


import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import latex2sympy2_extended  # noqa: E402, F401
import timeout_decorator  # noqa: E402, F401
import tqdm  # noqa: E402, F401

sys.meta_path.insert(0, StandIn())


def bare(name, folder):
    """A package that does not import all that its __init__ would."""
    package = types.ModuleType(name)
    package.__path__ = [str(folder)]

    def missing(attribute):
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        return MagicMock(name=attribute)

    package.__getattr__ = missing
    sys.modules[name] = package


root = Path(importlib.machinery.PathFinder.find_spec("vlmeval").submodule_search_locations[0])
bare("vlmeval", root)
bare("vlmeval.dataset", root / "dataset")
bare("vlmeval.dataset.utils", root / "dataset" / "utils")
with contextlib.redirect_stderr(io.StringIO()):
    charxiv = importlib.import_module("vlmeval.dataset.charxiv")
    dynamath = importlib.import_module("vlmeval.dataset.dynamath")
    (hrbench, logicvista, mathv, mathverse, mathvista, multiple_choice, ocrbench, vqa_eval, wemath) = [
        importlib.import_module("vlmeval.dataset.utils." + name)
        for name in ("hrbench", "logicvista", "mathv", "mathverse", "mathvista", "multiple_choice", "ocrbench",
                     "vqa_eval", "wemath")
    ]
    TreeBench = importlib.import_module("vlmeval.dataset.image_mcq").TreeBench
    can_infer = importlib.import_module("vlmeval.utils.matching_util").can_infer

COUNT = 200
random.seed(1)
pick = random.choice


def number():
    return pick([
        str(random.randint(0, 200)), f"{random.uniform(0, 200):.2f}", f"{random.randint(1, 99)}%", "0", "0.0",
        f"-{random.randint(1, 9)}", f"{random.randint(1000, 9999):,}", f"1e{random.randint(1, 3)}", "half",
        f" {random.randint(1, 9)} ", f"{random.randint(1, 9)}_0", "." + str(random.randint(1, 9)), "5.", "$3",
    ])


class Replying:
    """A judge that always says the same."""

    def __init__(self, reply):
        self.reply = reply

    def generate(self, *args, **kwargs):
        return self.reply


CHOICES = [
    {"A": "red", "B": "blue", "C": "dark blue", "D": "green"},
    {"A": "left", "B": "right"},
    {"A": "5", "B": "15", "C": "25", "D": "35"},
    {"A": "Yes", "B": "No", "C": "Cannot be told"},
]
FRAMES = [
    "{}", "({})", "{}.", "The answer is {}.", "The answer is ({}).", "I think {} because it looks so",
    "**{}**", "Option {}: it is", "A {} thing", "not {} but {}", "answer: {}", "\\boxed{{{}}}", "{} and also {}",
    "The best answer is {}", "Cannot determine the answer {}", "It could be {}, and yet I am not sure at all of that here",
    "", "Z", "none", "Sorry, I can't help with images of people yet.", "I would say {}",
]


def said(choices):
    letter = pick(list(choices))
    text = choices[letter]
    what = pick([letter, text, letter.lower(), f"{letter}. {text}", text.upper(), letter, letter])
    return pick(FRAMES).replace("{{{}}}", "{" + what + "}").replace("{}", what)


def multiple_choices():
    for _ in range(COUNT):
        choices = pick(CHOICES)
        prediction = said(choices)
        found = can_infer(prediction, dict(choices))
        yield dict(choices=choices, prediction=prediction, expected=found or "")


def letters():
    for _ in range(COUNT):
        prediction = said(CHOICES[0])
        yield dict(prediction=prediction, expected=multiple_choice.extract_characters_regex(prediction))


def containments():
    formula = "Handwritten Mathematical Expression Recognition"
    for _ in range(COUNT):
        category = pick([formula, "Regular Text Recognition", "Digit String Recognition"])
        answers = [pick(["Stop", "STOP HERE", "12", "x ^ { 2 }", "a+b", "O'Hara", "two\nlines", ""])
                   for _ in range(random.randint(1, 2))]
        base = pick(answers + ["go", "1 2", "x^{2}", "x^{3}", "two lines", "112"])
        prediction = pick(["{}", "It says {}.", " {} ", "the {}\n", "{}"]).replace("{}", pick([base, base.upper(), base.lower()]))
        frame = pd.DataFrame([dict(prediction=prediction, answer=repr(answers), category=category)])
        kept = {}
        ocrbench.load = lambda _: frame
        ocrbench.dump = lambda scores, _: kept.update(scores)
        ocrbench.get_intermediate_file_path = lambda *_: "x"
        ocrbench.tqdm = lambda rows: rows
        ocrbench.OCRBench_eval("x")
        yield dict(category=category, answers=answers, prediction=prediction, expected=kept["Final Score"] == 1)


def relaxed():
    for _ in range(COUNT):
        target = pick([number(), "Chad", "yes"])
        near = target
        try:
            near = str(round(float(target) * pick([1, 1.04, 1.06, 0.951, 0.949]), 3))
        except ValueError:
            pass
        prediction = pick([near, near, target.upper(), number(), target + "%"])
        yield dict(target=target, prediction=prediction,
                   expected=bool(vqa_eval.relaxed_correctness(target, prediction)))


def math_vista():
    for _ in range(COUNT):
        kind = pick(["choice", "integer", "float", "text", "list"])
        line = dict(question_type="multi_choice" if kind == "choice" else "free_form",
                    answer_type=kind if kind in ("integer", "float", "list") else "text",
                    choices="['red', 'blue', 'green']" if kind == "choice" else "[]", answer_option="")
        if kind == "choice":
            line.update(answer="blue", answer_option="B")
            prediction = said({"A": "red", "B": "blue", "C": "green"})
        else:
            answer = {"integer": str(random.randint(0, 20)), "float": pick(["1.5", "2.25", "0.0"]), "text": "cup",
                      "list": "[1, 2]"}[kind]
            prediction = pick([answer, answer, answer + " ", answer + ".0", "about " + answer, "7", "+" + answer, ""])
            line.update(answer=answer)
        line["prediction"] = prediction
        line["res"] = prediction
        before = mathvista.post_check(dict(line), prefetch=True)
        yield dict(line, prefetched="" if before is False else str(before),
                   expected=bool(mathvista.post_check(dict(line), prefetch=False)))


def math_vision():
    expressions = ["3/4", "0.75", "\\frac{3}{4}", "2\\pi", "\\sqrt{2}", "42", "42.0", "2**3", "8", "(1+2)*4", "12",
                   "x+1", "1 + x", "3:2", "2 \\sqrt{2}", "\\sqrt{8}", "10^2", "100", "-5", "5", "7 // 2", "3",
                   "10 % 4", "2", "Five", "five", "1e3", "1000", "6.28318530717958", "1.4142135623730951"]
    for _ in range(COUNT):
        if random.random() < 0.3:
            line = dict(choices="['A', 'B', 'C', 'D', 'E']", answer=pick("ABCDE"),
                        prediction=said({c: c for c in "ABCDE"}))
        else:
            answer = pick(expressions)
            line = dict(choices="[]", answer=answer, prediction=pick([answer, pick(expressions), pick(expressions)]))
        line["res"] = line["prediction"]
        yield dict(line, expected=bool(mathv.post_check(dict(line), prefetch=False)))


def math_verse():
    for _ in range(COUNT):
        answer = pick(["B", "2\\sqrt{3}", "17", "(-2,1]"])
        extract = pick([answer, " " + answer, answer + "\n", answer.lower(), "17.0", "C"])
        line = dict(answer=answer, extract=extract, prediction=extract, question_for_eval="q")
        reply = pick(["1", "0", " 1\n", "yes", ""])
        score = mathverse.MathVerse_auxeval_score(Replying(reply), line)["score"]
        yield dict(answer=answer, extract=extract, reply=reply, expected=bool(score))


def dyna_math():
    made = 0
    while made < COUNT:
        kind = pick(["float", "multiple choice", "text"])
        answer = {"float": pick(["0.500", "3.142", "10"]), "multiple choice": pick("ABC"), "text": pick(["K", "yes", "(1, 2)"])}[kind]
        near = pick([answer, answer, {"float": "0.5005", "multiple choice": "B", "text": "k"}[kind],
                     {"float": "π", "multiple choice": "option C", "text": "no"}[kind], "", "12 cm", "0.5 or so"])
        prediction = pick([
            near, json.dumps({"solution": "s", "short answer": near}), 'So {"short answer": "' + near + '"} it is',
            json.dumps({"short answer": 5}), "{broken", "```json\n" + json.dumps({"solution": "a\nb", "short answer": near}) + "\n```",
        ])
        line = dict(prediction=prediction, answer_type=kind, answer=answer)
        reply = pick(["nothing", answer, "2.0"])
        try:
            graded = dynamath.DynaMath_auxeval(Replying(reply), line)
        except AttributeError:
            continue  # the public function falls over a number where a text belongs
        made += 1
        yield dict(line, reply=reply, expected=bool(graded["correct"]))


def letter_sets():
    for _ in range(COUNT):
        answer = ", ".join(sorted(random.sample("ABCDE", random.randint(1, 3))))
        reply = pick(["".join(answer.split(", ")), "A", "BA", answer, "Z", "a", "The answer is A", "AA", ""])
        with contextlib.redirect_stdout(io.StringIO()):
            graded = logicvista.LogicVista_auxeval(Replying(reply), dict(question="q", prediction="p", answer=answer))
        yield dict(answer=answer, reply=reply, expected=graded["hit"] == 1)


def graded_queries():
    for _ in range(COUNT):
        reply = pick([
            '{"extract_answer": "Time", "score": 1}', '{"extract_answer": "x", "score": 0}', '{"score": 1}',
            '{"extract_answer": "x"}', "[1]", "1", "nonsense", '```json\n{"extract_answer": "x", "score": 1}\n```',
            '{"extract_answer": null, "score": 0.0}', '{"extracted_answer": "x", "score": 1}', "",
        ])
        line = pd.Series(dict(grading_query="q {PREDICTION}", prediction="p"))
        yield dict(reply=reply, expected=float(charxiv.auxeval(Replying(reply), line)["score"]))


def boxes():
    for _ in range(COUNT):
        def box():
            x, y = random.randint(0, 50), random.randint(0, 50)
            return [x, y, x + random.randint(1, 50), y + random.randint(1, 50)]
        targets = [box() for _ in range(random.randint(1, 3))]
        stated = [pick([pick(targets), box()]) for _ in range(random.randint(0, 3))]
        text = " then ".join("<box>[%d,%d,%d,%d]</box>" % tuple(b) for b in stated)
        yield dict(targets=targets, text=text, expected=float(TreeBench.evaluate_box_iou(text, targets)))


def we_math():
    """Whole benchmarks of 30 problems."""
    for _ in range(20):
        rows = []
        for problem in range(30):
            steps = pick([2, 3])
            for key in [f"{steps}steps_{i + 1}" for i in range(steps)] + [f"{steps}steps_multi"]:
                rows.append(dict(ID=problem, key=key, hit=random.random() < 0.6))
        frame = pd.DataFrame(rows)
        for i in range(1, 4):
            frame["knowledge concept"] = "c"
        frame["joker"] = frame["hit"]
        merged = [wemath.evaluate_process_steps_data(frame[frame["key"].str.contains(f"{n}steps")].copy(), n) for n in (2, 3)]
        counts, _ = wemath.evaluate_compute_final_scores(wemath.evaluate_calculate_metrics(*merged), 30)
        score = {k: (30 - 0.5 * counts["InadequateGeneralization"] - counts[f"RoteMemorization_{k}"]
                     - counts["InsufficientKnowledge"]) / 30 for k in ("strict", "loose")}
        yield dict(rows=[[r["ID"], r["key"], int(r["hit"])] for r in rows], expected=score)


def hr_bench():
    for _ in range(20):
        rows = [dict(cycle_category=str(c), category=pick(["single", "cross"]), hit=random.randint(0, 1))
                for c in range(4) for _ in range(random.randint(6, 9))]
        report = hrbench.report_acc_hrbench(pd.DataFrame(rows))
        average = report[report["cycle"] == "Average"]
        yield dict(rows=[[r["cycle_category"], r["category"], r["hit"]] for r in rows],
                   expected={t: float(a) for t, a in zip(average["type"], average["accuracy"])})


def main():
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    cases = {}
    for make in (multiple_choices, letters, containments, relaxed, math_vista, math_vision, math_verse, dyna_math,
                 letter_sets, graded_queries, boxes, we_math, hr_bench):
        with contextlib.redirect_stdout(io.StringIO()):
            cases[make.__name__] = list(make())
        print(make.__name__, len(cases[make.__name__]))
    text = "{\n" + ",\n".join(
        json.dumps(name) + ": [\n" + ",\n".join(json.dumps(case, default=lambda v: v.item() if isinstance(v, np.generic) else str(v))
                                                 for case in rows) + "\n]"
        for name, rows in cases.items()) + "\n}\n"
    (out / "released.json").write_text(text)


if __name__ == "__main__":
    main()
