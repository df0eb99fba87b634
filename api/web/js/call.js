// One operation that the conversation performed, as a card.

import { when } from "./clock.js";
import { element, icon } from "./dom.js";
import { plain, sentence, statusName } from "./words.js";

const OPAQUE = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}$/i; // an id that says nothing to a person
const MOST_ROWS = 4;

/** `undo` is called when the person takes the write back; without it there is no such button. */
export function callCard(call, { undo } = {}) {
  const kind = call.problem ? "refused" : call.effect;
  return element("article", { class: `call ${kind}`, "data-operation": call.operation },
    element("header", { class: "call-head" },
      element("span", { class: "call-icon" }, icon(kind)),
      element("h3", { text: call.title }),
      undo && element("button", { class: "button quiet small undo", type: "button", text: "Undo", on: { click: undo } }),
    ),
    call.problem ? problemText(call.problem) : outcome(call),
    details(call),
  );
}

function problemText({ title, detail }) {
  return element("p", { class: "call-problem" }, element("strong", { text: title }), detail ? ` ${detail}` : "");
}

function outcome({ args, result }) {
  const rows = result?.items;
  if (Array.isArray(rows)) return listing(rows, result.count ?? rows.length);
  const record = result && headline(result) ? recordLine(result, "p") : null;
  return element("div", {}, record, fileLink(result), wayOut(result), argumentList(args, result ?? {}, record?.textContent ?? ""));
}

/** A file that is ready, to be fetched with a click; only ever from here. */
function fileLink(result) {
  if (!/^\/(api|files)\//.test(result?.url ?? "") || !result.name) return null;
  return element("a", { class: "button quiet small", href: result.url, download: result.name, text: `Download ${result.name}` });
}

/** A page of somebody else's that has to be opened; there is nothing to take from it. */
function wayOut(result) {
  if (!/^https?:\/\//.test(result?.url ?? "") || !result.title) return null;
  return element("a", { class: "button quiet small", href: result.url, target: "_blank", rel: "noopener noreferrer", text: result.title });
}

function listing(rows, total) {
  const shown = rows.slice(0, MOST_ROWS);
  const rest = total - shown.length;
  return element("div", {},
    element("ul", { class: "call-rows" }, ...shown.map((row) => recordLine(row, "li"))),
    element("p", { class: "call-more", text: total === 0 ? "Nothing found." : rest > 0 ? `and ${rest} more` : "" }),
  );
}

function recordLine(record, tag) {
  return element(tag, { class: "call-record" },
    record.number !== undefined && record.number !== null ? element("span", { class: "number", text: `#${record.number}` }) : null,
    element("span", { class: "call-name", text: headline(record) }),
    element("span", { class: "call-aside", text: aside(record) }),
  );
}

const headline = (record) => record.title ?? record.name ?? record.subject ?? record.contactName ?? record.summary ?? record.body ?? "";

function aside(record) {
  const person = record.title || record.number ? record.contactName : null;
  return [person, record.techName, record.scheduledStart && when(record.scheduledStart), record.status && statusName(record.status), record.total].filter(Boolean).join(" · ");
}

/** What was asked for, beyond what is shown already: names rather than ids, where the result tells them. */
function argumentList(args, result, shownAlready) {
  const pairs = Object.entries(args ?? {}).flatMap(([key, value]) => {
    const noun = key.replace(/Id$/, "");
    const named = key === "id" ? undefined : result[`${noun}Name`];
    const shown = named ?? (key.toLowerCase().endsWith("status") ? statusName(value) : plain(value));
    const isNoise = OPAQUE.test(shown) || shownAlready.includes(shown) || (key === "id" && headline(result));
    return isNoise ? [] : [[key === "id" ? "Record" : sentence(noun), shown]];
  });
  if (pairs.length === 0) return null;
  return element("dl", { class: "call-args" }, ...pairs.map(([key, value]) => element("div", {}, element("dt", { text: key }), element("dd", { text: value }))));
}

function details({ method, path, args, result, problem }) {
  return element("details", { class: "call-details" },
    element("summary", { title: "What was sent and what came back" }, element("span", { class: "visually-hidden", text: "Details" }), icon("down")),
    element("code", { text: `${method} ${path}` }),
    element("pre", { tabindex: "0", "aria-label": "What was sent and what came back", text: JSON.stringify({ args, ...(problem ? { problem } : { result }) }, null, 2) }),
  );
}
