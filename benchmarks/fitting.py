"""Log-linear models of named clues, by maximum likelihood with a ridge penalty.

What belongs here: weights from clues and what was right. What does not: where the clues come from and what is made of
the weights (`benchmarks/learn.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import minimize

from sources.reading.clues import Clues
from sources.reading.weighing import Choice

RIDGE = 3.0
"""How much a weight costs: what few documents speak for stays small."""
LEAST = 4
"""Documents a clue must occur in to get a weight at all."""


def choose(groups: Iterable[tuple[Clues, str, str]]) -> Choice:
    """Weights of a log-linear choice among candidates (McFadden's conditional logit), by maximum likelihood."""
    kept = [(found, gold, doc) for found, gold, doc in groups if gold in found.of]
    index = _index((clue, doc) for found, _, doc in kept for name in found.of for clue in _of_candidate(found, name))
    rows: list[int] = []
    columns: list[int] = []
    starts, chosen, row = [], [], 0
    for found, gold, _ in kept:
        starts.append(row)
        for name in found.of:
            if name == gold:
                chosen.append(row)
            for clue in _of_candidate(found, name):
                if clue in index:
                    rows.append(row)
                    columns.append(index[clue])
            row += 1
    matrix = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(row, len(index)))
    begins = np.array(starts)
    group = np.repeat(np.arange(len(starts)), np.diff([*starts, row]))

    def loss(weights: Any) -> tuple[float, Any]:
        sums = matrix @ weights
        top = np.maximum.reduceat(sums, begins)
        powers = np.exp(sums - top[group])
        whole = np.add.reduceat(powers, begins)
        gradient = matrix.T @ (powers / whole[group]) - np.asarray(matrix[chosen].sum(axis=0)).ravel()
        likelihood = (sums[chosen] - top - np.log(whole)).sum()
        return -likelihood + RIDGE / 2 * weights @ weights, gradient + RIDGE * weights

    least = minimize(loss, np.zeros(len(index)), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    shared = {clue: float(least.x[i]) for (name, clue), i in index.items() if not name}
    own: dict[str, dict[str, float]] = defaultdict(dict)
    for (name, clue), i in index.items():
        if name:
            own[clue][name] = float(least.x[i])
    return Choice(shared, dict(own))


def _of_candidate(found: Clues, name: str) -> list[tuple[str, str]]:
    """The clues for a candidate, under "" where they weigh alike for all."""
    return [("", clue) for clue in found.of[name]] + [(name, clue) for clue in found.own]


def tell(items: Iterable[tuple[Sequence[str], bool, str]], ridge: float = RIDGE) -> dict[str, float]:
    """Weights of a choice between yes and no (logistic regression); the clue "" is always there."""
    kept = list(items)
    index = _index((clue, doc) for said, _, doc in kept for clue in said)
    rows = [row for row, (said, _, _) in enumerate(kept) for clue in said if clue in index]
    columns = [index[clue] for said, _, _ in kept for clue in said if clue in index]
    matrix = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(kept), len(index)))
    truth = np.array([yes for _, yes, _ in kept], float)

    def loss(weights: Any) -> tuple[float, Any]:
        sums = matrix @ weights[:-1] + weights[-1]
        likelihood = -(truth * np.logaddexp(0, -sums) + (1 - truth) * np.logaddexp(0, sums)).sum()
        off = 1 / (1 + np.exp(-sums)) - truth
        cost = ridge / 2 * weights[:-1] @ weights[:-1]
        return -likelihood + cost, np.append(matrix.T @ off + ridge * weights[:-1], off.sum())

    found = minimize(loss, np.zeros(len(index) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return {"": float(found.x[-1])} | {clue: float(found.x[i]) for clue, i in index.items()}


def _index(seen: Iterable[tuple[Any, str]]) -> dict[Any, int]:
    """A number for each clue that occurs in enough documents, in order of its name."""
    docs: dict[Any, set[str]] = defaultdict(set)
    for clue, doc in seen:
        docs[clue].add(doc)
    return {clue: i for i, clue in enumerate(sorted(c for c, d in docs.items() if len(d) >= LEAST))}
