// What happens by itself: every rule, whether it is on, and what came of it lately.

import { get, patch } from "../api.js";
import { when } from "../clock.js";
import { element } from "../dom.js";
import { group, head, nothing, pill, row, strong } from "../rows.js";
import { count } from "../words.js";

const SHOWN = 40;

export const rules = {
  id: "rules",
  label: "Rules",
  needs: "automation-rules:read",
  async draw({ mention, may, redraw }) {
    const { items } = await get(`/api/automation-rules?sort=name&limit=${SHOWN}`);
    const told = await Promise.all(items.map(({ id }) => get(`/api/automation-rules/${encodeURIComponent(id)}`)));
    const line = (rule) => shown(rule, { mention, redraw, changes: may("automation-rules:write") });
    const lately = told.flatMap(({ name, runs }) => runs.map((run) => ({ ...run, name })));
    lately.sort((one, other) => other.at.localeCompare(one.at));
    return [
      head("Rules", [count(items.length, "rule"), `${items.filter(({ enabled }) => enabled).length} on`].join(" · ")),
      group("By itself", told.filter(({ enabled }) => enabled).map(line)),
      group("Turned off", told.filter(({ enabled }) => !enabled).map(line)),
      group("Lately", lately.slice(0, SHOWN).map(run)),
      items.length ? null : nothing("Nothing happens by itself yet. Say \"when a job is completed, ask for a review the next day\"."),
    ].filter(Boolean);
  },
};

function shown({ id, name, trigger, conditions, actions, delaySeconds, enabled, ownerName }, { redraw, changes }) {
  const turn = () => patch(`/api/automation-rules/${encodeURIComponent(id)}`, { enabled: !enabled }).then(redraw);
  const toggle = element("button", {
    type: "button", class: "button quiet small", "data-key": `turn-${id}`, "aria-pressed": enabled, "aria-label": `${name}: ${enabled ? "turn off" : "turn on"}`,
    text: enabled ? "Turn off" : "Turn on", on: { click: turn },
  });
  return row({
    key: id, title: name,
    detail: [
      spaced(trigger), conditions.length > 0 && `if ${count(conditions.length, "condition")} hold`,
      actions.map(({ operation }) => spaced(operation)).join(", ") || "does nothing yet", delaySeconds > 0 && later(delaySeconds), `as ${ownerName}`,
    ],
    tags: changes ? [toggle] : [strong(enabled ? "on" : "off")],
  });
}

function run({ name, at, status, problem, actions }) {
  const told = problem ?? actions.map(({ told: words }) => words).join(" ");
  return row({ key: `${name} ${at}`, title: name, detail: [when(at), told], tags: [pill(status)] });
}

const spaced = (name) => name.replace(/[._]/g, " ");

function later(seconds) {
  const [size, noun] = seconds % 86_400 === 0 ? [86_400, "day"] : seconds % 3600 === 0 ? [3600, "hour"] : [60, "minute"];
  return `${count(Math.round(seconds / size), noun)} later`;
}
