// Where the company's mail comes in from: how each mailbox stands, a way to connect it, and a look for new mail.

import { get, post } from "../api.js";
import { ago } from "../clock.js";
import { element } from "../dom.js";
import { group, head, pill, row } from "../rows.js";
import { count } from "../words.js";

const PROVIDERS = ["gmail", "microsoft"];

export const connections = {
  id: "connections",
  label: "Connections",
  needs: "mailboxes:read",
  async draw({ redraw, may }) {
    const all = await Promise.all(PROVIDERS.map((kind) => get(`/api/integrations/${kind}/status`)));
    const working = all.filter(({ state }) => state === "connected").length;
    return [
      head("Connections", working ? `${working} mailbox${working === 1 ? "" : "es"} connected` : "No mailbox is connected yet"),
      group("E-mail", all.map((mailbox) => line(mailbox, redraw, may)), { note: "" }),
    ];
  },
};

function line(mailbox, redraw, may) {
  const { provider, name, state, address } = mailbox;
  const told = element("span", { class: "job-note", role: "status" });
  const isOn = state === "connected";
  const buttons = [
    isOn && may("mailboxes:sync") && button("Check now", (press) => checked(mailbox, told, press)),
    state !== "not_set_up" && may("mailboxes:connect") && button(isOn ? "Connect another" : "Connect", () => opened(provider, told)),
    (state === "not_connected" || state === "lost") && button("Refresh", redraw),
    (isOn || state === "lost") && may("mailboxes:connect") && button("Disconnect", (press) => disconnected(provider, told, press, redraw)),
  ].filter(Boolean);
  return row({ key: provider, title: address ? `${name}, ${address}` : name, detail: [detail(mailbox)], below: below(mailbox, told), tags: [pill(state), ...buttons] });
}

function detail({ state, name, checkedAt, problem }) {
  if (state === "not_set_up") return `${name} is set up by whoever runs Callout:`;
  if (state === "lost") return problem;
  if (state === "not_connected") return "Mail of customers comes into their conversations once it is connected";
  return checkedAt ? `Checked ${ago(checkedAt)}` : "Mail is about to come in";
}

/** What is to be set where nothing is set up; else room for what comes of a press. */
function below({ state, needs, redirectUrl }, told) {
  if (state === "not_set_up") told.replaceChildren(...[...needs, redirectUrl].filter(Boolean).map((each) => element("code", { text: each })));
  return told;
}

function button(text, act) {
  const press = element("button", { type: "button", class: "button quiet small", text, on: { click: () => act(press) } });
  return press;
}

/** The window is opened before anything is waited for, or the browser would take it for an advertisement. */
async function opened(provider, told) {
  const page = window.open("about:blank");
  try {
    const { url } = await get(`/api/integrations/${provider}/authorize`);
    if (!page) return told.replaceChildren(element("a", { href: url, target: "_blank", rel: "noopener", text: "Open the provider's page" }));
    page.opener = null;
    page.location.replace(url);
    told.textContent = "Let us in on the page that has opened, then press Refresh.";
  } catch (problem) {
    page?.close();
    told.textContent = problem.message;
  }
}

/** The first press asks, the second one does it. */
async function disconnected(provider, told, press, redraw) {
  if (!press.dataset.asked) {
    press.dataset.asked = "yes";
    press.textContent = "Really disconnect?";
    told.textContent = "None of its mail comes in any more, until somebody signs in there again.";
    return;
  }
  try {
    await post(`/api/integrations/${provider}/disconnect`, {});
    redraw();
  } catch (problem) {
    told.textContent = problem.message;
  }
}

async function checked({ provider }, told, press) {
  press.disabled = true;
  told.textContent = "Looking…";
  try {
    const { kept, ofStrangers, more } = await post(`/api/integrations/${provider}/sync`, {});
    const others = ofStrangers ? ` ${count(ofStrangers, "mail")} of nobody known.` : "";
    told.textContent = `${kept ? `${count(kept, "mail")} came in.` : "Nothing new from customers."}${others}${more ? " More comes in by itself." : ""}`;
  } catch (problem) {
    told.textContent = problem.message;
  }
  press.disabled = false;
}
