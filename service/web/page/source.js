// The API and its stream. By fetch and not by EventSource, which can carry no token.

const TOKEN = "vigie-token";
const SILENCE = 12_000; // ms: two beats of the server and a little
const PATIENCE = [500, 1000, 2000, 5000]; // ms from one try to the next

let askForToken = async () => "";

export function onTokenNeeded(ask) {
  askForToken = ask;
}

function headers(more = {}) {
  const token = sessionStorage.getItem(TOKEN);
  return token ? { ...more, Authorization: `Bearer ${token}` } : more;
}

let asking = null;

async function request(path, options = {}, again = false) {
  const answer = await fetch(path, { ...options, headers: headers(options.headers) });
  if (answer.status !== 401) return answer;
  asking ??= askForToken(again).finally(() => (asking = null));
  sessionStorage.setItem(TOKEN, await asking);
  return request(path, options, true);
}

// The JSON at a path. Rejects with what the API says is wrong.
export async function get(path, lang) {
  const answer = await request(path);
  const content = await answer.json();
  if (!answer.ok) throw new Error(lang === "fr" ? content.detail_fr : content.detail);
  return content;
}

// Follows a stream until `stop` is aborted: goes on after each break where it was.
export async function follow(path, stop, heard, broken) {
  let last = "";
  let failures = 0;
  while (!stop.aborted) {
    try {
      await once(path, last, stop, (event) => {
        failures = 0;
        last = event.id || last;
        heard(event);
      });
    } catch (error) {
      if (stop.aborted) return;
      broken(error);
    }
    await pause(PATIENCE[Math.min(failures++, PATIENCE.length - 1)], stop);
  }
}

async function once(path, last, stop, heard) {
  const silence = new AbortController();
  const signal = AbortSignal.any([stop, silence.signal]);
  let timer = setTimeout(() => silence.abort(), SILENCE);
  try {
    const answer = await request(path, { signal, headers: last ? { "Last-Event-ID": last } : {} });
    if (!answer.ok) throw new Error((await answer.json()).detail);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE);
      const events = (text + part.value).split("\n\n");
      text = events.pop();
      events.forEach((each) => heard(parsed(each)));
    }
    throw new Error("the stream ended");
  } finally {
    clearTimeout(timer);
  }
}

function parsed(text) {
  const fields = Object.fromEntries(text.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]));
  return { name: fields.event, id: fields.id, data: JSON.parse(fields.data) };
}

function pause(milliseconds, stop) {
  return new Promise((done) => {
    const timer = setTimeout(done, milliseconds);
    stop.addEventListener("abort", () => (clearTimeout(timer), done()), { once: true });
  });
}
