// How the company answers: the greeting and the numbers, which are changed in words, and the voice, which is chosen.

import { get, patch } from "../api.js";
import { element } from "../dom.js";
import { group, head, row } from "../rows.js";

const SAID = [
  ["name", "Company name", "rename the company to "],
  ["businessLine", "Business line", "set the business line to "],
  ["greeting", "Greeting", "answer the phone with "],
  ["transferNumber", "Transfer number", "set the transfer number to "],
  ["recordingNotice", "Recording notice", "tell callers that "],
];

export const settings = {
  id: "settings",
  label: "Settings",
  needs: "account:read",
  async draw({ mention, may }) {
    const [now, voices] = await Promise.all([get("/api/account/settings"), may("account:write") ? listed() : null]);
    return [
      head("Settings", "Press one to say what it should be"),
      group("How calls are answered", [
        ...SAID.map(([name, title, says]) => row({ key: name, title, detail: [now[name] ?? "Not set"], says: says.trim(), mention })),
        voices && voice(now.voice, voices),
      ].filter(Boolean), { note: "" }),
    ];
  },
};

/** The voices, or the sentence that says why there are none to choose from. */
async function listed() {
  try {
    return await get("/api/voices");
  } catch (problem) {
    return { why: problem.message };
  }
}

function voice(chosen, { items, why }) {
  if (!items) return row({ key: "voice-row", title: "Voice", detail: [why] });
  const told = element("span", { class: "job-note", role: "status", text: about(items, chosen) });
  const select = element("select", { "aria-label": "Voice that callers hear", "data-key": "voice" },
    option("", "The usual voice", chosen ?? ""),
    ...items.map(({ id, name }) => option(id, name, chosen)),
    chosen && !items.some(({ id }) => id === chosen) && option(chosen, "One that is no longer offered", chosen) || null,
  );
  let saving = Promise.resolve();
  select.addEventListener("change", () => {
    saving = saving.then(() => saved(select.value, told, items)); // one after the other, or an earlier choice might win
  });
  return row({ key: "voice-row", title: "Voice", below: told, tags: [select] });
}

const option = (value, text, chosen) => element("option", { value, text, selected: value === chosen });

const about = (items, chosen) => items.find(({ id }) => id === chosen)?.description ?? "";

async function saved(chosen, told, items) {
  told.textContent = "Saving…";
  try {
    await patch("/api/account/settings", { voice: chosen || null });
    told.textContent = ["Answers from the next call on", about(items, chosen)].filter(Boolean).join(" · ");
  } catch (problem) {
    told.textContent = problem.message;
  }
}
