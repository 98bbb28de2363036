"""Logistic models with limits on their weights, and the file that keeps those the product uses."""

import tomllib
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from knowledge.answers.confidence import COEFFICIENTS

Floats = NDArray[np.float64]
Limits = tuple[float | None, float | None]
"""The least and the most a weight may be."""
PENALTY = 1.0
RANK_PENALTY = 3.0


def logistic(table: Floats, right: Floats, sample: Floats, limits: Sequence[Limits]) -> tuple[Floats, float]:
    """Weights and bias for rows of evidence that are `right` or not, each counted `sample` times."""
    mean, scale = table.mean(axis=0), table.std(axis=0) + 1e-9
    scaled = (table - mean) / scale

    def loss(parameters: Floats) -> tuple[float, Floats]:
        weights, bias = parameters[:-1], parameters[-1]
        logits = scaled @ weights + bias
        chance = 1 / (1 + np.exp(-logits))
        value = float(sample @ (np.logaddexp(0, logits) - right * logits)) + PENALTY * float(weights @ weights)
        slope = sample * (chance - right)
        return value, np.append(scaled.T @ slope + 2 * PENALTY * weights, slope.sum())

    bounds = [
        (None if low is None else low * unit, None if high is None else high * unit)
        for (low, high), unit in zip(limits, scale, strict=True)
    ]
    found = minimize(loss, np.zeros(table.shape[1] + 1), jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)]).x
    weights = found[:-1] / scale
    return weights, float(found[-1] - weights @ mean)


def preferring(rows: Sequence[Floats], right: Sequence[NDArray[np.bool_]], sample: Floats) -> Floats:
    """Weights by which, of the rows of each question, a right one comes first: the softmax of their sums gives the right ones all
    they can have. `rows` are (choices, evidence) a question, `right` (choices), each question counted `sample` times."""
    table, good = np.concatenate(rows), np.concatenate(right)
    scale = table.std(axis=0) + 1e-9
    scaled = table / scale
    starts = np.cumsum([0, *(len(one) for one in rows)])[:-1]
    owner = np.repeat(np.arange(len(rows)), [len(one) for one in rows])

    def loss(weights: Floats) -> tuple[float, Floats]:
        sums = scaled @ weights
        exponents = np.exp(sums - np.maximum.reduceat(sums, starts)[owner])
        every, those = np.add.reduceat(exponents, starts), np.add.reduceat(exponents * good, starts)
        slope = sample[owner] * exponents * (1 / every[owner] - good / those[owner])
        value = float(sample @ (np.log(every) - np.log(those))) + RANK_PENALTY * float(weights @ weights)
        return value, scaled.T @ slope + 2 * RANK_PENALTY * weights

    found: Floats = minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B").x / scale
    return found


def store(section: str, weights: Mapping[str, float], bias: float | None, origin: str) -> None:
    """Write one section of the product's coefficients, with where it comes from, and leave the others."""
    text = COEFFICIENTS.read_text(encoding="utf-8")
    parts = text.split("\n[")
    lines = [f"{section}]", *(f"# {part}" for part in origin.splitlines())]
    lines += [] if bias is None else [f"bias = {bias:.4f}"]
    lines += [f"{name} = {value:.4f}" for name, value in weights.items()]
    kept = [part for part in parts[1:] if not part.startswith(f"{section}]")]
    COEFFICIENTS.write_text(
        "\n[".join([parts[0].rstrip("\n") + "\n", *(one.rstrip("\n") + "\n" for one in kept), "\n".join(lines) + "\n"]),
        encoding="utf-8",
    )
    tomllib.loads(COEFFICIENTS.read_text(encoding="utf-8"))
