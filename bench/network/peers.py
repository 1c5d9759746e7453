"""Runs peers on the graph that main.go wrote: igraph and scipy, one thread each.

Input: int32 nodes, links, sources, then tails, heads, times, sources. Output: a line for each answer,
peer, task, seconds, sum of all finite times."""
import sys
import time

import igraph
import numpy
import scipy
import scipy.sparse
import scipy.sparse.csgraph

words = numpy.fromfile(sys.argv[1], dtype=numpy.int32)
sizes = [int(x) for x in sys.argv[2].split(",")]
n, m, k = (int(x) for x in words[:3])
tail, head, cost, source = numpy.split(words[3:], numpy.cumsum([m, m, m]))
graph = igraph.Graph(n=n, edges=numpy.column_stack([tail, head]), directed=True)
graph.es["time"] = cost.tolist()
matrix = scipy.sparse.csr_matrix((cost.astype(float), (tail, head)), shape=(n, n))


def tell(peer, task, run):
    start = time.process_time()
    rows = numpy.asarray(run())
    seconds = time.process_time() - start
    print(f"{peer},{task},{seconds:.4f},{int(rows[numpy.isfinite(rows)].sum())}", flush=True)


def trees(sources):
    return scipy.sparse.csgraph.dijkstra(matrix, indices=sources)


for size in sizes:
    some = source[:size]
    tell(f"igraph {igraph.__version__}", f"{size}²", lambda: graph.distances(some.tolist(), some.tolist(), "time"))
    tell(f"scipy {scipy.__version__}", f"{size}²", lambda: trees(some)[:, some])
tell(f"igraph {igraph.__version__}", "tree", lambda: graph.distances([int(source[0])], None, "time"))
tell(f"scipy {scipy.__version__}", "tree", lambda: trees(source[:1]))
