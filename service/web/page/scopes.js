// The scope picker: a combination of dimensions, a search, and a page of what there is.

import { $, h } from "./dom.js";
import { get } from "./source.js";
import { dimensionName, language, scopeText, word } from "./words.js";

export class Scopes {
  constructor(chosen) {
    this.chosen = chosen;
    this.dialog = $("scopes");
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
  }

  async open(current) {
    const kinds = (await get("/api/v1/scopes?limit=1", language())).kinds.filter((kind) => kind.length);
    const now = Object.keys(current).sort().join("+");
    this.kind = h("select", { id: "scope-kind", onchange: () => this.#find() },
      ...kinds.map((kind) => h("option", { value: kind.join("+"), selected: kind.join("+") === now }, kind.map(dimensionName).join(" + "))));
    this.search = h("input", { type: "search", id: "scope-search", autocomplete: "off", oninput: () => this.#soon() });
    this.list = h("ul", { class: "choices" });
    this.note = h("p", { class: "note", role: "status" });
    this.dialog.replaceChildren(
      h("div", { class: "sheet" },
        h("div", { class: "sheet-head" },
          h("h2", { id: "scopes-title" }, word("choose_scope")),
          h("button", { type: "button", class: "plain close", onclick: () => this.dialog.close() }, word("close"))),
        h("button", { type: "button", class: "choice everything", onclick: () => this.#choose({}) }, word("everything")),
        kinds.length ? h("div", { class: "pair" },
          h("label", { class: "control" }, h("span", { class: "label" }, word("kind")), this.kind),
          h("label", { class: "control" }, h("span", { class: "label" }, word("search")), this.search)) : "",
        this.list, this.note));
    this.dialog.showModal();
    if (kinds.length) await this.#find();
  }

  #soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#find(), 150);
  }

  // Pages that are empty but say that there is more are gone past: the server looks at so many scopes at a time.
  async #find() {
    const wanted = (this.wanted = {});
    const [found, query] = [[], { by: this.kind.value, search: this.search.value, limit: 50 }];
    let after = 0;
    while (after !== null && found.length < 50 && wanted === this.wanted) {
      const answer = await get(`/api/v1/scopes?${new URLSearchParams({ ...query, after })}`, language());
      found.push(...answer.scopes);
      after = answer.after;
    }
    if (wanted !== this.wanted) return;
    found.sort((a, b) => scopeText(a).localeCompare(scopeText(b), language()));
    this.list.replaceChildren(...found.map((scope) =>
      h("li", {}, h("button", { type: "button", class: "choice", onclick: () => this.#choose(scope) }, Object.values(scope).join(" · ")))));
    this.note.textContent = found.length ? "" : word("no_scopes");
  }

  #choose(scope) {
    this.dialog.close();
    this.chosen(scope);
  }
}
