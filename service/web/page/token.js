// Asks for the token that the server wants. It is kept until the tab is closed.

import { $, h } from "./dom.js";
import { word } from "./words.js";

export function askForToken(wrong) {
  const dialog = $("token");
  const input = h("input", { type: "password", id: "token-input", autocomplete: "off", required: true });
  return new Promise((given) => {
    const form = h("form", { method: "dialog", class: "sheet", onsubmit: () => given(input.value) },
      h("h2", { id: "token-title" }, word("token_title")),
      wrong ? h("p", { class: "wrong", role: "alert" }, word("token_wrong")) : "",
      h("p", {}, word("token_note")),
      h("label", { class: "control" }, h("span", { class: "label" }, word("token")), input),
      h("button", { type: "submit", class: "plain" }, word("go_on")));
    dialog.replaceChildren(form);
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    if (!dialog.open) dialog.showModal();
  });
}
