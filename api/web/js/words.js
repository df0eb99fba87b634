// How values read to a person.

import { dayName, when } from "./clock.js";

const STATUS = {
  unscheduled: "To schedule", scheduled: "Scheduled", en_route: "On the way", in_progress: "Working",
  on_hold: "On hold", completed: "Done", cancelled: "Cancelled",
};
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

export const statusName = (status) => STATUS[status] ?? sentence(String(status));
export const roleName = (role) => (role === "tech" ? "technician" : role);

/** "Mike O'Brien" → "MO" */
export function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return ends.map((word) => word[0].toUpperCase()).join("");
}

/** "scheduledStart" or "on_hold" → "Scheduled start", "On hold" */
export function sentence(name) {
  const spaced = name.replaceAll("_", " ").replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

export function count(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** Any JSON value in a few words. */
export function plain(value) {
  if (value === null || value === undefined || value === "") return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return list(value);
  if (typeof value === "object") return Object.entries(value).map(([key, item]) => `${sentence(key)} ${plain(item)}`).join(", ");
  const text = String(value);
  if (TIMESTAMP.test(text)) return when(text);
  return DATE.test(text) ? dayName(text, "short") : text;
}

function list(values) {
  const isSimple = values.every((item) => typeof item !== "object");
  return isSimple ? values.join(", ") : count(values.length, "item");
}
