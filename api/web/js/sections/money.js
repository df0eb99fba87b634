// Who owes what: overdue first, then what is out, then drafts; and what came in.

import { get } from "../api.js";
import { dayName } from "../clock.js";
import { figure, figures, group, head, money as amount, nothing, pill, row, strong } from "../rows.js";
import { count } from "../words.js";

const GROUPS = { Overdue: "overdue", "Waiting to be paid": "sent", Drafts: "draft", Paid: "paid" };
const LATEST = 15;

export const money = {
  id: "money",
  label: "Money",
  needs: "invoices:read",
  async draw({ mention }) {
    const lists = await Promise.all(Object.values(GROUPS).map((status) => get(`/api/invoices?status=${status}&sort=due&limit=100`)));
    const [overdue, sent, , paid] = lists;
    const owed = [...overdue.items, ...sent.items].reduce((sum, { balance }) => sum + Number(balance), 0);
    const late = overdue.items.reduce((sum, { balance }) => sum + Number(balance), 0);
    const stats = await get("/api/finance/stats?period=month");
    const all = lists.reduce((sum, list) => sum + list.count, 0);
    return [
      head("Money", [count(overdue.count, "invoice") + " overdue", `${sent.count} waiting`].join(" · ")),
      figures(
        figure("Owed to us", amount(owed, { round: true }), count(overdue.count + sent.count, "invoice")),
        figure("Overdue", amount(late, { round: true }), count(overdue.count, "invoice"), overdue.count ? "bad" : "plain"),
        figure("Came in this month", amount(stats.collected ?? stats.received ?? 0, { round: true }), `${paid.count} paid in all`),
      ),
      ...Object.keys(GROUPS).map((title, at) => group(title, lists[at].items.slice(0, title === "Paid" ? LATEST : undefined).map((each) => line(each, mention)), { note: lists[at].count })),
      all ? null : nothing("No invoices yet. Say \"invoice\", for whom and for what."),
    ].filter(Boolean);
  },
};

function line({ id, number, contactName, status, total, balance, due, jobTitle }, mention) {
  const isOpen = Number(balance) > 0 && Number(balance) !== Number(total);
  return row({
    key: id, lead: `#${number}`, title: contactName ?? "No customer", says: `invoice ${number}`, mention,
    detail: [jobTitle, due && status !== "paid" && `due ${dayName(due, "short")}`, isOpen && `${amount(balance)} still open`],
    tags: [strong(amount(total), status === "overdue" ? "bad" : "plain"), pill(status)],
  });
}
