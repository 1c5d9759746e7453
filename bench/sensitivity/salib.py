# Runs SALib on the Ishigami function: python3 salib.py DIRECTORY POINTS
# Prints clock and processor seconds, then first-order and total indices with their half-widths.
import sys, time

sys.path.insert(0, sys.argv[1])
try:
    import multiprocess
except ImportError:  # a stand-in: SALib only uses it to run in parallel
    import multiprocessing
    sys.modules["multiprocess"] = multiprocessing
import numpy as np
from SALib.analyze import sobol
from SALib.sample import sobol as sampler
from SALib.test_functions import Ishigami

problem = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[-np.pi, np.pi]] * 3}
clock, processor = time.time(), time.process_time()
points = sampler.sample(problem, int(sys.argv[2]), calc_second_order=False, seed=1)
found = sobol.analyze(problem, Ishigami.evaluate(points), calc_second_order=False, seed=1)
print(time.time() - clock, time.process_time() - processor)
for key in ("S1", "S1_conf", "ST", "ST_conf"):
    print(*found[key])
