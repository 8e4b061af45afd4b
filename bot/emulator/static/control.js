// The way to the emulator: the control API acts for the person, and a sentence says when something did not work.

import { byId } from "./dom.js";

const trouble = byId("trouble");
const toast = byId("toast");
let fading;

export function complain(words) {
  trouble.textContent = words;
}

export function tell(words) {
  toast.textContent = words;
  clearTimeout(fading);
  fading = setTimeout(() => { toast.textContent = ""; }, 2500);
}

// Answers that mean the same everywhere.
const BLOCKED = "ブロック中です。解除すると送れます。";
const KNOWN = { 409: BLOCKED };

export const blocked = () => document.body.dataset.state === "blocked";
export const sayBlocked = () => tell(BLOCKED);

async function call(path, options, words, known = KNOWN) {
  complain("");
  try {
    const answer = await fetch(`/emulator/control/${path}`, options);
    if (!answer.ok) {
      complain(known[answer.status] ?? words);
      return null;
    }
    return answer.status === 204 ? {} : await answer.json();
  } catch {
    complain(words);
    return null;
  }
}

const UNSENT = "送れませんでした。もう一度お試しください。";

export const post = (path, body, words = UNSENT) =>
  call(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }, words);

export const remove = (path, words = UNSENT) => call(path, { method: "DELETE" }, words);

export const upload = (path, blob, known) =>
  call(path, { method: "POST", headers: { "content-type": blob.type }, body: blob }, UNSENT, { ...KNOWN, ...known });

export const look = (path, words = "読み込めませんでした。もう一度お試しください。") => call(path, {}, words);
