// The board: a tile for each family, what needs attention, and a section of rows for each family.

import { $, h, say } from "./dom.js";
import { idOf, statusOf } from "./model.js";
import { Row } from "./row.js";

import { number, time } from "./format.js";
import { counted, scopeText, windowNow, word, wording } from "./words.js";
import { attained, placeText, targetText, titleOf, valueText } from "./told.js";

const FEW = 8; // a family with so few rows shows them all
const STATUSES = ["breached", "met", "unknown"];

export class Board {
  // What is called: `open` with a row, `all` for the missed ones, `choose` for a scope, `keep` with what was unfolded.
  constructor(model, settings, { open, all, choose, keep }) {
    Object.assign(this, { model, settings, open, all, choose, keep });
    this.rows = new Map();
    this.sections = new Map();
    this.missed = null;
  }

  // Everything anew: another language, scope or period.
  reset() {
    this.rows.clear();
    this.sections.clear();
    this.attentionKey = null;
    for (const id of ["families", "attention", "sections"]) $(id).replaceChildren();
    $("families").setAttribute("aria-label", word("families"));
  }

  show(state) {
    const focused = document.activeElement;
    const told = this.model.families.map((family) => [family, this.model.of(family.name)]);
    const any = this.model.rows.size > 0;
    this.#tiles(any ? told : []);
    this.#attention(any);
    told.forEach(([family, rows]) => this.#section(family, rows));
    this.#empty(!any && state === "live" && this.model.told);
    if (focused !== document.activeElement && focused?.isConnected) focused.focus({ preventScroll: true });
    this.#announce();
  }

  #tiles(told) {
    const tiles = told.filter(([, rows]) => rows.length).map(([family, rows]) => this.#tile(family, rows));
    const key = JSON.stringify(tiles.map((tile) => tile.outerHTML));
    if (key !== this.tilesKey || !$("families").childElementCount) $("families").replaceChildren(...tiles);
    this.tilesKey = key;
  }

  #tile(family, rows) {
    const score = rows.filter((row) => this.model.kpis.get(row.kpi).unit === "score").sort((a, b) => this.#beyond(a) - this.#beyond(b))[0];
    const counts = STATUSES.map((status) => [status, rows.filter((row) => statusOf(row) === status).length]);
    const parts = counts.filter(([, count]) => count).map(([status, count]) =>
      h("li", { class: `count ${status}` }, h("b", {}, number(count)), ` ${counted(status, count)}`));
    return h("a", { class: "tile", href: `#family-${family.name}`, "data-status": counts[0][1] ? "breached" : score ? statusOf(score) : "none" },
      h("span", { class: "family" }, wording(family.title)),
      score ? h("span", { class: "score" }, valueText(score, this.model.kpis.get(score.kpi)),
        h("span", { class: "unseen" }, ` ${titleOf(this.model.kpis.get(score.kpi))}`)) : h("span", { class: "score none" }, "·"),
      h("ul", { class: "counts" }, ...parts));
  }

  // How many dimensions a row has beyond the scope that was chosen: a currency, above all.
  #beyond(row) {
    return Object.keys(row.scope).length - Object.keys(this.settings.scope).length;
  }

  #attention(any) {
    const section = $("attention");
    section.hidden = !any;
    const { total } = this.model.breaches;
    const rows = [...this.model.breaches.rows].sort((a, b) => gravity(a) - gravity(b));
    const told = rows.reduce((sum, row) => sum + 1 + row.also.length, 0);
    const calm = this.#calm();
    const key = JSON.stringify([total, calm, rows.map((row) => [idOf(row), row.update.revision, row.since, row.also])]);
    if (key === this.attentionKey) return;
    this.attentionKey = key;
    section.replaceChildren(
      h("h2", { id: "attention-title" }, word("attention"), rows.length ? h("span", { class: "badge" }, number(rows.length)) : ""),
      rows.length ? h("ul", { class: "cards" }, ...rows.map((row) => this.#card(row))) : h("p", { class: "calm" }, calm),
      total > told ? h("button", { type: "button", class: "plain all", onclick: this.all }, word("attention_more", { count: number(total - told) })) : "");
  }

  #calm() {
    const judged = [...this.model.rows.values()].some((row) => statusOf(row) === "met");
    return word(judged ? "attention_none" : "attention_unjudged");
  }

  #card(row) {
    const kpi = this.model.kpis.get(row.kpi);
    const { objective } = row.update;
    const reached = attained(objective);
    return h("li", { class: "card", "data-kpi": row.kpi, "data-severity": objective?.severity ?? "" },
      h("h3", {}, h("button", { type: "button", class: "title", onclick: () => this.open(row) }, titleOf(kpi))),
      h("span", { class: "place" }, placeText(row), ...(row.also ?? []).map((window) => `, ${windowNow(window)}`)),
      h("data", { class: "value", value: row.update.value ?? "" }, valueText(row, kpi)),
      h("span", { class: "goal" }, objective ? targetText(objective, kpi, row.scope) : "", reached ? ` · ${reached.text}` : ""),
      row.since ? h("span", { class: "since" }, word("since", { time: time(row.since) })) : "");
  }

  #section(family, rows) {
    const without = this.model.without(family.name, (kpi) => this.#fits(kpi));
    if (!rows.length) {
      this.sections.get(family.name)?.element.remove();
      this.sections.delete(family.name);
      return;
    }
    const section = this.sections.get(family.name) ?? this.#made(family);
    const first = rows.length <= FEW ? rows : rows.filter((row) => statusOf(row) !== "none");
    placed(section.first, (first.length ? first : rows).map((row) => this.#row(row).element));
    const rest = first.length ? rows.filter((row) => !first.includes(row)) : [];
    placed(section.rest, rest.map((row) => this.#row(row).element));
    section.more.hidden = !rest.length;
    say(section.summary, `${word("more_figures")} (${number(rest.length)})`);
    say(section.without, without.length ? word("without", { names: without.map(titleOf).join(", ") }) : "");
    section.without.hidden = !without.length;
  }

  #made(family) {
    const [first, rest] = [h("ul", { class: "rows" }), h("ul", { class: "rows" })];
    const summary = h("summary");
    const more = h("details", { class: "more", open: this.settings.open[family.name] === true }, summary, rest);
    more.addEventListener("toggle", () => this.keep(family.name, more.open));
    const without = h("p", { class: "note without" });
    const element = h("section", { class: "family-section", id: `family-${family.name}`, "aria-labelledby": `title-${family.name}`, tabindex: "-1" },
      h("h2", { id: `title-${family.name}` }, wording(family.title)), first, more, without);
    const made = { element, first, rest, more, summary, without };
    this.sections.set(family.name, made);
    const order = this.model.families.map((each) => each.name).filter((name) => this.sections.has(name));
    placed($("sections"), order.map((name) => this.sections.get(name).element));
    return made;
  }

  #row(row) {
    if (!this.rows.has(row.id)) this.rows.set(row.id, new Row(this.model.kpis.get(row.kpi), this.open));
    const made = this.rows.get(row.id);
    made.show(row);
    return made;
  }

  #fits(kpi) {
    const names = Object.keys(this.settings.scope).sort().join("+");
    const window = !this.settings.window || kpi.windows.includes(this.settings.window);
    return window && (names ? kpi.by.some((by) => by.split("+").sort().join("+") === names) : kpi.overall);
  }

  #empty(empty) {
    $("empty")?.remove();
    if (!empty) return;
    const scoped = Object.keys(this.settings.scope).length || this.settings.window;
    $("board").append(h("div", { id: "empty", class: "empty" },
      h("h2", {}, word(scoped ? "empty_scope_title" : "empty_title")),
      h("p", {}, word(scoped ? "empty_scope" : "empty")),
      scoped ? h("button", { type: "button", class: "plain", onclick: this.choose }, word("choose_scope")) : ""));
  }

  // What a screen reader is told: breaches that came and went, and no more, or it would never be silent.
  #announce() {
    const now = new Map(this.model.breaches.rows.map((row) => [idOf(row), row]));
    if (this.missed && this.model.told) {
      const told = [];
      const named = (row) => [titleOf(this.model.kpis.get(row.kpi)), scopeText(row.scope)].filter(Boolean).join(", ");
      for (const [id, row] of now) if (!this.missed.has(id)) told.push(word("said_breached", { name: named(row) }));
      for (const [id, row] of this.missed) if (!now.has(id)) told.push(word("said_recovered", { name: named(row) }));
      if (told.length) $("said").textContent = told.slice(0, 3).join(". ");
    }
    this.missed = this.model.told ? now : null;
  }
}

const gravity = (row) => ["critical", "warning", "info"].indexOf(row.update.objective?.severity);

// The children of a list in this order; nothing moves that stands where it should.
function placed(list, children) {
  const wanted = new Set(children);
  for (const child of [...list.children]) if (!wanted.has(child)) child.remove();
  children.forEach((child, at) => {
    if (list.children[at] !== child) list.insertBefore(child, list.children[at] ?? null);
  });
}

