// What the reader chose. Scope, period and language stand in the address, so that a screen on a wall can be sent there.

const KEY = "vigie";

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function scopeOf(query) {
  const pairs = query.getAll("scope").filter((text) => text.includes("="));
  return Object.fromEntries(pairs.map((text) => [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)]));
}

export function load() {
  const query = new URLSearchParams(location.search);
  const before = kept();
  return {
    scope: scopeOf(query),
    window: query.get("window") ?? "",
    lang: query.get("lang") ?? before.lang ?? (navigator.language.startsWith("fr") ? "fr" : "en"),
    theme: query.get("theme") ?? before.theme ?? "auto",
    open: before.open ?? {},
  };
}

export function save(settings) {
  const query = asked(settings);
  query.set("lang", settings.lang);
  if (settings.theme !== "auto") query.set("theme", settings.theme);
  history.replaceState(null, "", `?${query}${location.hash}`);
  localStorage.setItem(KEY, JSON.stringify({ lang: settings.lang, theme: settings.theme, open: settings.open }));
}

// Scope and window as the API takes them.
export function asked({ scope, window }) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(scope)) query.append("scope", `${name}=${value}`);
  if (window) query.set("window", window);
  return query;
}
