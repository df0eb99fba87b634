// What of the company is looked at: the day, or one of the sections that the role may read.

import { byId, element } from "./dom.js";
import { approvals } from "./sections/approvals.js";
import { billing } from "./sections/billing.js";
import { calls } from "./sections/calls.js";
import { campaigns } from "./sections/campaigns.js";
import { connections } from "./sections/connections.js";
import { inbox } from "./sections/inbox.js";
import { money } from "./sections/money.js";
import { numbers } from "./sections/numbers.js";
import { pipeline } from "./sections/pipeline.js";
import { rules } from "./sections/rules.js";
import { settings } from "./sections/settings.js";
import { stock } from "./sections/stock.js";
import { tenants } from "./sections/tenants.js";
import { tickets } from "./sections/tickets.js";
import { week } from "./sections/week.js";

const DAY = "day";
const OTHERS = [
  week, pipeline, money, numbers, stock, tickets, campaigns, calls, inbox, approvals, rules, connections, billing, settings,
];

/** Emits `opened` when another section is chosen, and `mention` with words that name a record. */
export class Sections extends EventTarget {
  #day;
  #offered = [];
  #may = new Set();
  #open = DAY;

  constructor(day) {
    super();
    this.#day = day;
    byId("widen").addEventListener("click", () => this.#widen());
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Offer what this person's permissions open. */
  offer(may) {
    this.#may = new Set(may);
    const hosts = this.#may.has(tenants.needs); // and has no day of their own
    if (hosts) byId("board-tab-name").textContent = tenants.label;
    const first = hosts ? tenants : { id: DAY, label: byId("board-tab-name").textContent };
    this.#offered = [first, ...OTHERS.filter(({ needs }) => this.#may.has(needs))];
    byId("sections").replaceChildren(...this.#offered.map((section) => this.#tab(section)));
    this.#show(first.id);
  }

  /** Whether this person's first section is a day of visits. */
  get hasDay() {
    return this.#offered[0]?.id === DAY;
  }

  /** Fetch what is shown anew. */
  async refresh() {
    if (this.#open === DAY) return this.#day.refresh();
    const section = this.#offered.find(({ id }) => id === this.#open);
    const content = await section.draw({
      mention: (words) => this.#mention(words), redraw: () => this.refresh(), may: (permission) => this.#may.has(permission),
    });
    if (section.id !== this.#open) return; // another was opened meanwhile
    const focused = document.activeElement?.closest?.("#section [data-key]")?.dataset.key;
    byId("section").replaceChildren(...content);
    if (focused) byId("section").querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  #tab({ id, label }) {
    return element("button", {
      id: `section-${id}`, type: "button", role: "tab", "aria-controls": id === DAY ? DAY : "section", text: label,
      on: { click: () => this.#choose(id), keydown: (event) => this.#arrow(event, id) },
    });
  }

  #choose(id) {
    if (id === this.#open) return;
    if (id !== DAY) byId("section").replaceChildren(element("p", { class: "empty", text: "Loading…" }));
    this.#show(id);
    this.dispatchEvent(new CustomEvent("opened"));
  }

  #show(id) {
    this.#open = id;
    byId(DAY).hidden = id !== DAY;
    byId("section").hidden = id === DAY;
    byId("section").setAttribute("aria-labelledby", `section-${id}`);
    for (const tab of byId("sections").children) {
      const isOpen = tab.id === `section-${id}`;
      tab.setAttribute("aria-selected", isOpen);
      tab.tabIndex = isOpen ? 0 : -1;
      if (isOpen) tab.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }

  #arrow(event, id) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    const at = this.#offered.findIndex((section) => section.id === id);
    const next = this.#offered[(at + step + this.#offered.length) % this.#offered.length];
    this.#choose(next.id);
    byId(`section-${next.id}`).focus();
  }

  /** Alt with a digit opens a section, Alt W makes room for it. */
  #key(event) {
    if (!event.altKey || event.ctrlKey || event.metaKey || byId("console").hidden) return;
    const section = this.#offered[Number(event.code.replace("Digit", "")) - 1];
    if (!section && event.code !== "KeyW") return;
    event.preventDefault();
    if (section) this.#choose(section.id);
    else this.#widen();
  }

  #widen() {
    const isWide = byId("console").toggleAttribute("data-wide");
    byId("widen").setAttribute("aria-pressed", isWide);
  }

  #mention(words) {
    this.dispatchEvent(new CustomEvent("mention", { detail: words }));
  }
}
