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


def store(section: str, weights: Mapping[str, float], bias: float, origin: str) -> None:
    """Write one section of the product's coefficients, with where it comes from, and leave the others."""
    text = COEFFICIENTS.read_text(encoding="utf-8")
    parts = text.split("\n[")
    lines = [f"{section}]", *(f"# {part}" for part in origin.splitlines()), f"bias = {bias:.4f}"]
    lines += [f"{name} = {value:.4f}" for name, value in weights.items()]
    kept = [part for part in parts[1:] if not part.startswith(f"{section}]")]
    COEFFICIENTS.write_text(
        "\n[".join([parts[0].rstrip("\n") + "\n", *(one.rstrip("\n") + "\n" for one in kept), "\n".join(lines) + "\n"]),
        encoding="utf-8",
    )
    tomllib.loads(COEFFICIENTS.read_text(encoding="utf-8"))
