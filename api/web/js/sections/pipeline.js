// What may become work: leads by how far they are, ballparks, and offers that wait for an answer.

import { get } from "../api.js";
import { contactFile } from "../contact-file.js";
import { dayName } from "../clock.js";
import { figure, figures, group, head, money, nothing, pill, row, strong } from "../rows.js";
import { count } from "../words.js";

const STAGES = { new: "New leads", contacted: "Contacted", qualified: "Qualified" };
const OPEN = ["draft", "sent"];

export const pipeline = {
  id: "pipeline",
  label: "Pipeline",
  needs: "leads:read",
  async draw({ mention, redraw, may }) {
    const [leads, quotes, estimates] = await Promise.all(["leads", "quotes", "estimates"].map(list));
    const offered = quotes.filter(({ status }) => OPEN.includes(status));
    const ballparks = estimates.filter(({ status }) => OPEN.includes(status));
    const open = leads.filter(({ status }) => status in STAGES);
    const total = offered.reduce((sum, quote) => sum + Number(quote.total), 0);
    const decided = leads.filter(({ status }) => status === "won" || status === "lost");
    const won = decided.filter(({ status }) => status === "won").length;
    return [
      head("Pipeline", [count(open.length, "open lead"), count(offered.length, "open quote")].join(" · ")),
      figures(
        figure("Offered", money(total, { round: true }), count(offered.length, "quote")),
        figure("Open leads", open.length, `${leads.filter(({ status }) => status === "new").length} not called yet`),
        figure("Won", decided.length ? `${Math.round((won / decided.length) * 100)}%` : "–", decided.length ? `${won} of ${decided.length}` : "none decided yet"),
      ),
      ...Object.entries(STAGES).map(([status, title]) => group(title, leads.filter((lead) => lead.status === status).map((lead) => person(lead, mention)))),
      group("Quotes", offered.map((quote) => offer(quote, mention))),
      group("Estimates", ballparks.map((estimate) => ballpark(estimate, mention))),
      may("contacts:import") ? contactFile(redraw) : null,
      open.length + offered.length + ballparks.length ? null : nothing("Nothing is open. Say \"new lead\" and who it is."),
    ].filter(Boolean);
  },
};

async function list(noun) {
  return (await get(`/api/${noun}?sort=-createdAt&limit=200`)).items;
}

function person({ id, name, interest, source, phone }, mention) {
  return row({ key: id, title: name, detail: [interest, source], tags: phone ? [strong(phone)] : [], says: name, mention });
}

function offer({ id, number, title, contactName, total, status, validUntil }, mention) {
  return row({
    key: id, lead: `#${number}`, title, says: `quote ${number}`, mention,
    detail: [contactName, validUntil && `until ${dayName(validUntil, "short")}`], tags: [strong(money(total)), pill(status)],
  });
}

function ballpark({ id, number, title, contactName, low, high, status }, mention) {
  const range = `${money(low, { round: true })} – ${money(high, { round: true })}`;
  return row({ key: id, lead: `#${number}`, title, says: `estimate ${number}`, mention, detail: [contactName], tags: [strong(range), pill(status)] });
}
