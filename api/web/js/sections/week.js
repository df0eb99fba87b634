// The week: every technician's days side by side, how full each is, and what is in it.

import { get } from "../api.js";
import { addDays, clock, dayName, dayOf, today } from "../clock.js";
import { element } from "../dom.js";
import { head, level, nothing } from "../rows.js";
import { count } from "../words.js";

const DAYS = 7;
let first = null;

export const week = {
  id: "week",
  label: "Week",
  needs: "schedule:read",
  async draw({ mention, redraw }) {
    first ??= monday(today());
    const last = addDays(first, DAYS - 1);
    const { items, days } = await get(`/api/schedule?${new URLSearchParams({ dateStart: first, dateEnd: last, limit: 200 })}`);
    const turn = (by) => () => {
      first = by === 0 ? monday(today()) : addDays(first, by);
      return redraw();
    };
    const visits = items.filter(({ kind }) => kind === "visit");
    return [
      head(`${dayName(first, "short")} – ${dayName(last, "short")}`, count(visits.length, "visit"), turning(turn)),
      days.length ? grid(items, days, mention) : nothing("There are no technicians yet. Say \"add a technician\"."),
    ];
  },
};

const monday = (day) => addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));

function turning(turn) {
  const arrow = (icon, label, by) => element("button", { type: "button", class: "button quiet small", "aria-label": label, text: icon, on: { click: turn(by) } });
  return element("div", { class: "days" }, arrow("‹", "Week before", -DAYS), arrow("This week", "This week", 0), arrow("›", "Week after", DAYS));
}

function grid(items, days, mention) {
  const byTechnician = Map.groupBy(days, ({ techName }) => techName);
  const dates = Array.from({ length: DAYS }, (_, at) => addDays(first, at));
  const header = dates.map((date) => element("th", { scope: "col", "data-today": date === today() }, ...weekday(date)));
  const rows = [...byTechnician].map(([name, theirs]) => element("tr", {},
    element("th", { scope: "row", text: name }),
    ...dates.map((date) => cell(theirs.find((day) => day.date === date), on(items, theirs[0].techId, date), mention)),
  ));
  return element("div", { class: "week-frame" }, element("table", { class: "week" },
    element("thead", {}, element("tr", {}, element("td"), ...header)), element("tbody", {}, ...rows)));
}

function weekday(date) {
  const [name, rest] = dayName(date, "short").split(", ");
  return [element("span", { class: "week-day", text: name }), element("span", { class: "week-date", text: rest.split(" ")[1] })];
}

const on = (items, techId, date) => items.filter((entry) => entry.techId === techId && dayOf(entry.start) === date);

function cell(day, entries, mention) {
  if (!day?.hours.length && entries.length === 0) return element("td", { class: "week-off" }, element("span", { class: "visually-hidden", text: "Off" }));
  const working = (day?.hours ?? []).reduce((sum, { start, end }) => sum + (Date.parse(end) - Date.parse(start)) / 1000, 0);
  const share = working ? day.bookedSeconds / working : 1;
  const label = `${count(entries.length, "entry").replace("entrys", "entries")}, ${Math.round(share * 100)}% full`;
  return element("td", {},
    level(share, { tone: share > 0.95 ? "bad" : "good", label }),
    element("span", { class: "week-count", "aria-hidden": "true", text: entries.length || "" }),
    element("ul", { class: "week-entries" }, ...entries.map((entry) => element("li", {}, chip(entry, mention)))),
  );
}

function chip(entry, mention) {
  const text = [element("b", { text: clock(entry.start).replace(":00", "") }), ` ${entry.title ?? entry.reason ?? "Blocked"}`];
  if (entry.kind === "block") return element("span", { class: "chip blocked" }, ...text);
  const says = `job ${entry.number}`;
  return element("button", { type: "button", class: "chip", "data-status": entry.status, "data-key": entry.id, title: `${entry.title}, ${entry.contactName}`, on: { click: () => mention(says) } }, ...text);
}
