// Puts the page together: settings, the stream, what is shown.

import { Board } from "./board.js";
import { Detail } from "./detail.js";
import { $, options, say } from "./dom.js";
import * as format from "./format.js";
import { Missed } from "./missed.js";
import { Model } from "./model.js";
import { Scopes } from "./scopes.js";
import { asked, load, save } from "./settings.js";
import { follow, get, onTokenNeeded } from "./source.js";
import { askForToken } from "./token.js";
import { language, loadWords, scopeText, speak, translate, windowName, word } from "./words.js";

const WINDOWS = ["5m", "1h", "24h", "day", "week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year", "all"];
const QUIET = 180; // seconds without an event from which the age is told: a tick is a minute long

const settings = load();
const model = new Model();
const standing = { state: "reading", progress: 0, heard: null, connected: false };
const detail = new Detail(model);
const scopes = new Scopes((scope) => change({ scope }));
const choose = () => scopes.open(settings.scope).catch(failed);
const open = (row) => detail.open(row);
const missed = new Missed(model, open);
const board = new Board(model, settings, { open, choose, keep: remember, all: () => missed.open().catch(failed) });
let stop = new AbortController();

function change(what) {
  Object.assign(settings, what);
  save(settings);
  if ("scope" in what || "window" in what) listen();
  dress();
}

function remember(family, open) {
  settings.open[family] = open;
  save(settings);
}

// Everything whose words or choices depend on the settings.
function dress() {
  speak(settings.lang);
  document.documentElement.dataset.theme = settings.theme;
  document.title = `Vigie · ${word("title")}`;
  translate(document);
  const windows = WINDOWS.filter((window) => [...model.kpis.values()].some((kpi) => kpi.windows.includes(window)));
  options($("window"), [["", word("period_auto")], ...windows.map((window) => [window, windowName(window)])], settings.window);
  options($("theme"), ["auto", "light", "dark"].map((theme) => [theme, word(`theme_${theme}`)]), settings.theme);
  $("lang").value = language();
  say($("scope-text"), scopeText(settings.scope) || word("everything"));
  board.reset();
  show();
}

function show() {
  board.show(standing.state);
  detail.renew();
  tellStanding();
}

let pending = false;

function soon() {
  if (pending) return;
  pending = true;
  requestAnimationFrame(() => ((pending = false), show()));
}

function listen() {
  stop.abort();
  stop = new AbortController();
  model.forget();
  follow(`/api/v1/stream?${asked(settings)}`, stop.signal, hear, broken);
}

function hear(event) {
  standing.heard = new Date();
  standing.connected = true;
  if (event.name === "standing") Object.assign(standing, event.data);
  else model.hear(event);
  soon();
}

function broken() {
  standing.connected = false;
  soon();
}

// In the header when all is well; where it is not, in a notice of its own over the board.
function tellStanding() {
  const { state, progress, heard, connected } = standing;
  const trouble = !heard ? "" : !connected ? word("disconnected", { time: format.clock(heard) }) : state === "lost" ? word("lost") : "";
  $("notice").hidden = !trouble;
  say($("notice"), trouble);
  document.body.classList.toggle("stale", Boolean(trouble));
  const calm = !heard ? word("connecting") : state === "reading" ? word("reading", { share: format.percent(progress, 0) }) : trouble ? "" : freshness();
  const kind = trouble ? "bad" : state === "live" && heard ? (age() > QUIET ? "quiet" : "good") : "wait";
  $("standing").dataset.kind = kind;
  say($("standing"), calm);
}

const age = () => (model.head ? Math.max(0, (Date.now() - new Date(model.head)) / 1000) : 0);

function freshness() {
  if (!model.head) return word("live");
  const time = format.time(model.head);
  return age() > QUIET ? word("quiet", { time, ago: format.duration(age()) }) : `${word("live")} · ${word("counted_up_to", { time })}`;
}

function failed(error) {
  $("notice").hidden = false;
  say($("notice"), word("failed", { reason: error.message }));
}

async function begin() {
  await loadWords();
  speak(settings.lang);
  onTokenNeeded(askForToken);
  dress();
  $("controls").addEventListener("submit", (event) => event.preventDefault());
  $("scope").addEventListener("click", choose);
  $("window").addEventListener("change", (event) => change({ window: event.target.value }));
  $("lang").addEventListener("change", (event) => change({ lang: event.target.value }));
  $("theme").addEventListener("change", (event) => change({ theme: event.target.value }));
  setInterval(tellStanding, 5000);
  const catalog = await get("/api/v1/catalog", language());
  format.know(catalog);
  model.define(catalog);
  dress();
  listen();
}

begin().catch(failed);
