// What waits for a decision, what was decided, and how the workflows run.

import { get, post } from "../api.js";
import { ago, when } from "../clock.js";
import { element } from "../dom.js";
import { group, head, nothing, pill, row } from "../rows.js";
import { count } from "../words.js";

const SHOWN = 40;

export const approvals = {
  id: "approvals",
  label: "Approvals",
  needs: "approvals:read",
  async draw({ mention, may, redraw }) {
    const flows = may("workflows:read") ? get(`/api/workflows?limit=${SHOWN}`) : { items: [] };
    const [pending, approved, rejected, { items: workflows }] = await Promise.all([...["pending", "approved", "rejected"].map(waiting), flows]);
    const told = await Promise.all(workflows.map(({ id }) => get(`/api/workflows/${encodeURIComponent(id)}`)));
    const runs = told.flatMap((workflow) => workflow.runs).sort((one, other) => other.createdAt.localeCompare(one.createdAt));
    const decided = [...approved, ...rejected].sort((one, other) => other.decidedAt.localeCompare(one.decidedAt));
    return [
      head("Approvals", pending.length ? `${count(pending.length, "decision")} to make` : "nothing to decide"),
      group("Waiting", pending.map((each) => asked(each, { redraw, decides: may("approvals:decide"), mention }))),
      group("Workflows", told.map(workflow)),
      group("Runs", runs.slice(0, SHOWN).map(run)),
      group("Decided", decided.slice(0, SHOWN).map(outcome)),
      pending.length ? null : nothing("Nothing waits for a decision. What staff may not do alone shows up here."),
    ].filter(Boolean);
  },
};

async function waiting(status) {
  return (await get(`/api/approvals?status=${status}&limit=${SHOWN}`)).items;
}

function asked({ id, title, requestedByName, createdAt }, { redraw, decides, mention }) {
  const problem = element("span", { class: "problem", role: "alert" });
  const decide = async (deed) => {
    try {
      await post(`/api/approvals/${encodeURIComponent(id)}/${deed}`, {});
      await redraw();
    } catch (refused) {
      problem.textContent = refused.message;
    }
  };
  const button = (deed, label, look) => element("button", {
    type: "button", class: `button small ${look}`, "data-key": `${deed}-${id}`, "aria-label": `${label}: ${title}`, text: label, on: { click: () => decide(deed) },
  });
  const detail = [`${requestedByName} asks`, ago(createdAt)];
  if (!decides) return row({ key: id, title, detail, says: `the approval ${title}`, mention, tags: [pill("pending")] });
  return row({ key: id, title, detail, below: problem, tags: [button("approve", "Approve", ""), button("reject", "Reject", "quiet")] });
}

function workflow({ id, name, trigger, steps, enabled, ownerName }) {
  const begun = trigger === "manual" ? "begun by hand" : trigger.replace(/[._]/g, " ");
  return row({ key: id, title: name, detail: [begun, count(steps.length, "step"), `as ${ownerName}`], tags: [pill(enabled ? "on" : "off")] });
}

function run({ id, workflowName, createdAt, status, step, problem, log }) {
  const last = log.at(-1)?.told;
  return row({ key: id, title: workflowName, detail: [when(createdAt), count(step, "step"), problem ?? last], tags: [pill(status)] });
}

function outcome({ id, title, status, reason, requestedByName, decidedByName, decidedAt }) {
  return row({ key: id, title, detail: [when(decidedAt), `for ${requestedByName}`, `by ${decidedByName}`, reason], tags: [pill(status)] });
}
