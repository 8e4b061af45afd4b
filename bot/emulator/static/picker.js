// The date and time picker: one dialog for its three modes.

import { now } from "./clock.js";
import { byId } from "./dom.js";

const dialog = byId("picker");
const field = byId("picked");
const words = byId("picked-words");
const TITLES = { date: "日にちを選ぶ", time: "時刻を選ぶ", datetime: "日時を選ぶ" };
const TYPES = { date: "date", time: "time", datetime: "datetime-local" };
const WEEKDAYS = "日月火水木金土";

// LINE writes either a small or a capital T between day and time.
const tidy = (value) => (value ?? "").replace("t", "T");

function within(value, min, max) {
  if (min && value < min) return min;
  return max && value > max ? max : value;
}

function inWords() {
  const [day, time] = field.value.includes("-") ? field.value.split("T") : ["", field.value];
  const [year, month, date] = day.split("-").map(Number);
  const weekday = day && WEEKDAYS[new Date(Date.UTC(year, month - 1, date)).getUTCDay()];
  words.textContent = [day && `${year}年${month}月${date}日（${weekday}）`, time].filter(Boolean).join(" ");
}
field.addEventListener("input", inWords);

export function pick({ mode, initial, min, max, label }) {
  const today = new Date(now() + 9 * 3600e3).toISOString();
  const first = { date: today.slice(0, 10), time: today.slice(11, 16), datetime: today.slice(0, 16) }[mode];
  if (!first) return Promise.resolve(null);
  byId("picker-title").textContent = label || TITLES[mode];
  field.type = TYPES[mode];
  field.min = tidy(min);
  field.max = tidy(max);
  field.value = within(tidy(initial) || first, field.min, field.max);
  inWords();
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => {
      // The word of the last closing may come late, when the dialog is open again: it is not this one's.
      if (!dialog.open) resolve(dialog.returnValue === "ok" ? field.value.slice(0, 16) : null);
    };
  });
}
