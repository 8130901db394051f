// Plain geometry on rings of [lon, lat] in degrees, for borders.mjs.

// signedArea is positive for a counter-clockwise ring; square degrees.
export function signedArea(ring) {
  return ring.reduce((sum, [x1, y1], i) => {
    const [x2, y2] = ring[(i + 1) % ring.length];
    return sum + (x1 * y2 - x2 * y1) / 2;
  }, 0);
}

// withoutSpikes drops doubled vertices and needles (A-B-A), which the source has
// where its digitisers backed up.
export function withoutSpikes(ring) {
  const same = (a, b) => a[0] === b[0] && a[1] === b[1];
  let points = ring;
  for (let before = -1; before !== points.length; ) {
    before = points.length;
    points = points.filter((p, i) => !same(p, points.at(i - 1)));
    const tip = points.findIndex((_, i) => same(points.at(i - 1), points[(i + 1) % points.length]));
    if (tip >= 0) points = points.filter((_, i) => i !== tip);
  }
  return points;
}

// simplify is Douglas–Peucker with both ends kept; tolerance in degrees.
export function simplify(points, tolerance) {
  let far = 0;
  let at = -1;
  for (let i = 1; i + 1 < points.length; i++) {
    const d = distance(points[i], points[0], points.at(-1));
    if (d > far) [far, at] = [d, i];
  }
  if (far <= tolerance) return [points[0], points.at(-1)];
  const left = simplify(points.slice(0, at + 1), tolerance);
  return [...left, ...simplify(points.slice(at), tolerance).slice(1)];
}

function distance([x, y], [x1, y1], [x2, y2]) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / length));
  return Math.hypot(x - x1 - t * dx, y - y1 - t * dy);
}

// crossings counts pairs of segments, of any two rings, that properly cross.
export function crossings(rings) {
  const segments = rings.flatMap((ring) => ring.slice(1).map((p, i) => [ring[i], p]));
  const side = ([a, b], p) => Math.sign((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]));
  let count = 0;
  for (let i = 0; i < segments.length; i++) {
    for (let j = i + 1; j < segments.length; j++) {
      const [s, t] = [segments[i], segments[j]];
      if (side(s, t[0]) * side(s, t[1]) < 0 && side(t, s[0]) * side(t, s[1]) < 0) count++;
    }
  }
  return count;
}
