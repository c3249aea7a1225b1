// "Why this number?": a value with its formula, inputs, window, objective, evolution, history and what was left out.

import { $, h } from "./dom.js";
import * as format from "./format.js";
import { curve, idOf, statusOf } from "./model.js";
import { asked } from "./settings.js";
import { get } from "./source.js";
import { spark } from "./spark.js";
import { attained, placeText, statusText, targetText, titleOf, unjudged, valueText } from "./told.js";
import { dimensionName, language, scopeText, windowName, word, wording } from "./words.js";

const TOKENS = /attainment\(\s*[a-z0-9_]+\s*\)|[a-z_][a-z0-9_]*|[0-9.]+|\S/g;
const SIGNS = { "/": " ÷ ", "*": " × ", "-": " − ", "+": " + ", ",": ", ", ":": " : " };

export class Detail {
  constructor(model) {
    this.model = model;
    this.dialog = $("detail");
    this.dialog.addEventListener("close", () => (this.row = null));
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
  }

  async open(row) {
    this.row = row;
    this.kpi = this.model.kpis.get(row.kpi);
    this.more = { windows: [], scopes: [], after: 0, by: this.#kinds(row)[0] ?? "", accounting: null };
    this.#draw();
    if (!this.dialog.open) this.dialog.showModal();
    this.dialog.scrollTop = 0;
    await Promise.allSettled([this.#learn(), this.#account(), this.#breakdown(0)]);
  }

  // The row was told anew.
  renew() {
    if (!this.row || !this.dialog.open) return;
    const now = this.model.rows.get(idOf(this.row)) ?? this.model.breaches.rows.find((row) => idOf(row) === idOf(this.row));
    if (!now || now.update.revision === this.row.update.revision) return;
    this.row = { ...this.row, ...now };
    this.#top();
  }

  async #learn() {
    const row = this.row;
    const answer = await get(`/api/v1/kpis/${row.kpi}?${asked({ scope: row.scope, window: row.window })}`, language());
    if (this.row === null || idOf(this.row) !== idOf(row)) return;
    if (answer.row) this.row = { ...this.row, history: answer.row.history, history_window: answer.row.history_window };
    this.more.windows = answer.windows;
    this.#top();
    this.#windows();
  }

  async #account() {
    this.more.accounting = await get("/api/v1/accounting", language());
    this.#excluded();
  }

  async #breakdown(after) {
    if (!this.more.by) return;
    const query = new URLSearchParams({ by: this.more.by, window: this.row.window, limit: 20, after });
    const answer = await get(`/api/v1/kpis/${this.row.kpi}/scopes?${query}`, language());
    this.more.scopes = after ? [...this.more.scopes, ...answer.rows] : answer.rows;
    this.more.after = answer.after;
    this.#scopes();
  }

  #kinds(row) {
    const within = Object.keys(row.scope).sort().join("+");
    return this.kpi.by.filter((by) => by.split("+").sort().join("+") !== within);
  }

  #draw() {
    const parts = ["top", "excluded", "windows", "scopes"].map((name) => (this[`${name}Part`] = h("div")));
    this.dialog.replaceChildren(
      h("div", { class: "sheet" },
        h("div", { class: "sheet-head" },
          h("p", { class: "eyebrow" }, word("why")),
          h("button", { type: "button", class: "plain close", onclick: () => this.dialog.close() }, word("close"))),
        ...parts));
    this.#top();
  }

  #top() {
    const { row, kpi } = this;
    const { objective } = row.update;
    const status = statusOf(row);
    this.topPart.replaceChildren(
      h("h2", { id: "detail-title" }, titleOf(kpi)),
      h("p", { class: "place" }, placeText(row)),
      h("p", {}, wording(kpi.description)),
      h("p", { class: "big", "data-status": status },
        h("data", { class: "value", value: row.update.value ?? "" }, valueText(row, kpi, false)),
        status === "none" ? "" : h("span", { class: "pill" }, statusText(row))),
      row.update.value === null ? h("p", { class: "note" }, word("undefined_why")) : "",
      h("h3", {}, word("formula")), this.#formula(), this.#inputs(),
      objective ? h("h3", {}, word("objective")) : "", objective ? this.#objective(objective) : "",
      this.#evolution(),
      this.#history(),
      h("h3", {}, word("window")), this.#facts());
  }

  // The formula with the titles of what it reads, then with their values.
  #formula() {
    const { row, kpi } = this;
    const known = new Set(kpi.inputs);
    const parts = kpi.formula.match(TOKENS).map((token) => token.replace(/\s/g, ""));
    const words = parts.map((part) => (known.has(part) ? h("span", { class: "read" }, wording(this.model.inputs.get(part).title)) : sign(part)));
    const values = parts.map((part) => (known.has(part) ? h("b", {}, this.#input(part)) : sign(part)));
    return h("div", { class: "formula" }, h("p", {}, ...words), h("p", {}, ...values, " = ", h("b", {}, valueText(row, kpi, false))));
  }

  #input(name) {
    const input = this.model.inputs.get(name);
    return format.value(this.row.update.inputs[name], input.unit, this.row.scope);
  }

  #inputs() {
    const rows = this.kpi.inputs.map((name) => {
      const input = this.model.inputs.get(name);
      return h("tr", {}, h("th", { scope: "row" }, wording(input.title), h("span", { class: "note" }, wording(input.description))), h("td", {}, this.#input(name)));
    });
    return table([word("input"), word("value")], rows);
  }

  #objective(objective) {
    const { kpi, row } = this;
    const reached = attained(objective);
    const told = (value) => format.value(value, kpi.unit, row.scope);
    return facts([
      [word("objective"), targetText(objective, kpi, row.scope)],
      [word("state"), [statusText(row), row.since ? word("since", { time: format.instant(row.since) }) : "", unjudged(row, kpi)].filter(Boolean).join(" · ")],
      reached && [word("attainment"), reached.text],
      objective.pace && [word("expected"), `${told(objective.pace.expected)} · ${word("elapsed", { share: format.percent(objective.pace.elapsed ?? 0, 0) })}`],
      objective.limit != null && [word("limit"), told(objective.limit)],
      objective.minimum_sample > 0 && [word("minimum"), [format.number(objective.minimum_sample), this.#counted()].filter(Boolean).join(" · ")],
      [word("severity"), word(`severity_${objective.severity}`)],
    ]);
  }

  // What is counted for the sample, where that is not the denominator.
  #counted() {
    return (this.kpi.objective?.sample ?? []).map((name) => wording(this.model.inputs.get(name).title)).join(" + ");
  }

  #evolution() {
    const { evolution } = this.row.update;
    if (!evolution) return "";
    const rows = [["previous", evolution.previous], ["year_ago", evolution.year_ago]].filter(([, base]) => base).map(([name, base]) =>
      h("tr", {}, h("th", { scope: "row" }, word(name), h("span", { class: "note" }, base.bucket)),
        h("td", {}, base.value === null ? word("no_base") : format.value(base.value, this.kpi.unit, this.row.scope)),
        h("td", {}, base.difference === null ? format.UNDEFINED : format.value(base.difference, this.kpi.unit, this.row.scope)),
        h("td", {}, base.change === null ? format.UNDEFINED : format.change(base.change))));
    return h("div", {}, h("h3", {}, word("evolution")), table([word("compared"), word("value"), word("difference"), word("change")], rows));
  }

  #history() {
    const points = curve({ seen: [], history: [], ...this.row });
    if (points.length < 2) return "";
    const rows = [...points].reverse().map((point) =>
      h("tr", {}, h("th", { scope: "row" }, point.bucket), h("td", {}, format.value(point.value, this.kpi.unit, this.row.scope))));
    return h("div", {}, h("h3", {}, word("history")),
      h("div", { class: "wide-curve" }, spark(points, { width: 560, height: 90, target: this.row.update.objective?.target ?? null })),
      h("details", {}, h("summary", {}, word("as_table")), table([word("bucket"), word("value")], rows)));
  }

  #facts() {
    const { row, kpi } = this;
    const { update } = row;
    const whole = (value) => (kpi.unit === "money" || value === null ? format.value(value, kpi.unit, row.scope) : format.number(value, 3));
    return facts([
      [word("window"), `${windowName(row.window)} · ${update.start ? word("from_to", { start: format.instant(update.start), end: format.instant(update.end) }) : word("ever")}`],
      update.numerator !== null && [word("numerator"), whole(update.numerator)],
      update.denominator !== null && [word("denominator"), format.number(update.denominator, 3)],
      [word("as_of"), format.instant(update.as_of)],
      [word("state"), word(update.status)],
      [word("revision"), format.number(update.revision)],
      [word("owner"), kpi.owner],
      [word("source"), kpi.source],
    ]);
  }

  #windows() {
    if (!this.more.windows.length) return;
    const rows = this.more.windows.map((row) =>
      h("tr", { "data-status": statusOf(row) }, h("th", { scope: "row" }, windowName(row.window), row.running ? "" : h("span", { class: "note" }, word("last", { bucket: row.bucket }))),
        h("td", {}, valueText(row, this.kpi, false)), h("td", {}, statusText(row))));
    this.windowsPart.replaceChildren(h("h3", {}, word("windows")), table([word("window"), word("value"), word("objective")], rows));
  }

  #scopes() {
    const kinds = this.#kinds(this.row);
    const choice = h("select", { onchange: (event) => ((this.more.by = event.target.value), this.#breakdown(0)) },
      ...kinds.map((by) => h("option", { value: by, selected: by === this.more.by }, by.split("+").map(dimensionName).join(" + "))));
    const rows = this.more.scopes.map((row) =>
      h("tr", { "data-status": statusOf(row) }, h("th", { scope: "row" }, scopeText(row.scope)), h("td", {}, valueText(row, this.kpi, false)), h("td", {}, statusText(row))));
    this.scopesPart.replaceChildren(
      h("h3", {}, word("breakdown")), h("label", { class: "control" }, h("span", { class: "label" }, word("by")), choice),
      rows.length ? table([word("scope"), word("value"), word("objective")], rows) : h("p", { class: "note" }, word("none_there")),
      this.more.after === null ? "" : h("button", { type: "button", class: "plain", onclick: () => this.#breakdown(this.more.after) }, word("more")));
  }

  #excluded() {
    const { topics } = this.more.accounting;
    const columns = ["read", "counted", "duplicate", "rejected", "ignored"];
    const rows = topics.map((each) =>
      h("tr", {}, h("th", { scope: "row" }, each.topic, reasons(each.reasons)), ...columns.map((name) => h("td", {}, format.number(each[name])))));
    const note = word(topics.length ? "excluded_note" : "excluded_nothing");
    this.excludedPart.replaceChildren(h("h3", {}, word("excluded")), h("p", { class: "note" }, note),
      topics.length ? table([word("topic"), ...columns.map((name) => word(name))], rows) : "");
  }
}

function reasons(given) {
  const text = Object.entries(given).map(([reason, count]) => `${reason} ${format.number(count)}`).join(" · ");
  return text ? h("span", { class: "note" }, text) : "";
}

// A sign or a function of a formula, as people write it.
const sign = (part) => (part === "weighted" ? word("weighted") : SIGNS[part] ?? part);

const table = (heads, rows) =>
  h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": heads.join(", ") },
    h("table", {}, h("thead", {}, h("tr", {}, ...heads.map((head) => h("th", { scope: "col" }, head)))), h("tbody", {}, ...rows)));

const facts = (pairs) =>
  h("dl", { class: "facts" }, ...pairs.filter(Boolean).flatMap(([name, text]) => [h("dt", {}, name), h("dd", {}, text)]));
