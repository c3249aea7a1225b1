// What is known: the catalog's definitions, and the rows that the stream tells. No page here.

const SEEN = 60; // values of a window without buckets that are remembered for its curve
const RANK = { breached: 0, met: 1, unknown: 2, none: 3 };

export const idOf = ({ kpi, window, scope }) => JSON.stringify([kpi, window, Object.entries(scope).sort()]);

export const statusOf = (row) => row.update.objective?.status ?? "none";

export class Model {
  constructor() {
    this.kpis = new Map();
    this.families = [];
    this.inputs = new Map();
    this.rows = new Map();
    this.breaches = { total: 0, rows: [] };
    this.head = null;
    this.told = false; // whether the rows of this scope and period have come
  }

  // Another scope or period was chosen.
  forget() {
    this.rows.clear();
    this.breaches = { total: 0, rows: [] };
    this.told = false;
  }

  define(answer) {
    this.families = answer.families;
    this.inputs = new Map(answer.inputs.map((input) => [input.name, input]));
    this.kpis = new Map(answer.kpis.map((kpi) => [kpi.name, kpi]));
  }

  // An event of the stream that has rows.
  hear({ name, data }) {
    this.told = true;
    if (name === "rows") this.rows.clear();
    if (name === "resumed") this.#keep(new Set(data.places.map(idOf)));
    for (const place of data.gone ?? []) this.rows.delete(idOf(place));
    for (const row of data.rows) this.#put(row);
    if (data.breaches) this.breaches = data.breaches;
    this.head = data.head ?? this.head;
  }

  #keep(places) {
    for (const id of this.rows.keys()) if (!places.has(id)) this.rows.delete(id);
  }

  #put(row) {
    const id = idOf(row);
    const before = this.rows.get(id);
    const history = row.history ?? before?.history ?? [];
    const window = row.history_window ?? before?.history_window ?? null;
    this.rows.set(id, { ...row, id, ...remembered(row, history, window, before?.seen ?? []) });
  }

  // The rows of a family: missed objectives first, then in the order of the catalog, scores at the top.
  of(family) {
    const rows = [...this.rows.values()].filter((row) => this.kpis.get(row.kpi)?.family === family);
    return rows.sort((a, b) => this.#rank(a) - this.#rank(b));
  }

  #rank(row) {
    const kpi = this.kpis.get(row.kpi);
    const score = kpi.unit === "score" ? 0 : 1;
    return RANK[statusOf(row)] * 2 + score;
  }

  // Which KPIs of a family have no row in this scope though they could.
  without(family, fits) {
    const told = new Set([...this.rows.values()].map((row) => row.kpi));
    return [...this.kpis.values()].filter((kpi) => kpi.family === family && !told.has(kpi.name) && fits(kpi));
  }
}

// The curve: values of buckets, the newest renewed; where there are none, the values seen while looking.
function remembered(row, history, window, seen) {
  const value = row.update.value;
  if (window === row.window && row.bucket) {
    const earlier = history.filter((point) => point.bucket !== row.bucket);
    return { history: [...earlier, { bucket: row.bucket, value }], history_window: window, seen };
  }
  const last = seen.at(-1);
  const more = last && last.value === value ? seen : [...seen, { bucket: row.update.as_of, value }].slice(-SEEN);
  return { history, history_window: window, seen: more };
}

export const curve = (row) => (row.bucket || row.seen.length < 3 ? row.history : row.seen);
