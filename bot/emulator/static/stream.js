// Server-sent events: what the server tells, handed to whoever listens; after a break it goes on where it stopped.

import { complain } from "./control.js";
import { user } from "./dom.js";

const AGAIN_MS = 1500;
const BREAK = "つながりが切れました。つなぎ直しています…";
const listeners = [];
let place = document.body.dataset.place;
let source;
let broken = false;

export function on(name, handle) {
  listeners.push([name, handle]);
}

function heard(event, handle) {
  place = event.lastEventId || place;
  handle(JSON.parse(event.data));
}

export function open() {
  source = new EventSource(`/emulator/stream?user=${encodeURIComponent(user)}&after=${place}`);
  for (const [name, handle] of listeners) source.addEventListener(name, (event) => heard(event, handle));
  source.onopen = () => {
    if (broken) complain("");
    broken = false;
  };
  source.onerror = () => {
    broken = true;
    complain(BREAK);
    // The browser comes back by itself after a break, but not after an answer that was an error.
    if (source.readyState === EventSource.CLOSED) setTimeout(open, AGAIN_MS);
  };
}
