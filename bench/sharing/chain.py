"""The nucleolus by a chain of linear programs with HiGHS: usage chain.py VALUES...

Each file is a table of 2^n - 1 coalitions in binary order. Each program minimises the largest excess of
the coalitions that are not settled; those with a multiplier are settled, with whatever lies in their span.
The first answer, of one program, is printed too: some packages call it the nucleolus.
"""
import sys, time
import numpy as np
from scipy.optimize import linprog

def nucleolus(v):
    n = (len(v) + 1).bit_length() - 1
    sets = np.arange(1, 2 ** n)
    member = ((sets[:, None] >> np.arange(n)) & 1).astype(float)
    fixed, values = [member[-1]], [v[-1]]
    bounds = [(v[(1 << i) - 1], None) for i in range(n)] + [(None, None)]
    open_ = np.ones(len(sets), bool); open_[-1] = False
    cost = np.zeros(n + 1); cost[n] = 1
    first = None
    while np.linalg.matrix_rank(np.array(fixed)) < n:
        a = np.hstack([-member[open_], -np.ones((open_.sum(), 1))])
        r = linprog(cost, A_ub=a, b_ub=-v[open_], A_eq=np.hstack([np.array(fixed), np.zeros((len(fixed), 1))]),
                    b_eq=values, bounds=bounds, method="highs")
        if first is None:
            first = r.x[:n]
        which = np.flatnonzero(open_)[r.ineqlin.marginals < -1e-9]
        at = [i for i in range(n) if r.lower.marginals[i] > 1e-9]
        for i in at:
            fixed.append(np.eye(n)[i]); values.append(bounds[i][0])
        for k in which:
            fixed.append(member[k]); values.append(v[k] - r.x[n])
        q = np.linalg.svd(np.array(fixed))
        null = q[2][(q[1] > 1e-9).sum():]
        open_ &= np.abs(member @ null.T).max(axis=1, initial=0) > 1e-9
        # independent rows only
        keep = []
        for k in range(len(fixed)):
            if np.linalg.matrix_rank(np.array([fixed[j] for j in keep + [k]])) == len(keep) + 1:
                keep.append(k)
        fixed, values = [fixed[k] for k in keep], [values[k] for k in keep]
    x = np.linalg.solve(np.array(fixed), np.array(values))
    return first, x

for path in sys.argv[1:]:
    v = np.loadtxt(path)
    least = np.inf
    for _ in range(3):
        t = time.process_time(); first, x = nucleolus(v); least = min(least, time.process_time() - t)
    print(least, *["%.12g" % a for a in x], *["%.12g" % a for a in first])
