// What the company pays for Callout: its plan, what it uses of it, and the bills.

import { get } from "../api.js";
import { bars } from "../charts.js";
import { dayName } from "../clock.js";
import { element } from "../dom.js";
import { figure, figures, group, head, level, money, nothing, pill, row, strong } from "../rows.js";
import { count } from "../words.js";

const NEARLY = 0.8;

export const billing = {
  id: "billing",
  label: "Billing",
  needs: "billing:read",
  async draw({ mention }) {
    const [{ items: plans }, usage, { items: bills, problem }] = await Promise.all([
      get("/api/billing/subscriptions?limit=20"), get("/api/billing/usage"), get("/api/billing/invoices?limit=24").catch((problem) => ({ items: [], problem: problem.message })),
    ]);
    const plan = plans.find(({ status }) => status === "active" || status === "past_due");
    return [
      head("Billing", plan ? `${title(plan.plan)} · ${count(plan.seats, "seat")} · ${price(plan)} a month` : "No plan yet"),
      figures(
        figure("Minutes", usage.minutes.count, against(usage.minutes)),
        figure("Messages", usage.messages.count, against(usage.messages)),
        figure("Seats", usage.seats, plan ? `of ${plan.seats}` : ""),
      ),
      plan ? allowance(usage) : null,
      bars("Used this month", used(usage), (value) => value.toLocaleString("en-US")),
      group("Subscriptions", plans.map((each) => subscription(each, mention))),
      group("Bills", bills.map(bill)),
      problem ? nothing(problem) : null,
      plan ? null : nothing("Say \"sign us up for the pro plan\", and with how many seats."),
    ].filter(Boolean);
  },
};

const title = (name) => name.charAt(0).toUpperCase() + name.slice(1);
const price = ({ unitPrice, seats, currency }) => money(Number(unitPrice) * seats, { currency });
const against = ({ before }) => `${before} last month`;

/** How much of what the plan has free is gone; in another tone once it is nearly all. */
function allowance({ minutes, messages }) {
  return group("Included in the plan", [["Minutes", minutes], ["Messages", messages]].map(([label, { count: value, included }]) => {
    const share = value / included;
    const told = `${value} of ${included.toLocaleString("en-US")}`;
    return row({ key: label, title: label, detail: [told], below: level(share, { tone: share >= NEARLY ? "bad" : "good", label: told }) });
  }));
}

const used = ({ calls, minutes, messages, operations }) => [
  ["Calls", calls], ["Minutes", minutes], ["Messages", messages], ["Changes", operations],
].map(([label, { count: value }]) => ({ label, value }));

function subscription({ id, plan, seats, status, periodEnd, provider, checkoutUrl, ...rest }, mention) {
  const ends = status === "active" && `until ${dayName(periodEnd, "short")}`;
  return row({
    key: id, title: title(plan), says: `the ${plan} plan`, mention,
    detail: [count(seats, "seat"), ends, checkoutUrl && status === "incomplete" && `pay at ${checkoutUrl}`, provider === "manual" && "kept by hand"],
    tags: [strong(price({ seats, ...rest })), pill(status)],
  });
}

function bill({ id, number, plan, issued, periodStart, periodEnd, total, currency, status, url }) {
  return row({
    key: id, lead: `#${number}`, title: title(plan), detail: [`${dayName(periodStart, "short")} to ${dayName(periodEnd, "short")}`, `billed ${dayName(issued, "short")}`],
    tags: [strong(money(total, { currency })), pill(status), url && element("a", { class: "button quiet small", href: url, target: "_blank", rel: "noopener", text: "Open" })].filter(Boolean),
  });
}
