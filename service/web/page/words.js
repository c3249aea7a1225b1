// Words of the page in English and French; texts of the catalog come with both languages.

let all = { en: {}, fr: {} };
let lang = "en";

export async function loadWords() {
  all = await (await fetch("/board/words.json")).json();
}

export function speak(language) {
  lang = language in all ? language : "en";
  document.documentElement.lang = lang;
}

export const language = () => lang;

export function word(name, parts = {}) {
  const text = all[lang][name];
  if (text === undefined) throw new Error(`no word ${name}`);
  return text.replace(/\{(\w+)\}/g, (_, part) => parts[part]);
}

// A word that goes with a number: "2 tenus".
export const counted = (name, count) => word(`${name}_${new Intl.PluralRules(lang).select(count) === "one" ? "one" : "other"}`);

// A word that a catalog of one's own may lack: its name stands for it.
export function wordOr(name, otherwise) {
  return all[lang][name] ?? otherwise;
}

export const wording = (both) => both[lang];

export const windowName = (window) => wordOr(`window_${window}`, window);
export const windowNow = (window) => wordOr(`now_${window}`, windowName(window));
export const dimensionName = (name) => wordOr(`dimension_${name}`, name.replaceAll("_", " "));

export function scopeText(scope) {
  const parts = Object.entries(scope).map(([name, value]) => `${dimensionName(name)}: ${value}`);
  return lang === "fr" ? parts.map((part) => part.replace(": ", " : ")).join(", ") : parts.join(", ");
}

export function translate(root) {
  for (const element of root.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
}
