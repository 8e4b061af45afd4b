"use strict";

const user = document.body.dataset.user;
const talk = document.getElementById("talk");
const scroll = document.getElementById("scroll");
const quick = document.getElementById("quick");
const words = document.getElementById("words");
const state = document.getElementById("line-state");
const more = document.getElementById("more");
const picker = document.getElementById("picker");

// Down to the newest line, but never so far that the question above a long answer leaves the screen.
function toEnd() {
  const question = [...talk.querySelectorAll(".entry.person")].pop();
  const top = question ? question.offsetTop - scroll.offsetTop - 8 : Infinity;
  scroll.scrollTop = Math.min(scroll.scrollHeight, top);
}

// The day stands above the first line of each day; marking it anew after each change keeps it right.
function markDays() {
  let before = null;
  for (const entry of talk.children) {
    entry.classList.toggle("first-of-day", entry.dataset.day !== before);
    before = entry.dataset.day;
  }
  document.getElementById("empty").hidden = talk.children.length > 0;
}

async function act(path, body) {
  state.textContent = "";
  try {
    const answer = await fetch("/emulator/control/" + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return true;
  } catch {
    state.textContent = "送れませんでした。もう一度お試しください。";
    return false;
  }
}

async function say(text) {
  quick.replaceChildren();
  return act("say", { user, text });
}

function post(element, params) {
  quick.replaceChildren();
  const { data, displaytext } = element.dataset;
  return act("postback", { user, data, params, display_text: displaytext });
}

function pick(element) {
  const { mode, initial, min, max } = element.dataset;
  const field = document.getElementById("picked");
  field.type = mode === "datetime" ? "datetime-local" : mode;
  field.min = min || "";
  field.max = max || "";
  field.value = initial || "";
  picker.onclose = () => {
    if (picker.returnValue === "ok") post(element, { [mode]: field.value });
  };
  picker.returnValue = "";
  picker.showModal();
}

function press(element) {
  const type = element.dataset.type;
  if (type === "message") say(element.dataset.text);
  else if (type === "postback") post(element);
  else if (type === "datetimepicker") pick(element);
}

document.addEventListener("click", (event) => {
  const element = event.target.closest(".act");
  if (element) press(element);
  else if (!more.contains(event.target)) more.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") more.open = false;
  const element = event.target.closest("div.act");
  if (element && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    press(element);
  }
});

more.addEventListener("click", async (event) => {
  const { kind, state: next } = event.target.dataset;
  if (!kind && !next) return;
  more.open = false;
  if (kind) await act("event", { user, kind });
  else if (await act(`people/${user}/state`, { state: next })) location.reload();
});

document.getElementById("composer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = words.value;
  if (!text.trim()) return;
  words.value = "";
  grow();
  // What could not be sent comes back into the field, unless something new is there already.
  if (!(await say(text)) && !words.value) words.value = text;
  words.focus();
});

words.addEventListener("keydown", (event) => {
  // While a Japanese input method converts, Enter belongs to it.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
    event.preventDefault();
    document.getElementById("composer").requestSubmit();
  }
});

function grow() {
  words.style.height = "auto";
  words.style.height = Math.min(words.scrollHeight, 120) + "px";
}
words.addEventListener("input", grow);

function put(seq, html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const fresh = holder.content.firstElementChild;
  const known = document.getElementById("entry-" + seq);
  if (known) known.replaceWith(fresh);
  else talk.append(fresh);
}

const stream = new EventSource(`/emulator/stream?user=${encodeURIComponent(user)}&after=${document.body.dataset.rev}`);
const on = (name, handle) => stream.addEventListener(name, (event) => handle(JSON.parse(event.data)));

stream.onopen = () => { state.textContent = ""; };
stream.onerror = () => { state.textContent = "つなぎ直しています…"; };
on("entry", ({ seq, html }) => { put(seq, html); markDays(); toEnd(); });
on("quick", (html) => { quick.innerHTML = html; toEnd(); });
on("loading", (shown) => { document.getElementById("loading").hidden = !shown; toEnd(); });
on("people", (html) => {
  const people = document.getElementById("people");
  const focused = people.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  people.innerHTML = html;
  if (focused) people.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
});

markDays();
toEnd();
if (matchMedia("(min-width: 760px)").matches) words.focus();
