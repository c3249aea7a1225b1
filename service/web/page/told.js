// What a row says in words: value, objective, evolution, age.

import * as format from "./format.js";
import { statusOf } from "./model.js";
import { scopeText, windowNow, word, wording } from "./words.js";

export const valueText = (row, kpi, short = true) => format.value(row.update.value, kpi.unit, row.scope, short);

export function windowText(row) {
  if (!row.running && row.bucket) return word("last", { bucket: row.bucket });
  return windowNow(row.window);
}

export function placeText(row) {
  return Object.keys(row.scope).length ? `${scopeText(row.scope)} · ${windowText(row)}` : windowText(row);
}

// The objective as a bound: "at least 20 %".
export function targetText(objective, kpi, scope) {
  const told = (value) => format.bound(value, kpi.unit, scope);
  if (objective.direction === "between") return word("between", { low: told(objective.between[0]), high: told(objective.between[1]) });
  return word(objective.direction, { target: told(objective.target) });
}

// How far it is, and the share of the bar that this fills; null where there is no one target.
export function attained(objective) {
  if (!objective) return null;
  const share = objective.pace ? objective.pace.value : objective.attainment;
  if (share === null || share === undefined) return null;
  const name = objective.pace ? "of_pace" : objective.direction === "at_most" ? "of_limit" : "of_target";
  return { share, text: word(name, { share: shareText(share) }) };
}

// So many digits that what is under the target does not read as if it had reached it.
function shareText(share) {
  const places = [0, 1, 2, 3].find((digits) => share === 1 || Math.abs(share - 1) >= 0.5 * 10 ** (-2 - digits));
  return format.percent(share, places ?? 4);
}

export function statusText(row) {
  const status = statusOf(row);
  return status === "none" ? "" : word(`status_${status}`);
}

// Why an objective is not judged.
export function unjudged(row, kpi) {
  const { objective, value } = row.update;
  if (!objective || objective.status !== "unknown") return "";
  if (value === null) return word("unknown_undefined");
  const sample = sampleOf(row.update, kpi);
  return sample === null ? "" : word("unknown_why", { sample: format.number(sample), minimum: format.number(objective.minimum_sample) });
}

// What it is judged on: what its objective counts, or the denominator.
function sampleOf(update, kpi) {
  const counted = kpi.objective?.sample ?? [];
  return counted.length ? counted.reduce((sum, name) => sum + (update.inputs[name] ?? 0), 0) : update.denominator;
}

// The change against an earlier period: an arrow, and whether that is good, where it is known which way is.
export function evolved(row) {
  const evolution = row.update.evolution;
  if (!evolution) return null;
  const [name, base] = evolution.previous?.change != null ? ["previous", evolution.previous] : ["year_ago", evolution.year_ago];
  if (base?.change == null) return null;
  const up = base.change > 0;
  const direction = row.update.objective?.direction;
  const good = base.change === 0 || !["at_least", "at_most"].includes(direction) ? null : up === (direction === "at_least");
  const arrow = base.change === 0 ? "＝" : up ? "▲" : "▼";
  const against = word(name === "previous" ? "vs_previous" : "vs_year");
  return { text: `${arrow} ${format.change(base.change)}`, good, against };
}

export const titleOf = (kpi) => wording(kpi.title);
