// The figures that a manager looks at, each beside the stretch before, and the reports that are made of them.

import { get, post } from "../api.js";
import { bars, columns } from "../charts.js";
import { dayName } from "../clock.js";
import { element } from "../dom.js";
import { figure, figures, group, head, money, nothing, row } from "../rows.js";
import { sentence, statusName } from "../words.js";

const PERIODS = { week: "This week", last_week: "Last week", month: "This month", last_month: "Last month", quarter: "This quarter", year: "This year" };
const REPORTS = { summary: "Business summary", revenue: "Revenue", jobs: "Jobs", technicians: "Technicians", customers: "Customers", receivables: "Receivables" };
const FORMATS = { pdf: "PDF", csv: "CSV" };
const LATEST = 5;
const whole = (value) => String(value);

let period = "month";

export const numbers = {
  id: "numbers",
  label: "Numbers",
  needs: "analytics:read",
  async draw({ redraw, may }) {
    const [board, work, revenue, made] = await Promise.all([
      get(`/api/analytics/dashboard?period=${period}`), get(`/api/analytics/jobs?period=${period}`), get(`/api/analytics/revenue?period=${period}`),
      may("reports:read") ? get(`/api/reports?limit=${LATEST}`) : { items: [] },
    ]);
    const before = `dateStart=${work.comparedTo.start}&dateEnd=${work.comparedTo.end}`;
    const [then, earned] = await Promise.all([get(`/api/analytics/jobs?${before}`), get(`/api/analytics/revenue?${before}`)]);
    const round = (value) => money(value, { round: true, currency: board.currency });
    return [
      head("Numbers", `${sentence(work.period.called)}, against ${work.comparedTo.called}`),
      periods(redraw),
      figures(
        figure("Invoiced", round(board.revenue.amount), changed(board.revenue.change)),
        figure("Came in", round(board.collected.amount), changed(board.collected.change)),
        figure("Overdue", round(board.overdue.amount), "now", board.overdue.count ? "bad" : "plain"),
        figure("Jobs completed", work.completed.count, changed(work.completed.change)),
        figure("Visits done", work.completionRate === null ? "–" : `${Math.round(work.completionRate * 100)}%`, "of what was due"),
        figure("New contacts", board.newContacts.count, changed(board.newContacts.change)),
      ),
      columns(`Invoiced, ${work.period.called}`, course(revenue.series, earned.series), round),
      columns("Invoiced by month", board.revenueByMonth.map(({ label, amount }) => ({ label, value: Number(amount) })), round),
      bars("Visits by status", states(work.byStatus, then.byStatus), whole),
      bars("Jobs completed by technician", crew(work.byTech, then.byTech, "completed"), whole),
      bars("Visits by technician", crew(work.byTech, then.byTech, "visits"), whole),
      may("reports:write") ? group("Reports", Object.entries(REPORTS).map(([type, title]) => offer(type, title, redraw)), { note: PERIODS[period].toLowerCase() }) : null,
      group("Made lately", made.items.map(file)),
      work.visits.count + board.revenue.count ? null : nothing("Nothing was planned or invoiced in this stretch."),
    ].filter(Boolean);
  },
};

/** The stretch of days, chosen with the arrow keys or a press. */
function periods(redraw) {
  const choices = Object.entries(PERIODS).map(([name, label]) => element("label", { class: "stretch" },
    element("input", { type: "radio", name: "period", value: name, checked: name === period, "data-key": `period-${name}`, on: { change: () => choose(name, redraw) } }),
    element("span", { text: label }),
  ));
  return element("fieldset", { class: "stretches" }, element("legend", { class: "visually-hidden", text: "Period" }), ...choices);
}

async function choose(name, redraw) {
  period = name;
  await redraw();
}

function changed(change) {
  return change === null ? "nothing before" : `${change >= 0 ? "+" : "−"}${Math.abs(Math.round(change * 100))}%`;
}

/** Each part beside the one of the stretch before that is as far in. */
function course(now, before) {
  return now.map(({ label, amount }, at) => ({ label, value: Number(amount), before: Number(before[at]?.amount ?? 0) }));
}

function states(now, before) {
  const then = new Map(before.map(({ name, count }) => [name, count]));
  return now.map(({ name, count }) => ({ label: statusName(name), value: count, before: then.get(name) ?? 0, tone: name === "cancelled" ? "bad" : "plain" }));
}

function crew(now, before, what) {
  const then = new Map(before.map((each) => [each.userId, each[what]]));
  return [...now].sort((one, other) => other[what] - one[what]).map((each) => ({ label: each.name, value: each[what], before: then.get(each.userId) ?? 0 }));
}

function offer(type, title, redraw) {
  const told = element("span", { class: "report-told", role: "status" });
  const buttons = Object.entries(FORMATS).map(([format, label]) => element("button", {
    type: "button", class: "button small", text: label, "aria-label": `${title} as ${label}`, "data-key": `report-${type}-${format}`,
    on: { click: (event) => make({ type, format, period }, event.currentTarget, told, redraw) },
  }));
  return row({ key: `offer-${type}`, title, below: told, tags: buttons });
}

/** Have a report made, fetch it, and show it among those made lately. */
async function make(wanted, button, told, redraw) {
  button.disabled = true;
  told.textContent = "Making it…";
  try {
    const { url, name } = await post("/api/reports", wanted);
    fetched(url, name);
    await redraw();
  } catch (problem) {
    told.textContent = problem.message;
    button.disabled = false;
  }
}

function fetched(url, name) {
  const link = element("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
}

function file({ id, title, period: days, name, url, format, createdAt }) {
  const link = element("a", { class: "button quiet small", href: url, download: name, text: FORMATS[format] ?? format.toUpperCase(), "aria-label": `Download ${name}` });
  return row({ key: id, lead: dayName(createdAt.slice(0, 10), "short"), title, detail: [days.called], tags: [link] });
}
