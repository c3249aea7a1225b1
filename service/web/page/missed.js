// All missed objectives in all scopes, a page at a time.

import { $, h } from "./dom.js";
import { get } from "./source.js";
import { placeText, targetText, titleOf, valueText } from "./told.js";
import { language, word } from "./words.js";

export class Missed {
  constructor(model, open) {
    Object.assign(this, { model, row: open, dialog: $("missed") });
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
  }

  async open() {
    this.list = h("ul", { class: "cards" });
    this.more = h("button", { type: "button", class: "plain", onclick: () => this.#page() }, word("more"));
    this.after = 0;
    this.dialog.replaceChildren(
      h("div", { class: "sheet" },
        h("div", { class: "sheet-head" },
          h("h2", { id: "missed-title" }, word("missed_all")),
          h("button", { type: "button", class: "plain close", onclick: () => this.dialog.close() }, word("close"))),
        this.list, this.more));
    await this.#page();
    this.dialog.showModal();
  }

  async #page() {
    const answer = await get(`/api/v1/breaches?limit=48&after=${this.after}`, language());
    this.list.append(...answer.rows.filter((row) => this.model.kpis.has(row.kpi)).map((row) => this.#card(row)));
    this.after = answer.after;
    this.more.hidden = this.after === null;
  }

  #card(row) {
    const kpi = this.model.kpis.get(row.kpi);
    const choose = () => (this.dialog.close(), this.row(row));
    return h("li", { class: "card", "data-severity": row.update.objective?.severity ?? "" },
      h("h3", {}, h("button", { type: "button", class: "title", onclick: choose }, titleOf(kpi))),
      h("span", { class: "place" }, placeText(row)),
      h("data", { class: "value", value: row.update.value ?? "" }, valueText(row, kpi)),
      h("span", { class: "goal" }, row.update.objective ? targetText(row.update.objective, kpi, row.scope) : ""));
  }
}
