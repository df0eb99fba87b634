// Calls that another program asked for and that wait for a person's yes.

import { get, post } from "./api.js";
import { ago } from "./clock.js";
import { byId, element } from "./dom.js";

/** Emits `settled` when a call was allowed or refused. */
export class Pending extends EventTarget {
  async refresh() {
    const { items } = await get("/api/pending");
    byId("pending").hidden = items.length === 0;
    byId("tab-count").hidden = items.length === 0;
    byId("tab-count").textContent = items.length;
    byId("tab-count").setAttribute("aria-label", `${items.length} waiting for you`);
    if (isShown(items)) return; // a redraw would take the focus from a button about to be pressed
    byId("pending-list").replaceChildren(...items.map((item) => this.#row(item)));
  }

  #row({ id, question, operation, at }) {
    const problem = element("p", { class: "problem", role: "alert" });
    const settle = async (yes) => {
      row.inert = true;
      try {
        await post(`/api/pending/${encodeURIComponent(id)}`, { yes });
        this.dispatchEvent(new CustomEvent("settled"));
      } catch (refused) {
        problem.textContent = refused.message;
        row.inert = false;
      }
    };
    const row = element("li", { class: "pending-item", "data-id": id },
      element("p", { class: "pending-question", text: question }),
      element("p", { class: "pending-from" }, "Asked by a connected app ", element("span", { text: ago(at), title: operation })),
      element("div", { class: "asks-buttons" },
        element("button", { type: "button", class: "button danger small", text: "Yes", on: { click: () => settle(true) } }),
        element("button", { type: "button", class: "button small", text: "No", on: { click: () => settle(false) } }),
      ),
      problem,
    );
    return row;
  }
}

function isShown(items) {
  const shown = [...byId("pending-list").children].map((row) => row.dataset.id);
  return shown.length === items.length && items.every((item, at) => item.id === shown[at]);
}
