// Who owes what: overdue first, then what is out, then drafts; and what came in.

import { get } from "../api.js";
import { bars, columns } from "../charts.js";
import { dayName } from "../clock.js";
import { figure, figures, group, head, money as amount, nothing, pill, row, strong } from "../rows.js";
import { count } from "../words.js";

const GROUPS = { Overdue: "overdue", "Waiting to be paid": "sent", Drafts: "draft", Paid: "paid" };
const LATEST = 15;

export const money = {
  id: "money",
  label: "Money",
  needs: "invoices:read",
  async draw({ mention, may }) {
    const lists = await Promise.all(Object.values(GROUPS).map((status) => get(`/api/invoices?status=${status}&sort=due&limit=100`)));
    const [overdue, sent] = lists;
    const stats = may("finance:read") ? await get("/api/finance/stats?period=month") : null;
    const all = lists.reduce((sum, list) => sum + list.count, 0);
    return [
      head("Money", [count(overdue.count, "invoice") + " overdue", `${sent.count} waiting`].join(" · ")),
      ...(stats ? standing(stats) : []),
      ...Object.keys(GROUPS).map((title, at) => group(title, lists[at].items.slice(0, title === "Paid" ? LATEST : undefined).map((each) => line(each, mention)), { note: lists[at].count })),
      all ? null : nothing("No invoices yet. Say \"invoice\", for whom and for what."),
    ].filter(Boolean);
  },
};

/** What is owed and late, this month against the one before, and how old what is late has become. */
function standing({ outstanding, overdue, billed, collected, overdueByAge }) {
  const round = (value) => amount(value, { round: true });
  const month = [["Billed", billed], ["Collected", collected]].map(([label, { amount: value, before }]) => ({ label, value: Number(value), before: Number(before) }));
  const ages = overdueByAge.filter(({ count: late }) => late > 0).map(({ days, amount: value }) => ({ label: days ? `Over ${days} days` : "Up to a month", value: Number(value), tone: "bad" }));
  return [
    figures(
      figure("Owed to us", round(outstanding.amount), count(outstanding.count, "invoice")),
      figure("Overdue", round(overdue.amount), count(overdue.count, "invoice"), overdue.count ? "bad" : "plain"),
      figure("Came in this month", round(collected.amount), changed(collected.change)),
    ),
    columns("This month, and last month behind it", month, round),
    ages.length ? bars("Overdue by age", ages, round) : null,
  ];
}

function changed(change) {
  if (change === null) return "nothing last month";
  return `${change >= 0 ? "+" : "−"}${Math.abs(Math.round(change * 100))}% on last month`;
}

function line({ id, number, contactName, status, total, balance, due, jobTitle }, mention) {
  const isOpen = Number(balance) > 0 && Number(balance) !== Number(total);
  return row({
    key: id, lead: `#${number}`, title: contactName ?? "No customer", says: `invoice ${number}`, mention,
    detail: [jobTitle, due && status !== "paid" && `due ${dayName(due, "short")}`, isOpen && `${amount(balance)} still open`],
    tags: [strong(amount(total), status === "overdue" ? "bad" : "plain"), pill(status)],
  });
}
