// Complaints and questions: the urgent and the old first; and what callers are told by themselves.

import { get } from "../api.js";
import { ago } from "../clock.js";
import { group, head, nothing, pill, row, strong } from "../rows.js";
import { count } from "../words.js";

const URGENCY = ["emergency", "urgent", "high", "normal", "low"];

export const tickets = {
  id: "tickets",
  label: "Tickets",
  needs: "tickets:read",
  async draw({ mention }) {
    const [{ items }, articles] = await Promise.all([
      get("/api/tickets?sort=createdAt&limit=200"), get("/api/knowledge-base?sort=title&limit=200"),
    ]);
    const open = items.filter(({ status }) => status === "open" || status === "pending");
    open.sort((a, b) => URGENCY.indexOf(a.priority) - URGENCY.indexOf(b.priority));
    const settled = items.filter((ticket) => !open.includes(ticket)).reverse();
    return [
      head("Tickets", open.length ? `${count(open.length, "ticket")} to settle` : "Nothing to settle"),
      group("To settle", open.map((ticket) => line(ticket, mention))),
      group("Settled", settled.slice(0, 20).map((ticket) => line(ticket, mention)), { note: settled.length }),
      group("What callers are told", articles.items.map((article) => told(article, mention))),
      items.length ? null : nothing("No tickets yet. Say \"open a ticket\" and for whom."),
    ].filter(Boolean);
  },
};

function line({ id, number, subject, contactName, status, priority, createdAt, resolution }, mention) {
  const isUrgent = ["high", "urgent", "emergency"].includes(priority);
  return row({
    key: id, lead: `#${number}`, title: subject, says: `ticket ${number}`, mention,
    detail: [contactName, resolution ?? (createdAt && ago(createdAt))],
    tags: [pill(status), isUrgent ? strong(priority === "high" ? "High" : "Urgent", "warn") : null].filter(Boolean),
  });
}

function told({ id, title, body, tags, internal }, mention) {
  return row({
    key: id, title, says: `the article ${title}`, mention,
    detail: [body], tags: [...tags.map((tag) => strong(tag)), internal ? strong("Staff only", "warn") : null].filter(Boolean),
  });
}
