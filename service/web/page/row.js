// One KPI as a row of its family: made once, then only what changed is changed.

import { h, say } from "./dom.js";
import { curve, statusOf } from "./model.js";
import { spark } from "./spark.js";
import { word } from "./words.js";
import { attained, evolved, placeText, statusText, targetText, titleOf, unjudged, valueText } from "./told.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const SIGNS = { breached: "!", met: "✓", unknown: "?", none: "" };

export class Row {
  constructor(kpi, open) {
    this.kpi = kpi;
    this.sign = h("span", { class: "sign", "aria-hidden": "true" });
    this.status = h("span", { class: "unseen" });
    this.button = h("button", { type: "button", class: "title", onclick: () => open(this.row) });
    this.place = h("span", { class: "place" });
    this.curve = h("div", { class: "curve" });
    this.value = h("data", { class: "value" });
    this.undefined = h("span", { class: "unseen" });
    this.target = h("span", { class: "target" });
    this.share = h("span", { class: "share" });
    this.fill = h("span", { class: "fill" });
    this.bar = h("span", { class: "bar", "aria-hidden": "true" }, this.fill);
    this.change = h("span", { class: "change" });
    this.against = h("span", { class: "unseen" });
    this.element = h("li", { class: "row" },
      this.sign,
      h("div", { class: "name" }, h("h3", {}, this.button), this.place),
      this.curve,
      h("div", { class: "number" }, h("span", {}, this.value, this.undefined), h("span", { class: "evolution" }, this.change, this.against)),
      h("div", { class: "goal" }, this.status, this.target, this.bar, this.share));
  }

  show(row) {
    const { objective, value, revision } = row.update;
    const fresh = this.row && (this.row.update.value !== value);
    const key = JSON.stringify([row.update, row.bucket, row.running, row.history, row.seen.length]);
    this.row = row;
    if (key === this.key) return;
    this.key = key;
    const status = statusOf(row);
    Object.assign(this.element.dataset, { status, kpi: row.kpi, scope: JSON.stringify(row.scope), window: row.window, bucket: row.bucket });
    this.element.classList.toggle("old", !row.running);
    say(this.sign, SIGNS[status]);
    say(this.status, statusText(row));
    say(this.button, titleOf(this.kpi));
    say(this.place, placeText(row));
    say(this.value, valueText(row, this.kpi));
    say(this.undefined, value === null ? word("undefined") : "");
    this.value.value = value ?? "";
    this.value.dataset.revision = revision;
    say(this.target, objective ? targetText(objective, this.kpi, row.scope) : "");
    this.#goal(row, attained(objective));
    this.#evolution(evolved(row));
    this.curve.replaceChildren(spark(curve(row), { target: objective?.target ?? null }));
    if (fresh) this.#flash();
  }

  #goal(row, reached) {
    say(this.share, reached ? reached.text : unjudged(row, this.kpi));
    this.bar.hidden = !reached;
    if (reached) this.fill.style.width = `${Math.max(0, Math.min(1, reached.share / 1.25)) * 100}%`;
  }

  #evolution(change) {
    say(this.change, change?.text ?? "");
    say(this.against, change ? ` ${change.against}` : "");
    this.change.title = change?.against ?? "";
    this.change.dataset.good = change?.good ?? "";
  }

  #flash() {
    if (calm.matches) return;
    // Not by a class that is taken off and put on: beginning anew like that lays out the page once for each row.
    this.value.animate([{ backgroundColor: "color-mix(in srgb, var(--accent) 28%, transparent)" }, {}], 800);
  }
}
