// Calls that came and went, with what was said and done in each.

import { get } from "../api.js";
import { when } from "../clock.js";
import { element } from "../dom.js";
import { head, nothing, pill } from "../rows.js";
import { count } from "../words.js";

export const calls = {
  id: "calls",
  label: "Calls",
  needs: "call-logs:read",
  async draw() {
    const { items, count: all } = await get("/api/call-logs?sort=-at&limit=50");
    return [
      head("Calls", count(all, "call")),
      items.length ? element("ul", { class: "disclosures" }, ...items.map((call) => element("li", {}, disclosure(call)))) : nothing("No calls yet. Every spoken conversation is kept here."),
    ];
  },
};

function disclosure({ id, at, direction, contactName, userName, phone, durationSeconds, summary, transcript, outcome }) {
  const who = contactName ?? userName ?? phone ?? "Unknown caller";
  const line = element("summary", { "data-key": id },
    element("span", { class: "job-main" },
      element("span", { class: "job-title", text: who }),
      element("span", { class: "job-where", text: summary ?? "" }),
    ),
    element("span", { class: "job-tags" }, element("span", { class: "number", text: `${when(at)} · ${length(durationSeconds)}` }), pill(outcome ?? direction)),
  );
  return element("details", { class: "disclosure" }, line, element("p", { class: "transcript-text", text: transcript || "Nothing was said." }));
}

function length(seconds) {
  if (!seconds) return "0:00";
  return `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, "0")}`;
}
