// Numbers, money and times as a person reads them, by Intl in the language of the page.

import { language, word } from "./words.js";

export const UNDEFINED = "–";

let decimals = {};
let zone;
const made = new Map();

// Decimals of currencies, and the time zone in which days begin: times are told in it, wherever the reader is.
export function know(catalog) {
  decimals = catalog.currencies;
  zone = catalog.zone;
}

function formatter(options) {
  const key = language() + JSON.stringify(options);
  if (!made.has(key)) made.set(key, new Intl.NumberFormat(language() === "fr" ? "fr-FR" : "en-GB", options));
  return made.get(key);
}

export const number = (value, most = 0, least = 0) =>
  formatter({ maximumFractionDigits: most, minimumFractionDigits: least }).format(value);

export const percent = (share, most = 1, least = 0) =>
  formatter({ style: "percent", maximumFractionDigits: most, minimumFractionDigits: least }).format(share);

export function change(share) {
  return formatter({ style: "percent", maximumFractionDigits: 1, signDisplay: "exceptZero" }).format(share);
}

// A KPI's value in its unit. `short` is for where room is dear; null is undefined and never 0.
export function value(given, unit, scope, short = false) {
  if (given === null || given === undefined) return UNDEFINED;
  switch (unit) {
    case "ratio": return percent(given, Math.abs(given) < 0.1 ? 2 : 1, Math.abs(given) < 0.1 ? 2 : 1);
    case "score": return percent(given, 1);
    case "average": return number(given, 2, 2);
    case "per_1000": return `${number(given, 1, 1)}\u202f‰`;
    case "points": return formatter({ maximumFractionDigits: 1, signDisplay: "exceptZero" }).format(given);
    case "money": return money(given, scope.currency, short);
    case "seconds": return duration(given);
    case "bytes": return bytes(given);
    default: return short && Math.abs(given) >= 1e7 ? compact(given, {}) : number(given, 2);
  }
}

// A target: as a value, but without digits that say nothing.
export const bound = (given, unit, scope) => (unit === "ratio" ? percent(given, 2) : unit === "average" || unit === "per_1000" ? number(given, 2) + (unit === "per_1000" ? "\u202f‰" : "") : value(given, unit, scope, true));

// Minor units, rounded once, half even. Their decimals are those of ISO 4217: a browser's own table differs for some.
function money(minor, currency, short) {
  if (!(currency in decimals)) return number(minor, 2);
  const digits = decimals[currency];
  const amount = minor / 10 ** digits;
  const style = { style: "currency", currency, currencyDisplay: "narrowSymbol" };
  if (short && Math.abs(amount) >= 1e7) return compact(amount, style);
  const places = short && Math.abs(amount) >= 1e4 ? 0 : digits;
  return formatter({ ...style, minimumFractionDigits: places, maximumFractionDigits: places, roundingMode: "halfEven" }).format(amount);
}

const compact = (amount, style) =>
  formatter({ ...style, notation: "compact", minimumFractionDigits: 0, maximumFractionDigits: 2 }).format(amount);

function bytes(count) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  const at = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, Math.abs(count))) / 3)));
  return formatter({ style: "unit", unit: units[at], maximumFractionDigits: 1 }).format(count / 1000 ** at);
}

// Seconds as a length of time.
export function duration(seconds) {
  const whole = Math.round(seconds);
  if (whole < 100) return word("seconds", { count: number(seconds, whole < 10 ? 1 : 0) });
  if (whole < 3600 * 2) return word("minutes", { count: number(Math.round(whole / 60)) });
  if (whole < 86400 * 2) return word("hours", { count: number(Math.round(whole / 3600)) });
  return word("days", { count: number(Math.round(whole / 86400)) });
}

function moment(text, options) {
  return new Intl.DateTimeFormat(language() === "fr" ? "fr-FR" : "en-GB", { timeZone: zone, ...options }).format(new Date(text));
}

// A time of today by its hour, another with its day.
export function time(text) {
  const date = { year: "numeric", month: "numeric", day: "numeric" };
  const day = moment(text, date) === moment(Date.now(), date) ? {} : { day: "numeric", month: "short" };
  return moment(text, { ...day, hour: "2-digit", minute: "2-digit" });
}

export const clock = (text) => moment(text, { hour: "2-digit", minute: "2-digit", second: "2-digit" });

export const instant = (text) =>
  moment(text, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
