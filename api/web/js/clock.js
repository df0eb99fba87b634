// Time as the company has it: its zone, and the server's idea of now. Neither need be the browser's.

let zone;
let ahead = 0;

/** Go by this IANA zone and this moment; without them, by the browser's. */
export function keepTime({ timezone, now }) {
  zone = timezone;
  ahead = now ? Date.parse(now) - Date.now() : 0;
}

const format = (date, options) => new Intl.DateTimeFormat("en-US", options).format(date);
const moment = (timestamp) => new Date(timestamp);
const midnight = (day) => new Date(`${day}T00:00:00Z`);

/** "2026-03-10T19:30:00Z" → "1:30 PM" */
export function clock(timestamp) {
  return format(moment(timestamp), { hour: "numeric", minute: "2-digit", timeZone: zone });
}

/** The YYYY-MM-DD that a moment falls on. */
export function dayOf(timestamp) {
  const part = (name, style) => format(moment(timestamp), { [name]: style, timeZone: zone });
  return `${part("year", "numeric")}-${part("month", "2-digit")}-${part("day", "2-digit")}`;
}

export const hour = () => Number(format(serverNow(), { hour: "2-digit", hourCycle: "h23", timeZone: zone }));

export const today = () => dayOf(serverNow());

const serverNow = () => Date.now() + ahead;

export function addDays(day, count) {
  const date = midnight(day);
  date.setUTCDate(date.getUTCDate() + count);
  return date.toISOString().slice(0, 10);
}

/** "2026-03-10" → "Tuesday, March 10", or "Tue, Mar 10" where there is little room. */
export function dayName(day, style = "long") {
  return format(midnight(day), { weekday: style, month: style, day: "numeric", timeZone: "UTC" });
}

/** A moment in as few words as do: the day is left out where it is today. */
export function when(timestamp) {
  const day = dayOf(timestamp);
  return day === today() ? clock(timestamp) : `${dayName(day, "short")}, ${clock(timestamp)}`;
}

/** How long ago something was: "just now", "5 minutes ago", "yesterday". */
export function ago(timestamp) {
  const minutes = Math.round((serverNow() - Date.parse(timestamp)) / 60_000);
  const relative = new Intl.RelativeTimeFormat("en-US", { numeric: "auto" });
  if (minutes < 1) return "just now";
  if (minutes < 60) return relative.format(-minutes, "minute");
  return minutes < 1440 ? relative.format(-Math.round(minutes / 60), "hour") : relative.format(-Math.round(minutes / 1440), "day");
}
