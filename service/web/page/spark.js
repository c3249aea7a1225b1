// A small curve: points from old to new, gaps where a value is undefined, the target as a dashed line if it is near.

import { svg } from "./dom.js";

export function spark(points, { width = 96, height = 28, target = null } = {}) {
  const known = points.map((point, at) => [at, point.value]).filter(([, value]) => value !== null);
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, class: "spark", "aria-hidden": "true", preserveAspectRatio: "none" });
  if (known.length < 2) return picture;
  const values = known.map(([, value]) => value);
  const [least, most] = bounds(values, target);
  const x = (at) => 2 + ((width - 4) * at) / (points.length - 1);
  const y = (value) => height - 3 - ((height - 6) * (value - least)) / (most - least || 1);
  const line = known.map(([at, value]) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`);
  if (target !== null && target >= least && target <= most) {
    picture.append(svg("line", { class: "target", x1: 0, x2: width, y1: y(target), y2: y(target) }));
  }
  picture.append(svg("polygon", { class: "area", points: [`${x(known[0][0])},${height}`, ...line, `${x(known.at(-1)[0])},${height}`].join(" ") }));
  picture.append(svg("polyline", { class: "line", points: line.join(" ") }));
  const [lastX, lastY] = line.at(-1).split(",");
  picture.append(svg("circle", { class: "last", cx: lastX, cy: lastY, r: 2.4 }));
  return picture;
}

// The target is drawn where it does not flatten the curve.
function bounds(values, target) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = most - least || Math.abs(most) || 1;
  if (target === null || target < least - 2 * room || target > most + 2 * room) return [least, most === least ? least + room : most];
  return [Math.min(least, target), Math.max(most, target)];
}
