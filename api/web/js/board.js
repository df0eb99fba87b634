// One day's visits, by technician.

import { get } from "./api.js";
import { addDays, clock, dayName, dayOf, today } from "./clock.js";
import { byId, element } from "./dom.js";
import { count, initials, statusName } from "./words.js";

const LISTS = { tech: "/api/tech/jobs", customer: "/api/customer/jobs" };
const URGENT = { high: "High", emergency: "Emergency" };
const NOBODY = "No technician";

/** Emits `mention` with words that name a job. */
export class Board extends EventTarget {
  #path;
  #seesEverybody;
  #day = null;
  #known = new Map();

  constructor({ role }) {
    super();
    this.#path = LISTS[role] ?? "/api/jobs";
    this.#seesEverybody = !(role in LISTS);
    byId("board-tab-name").textContent = this.#seesEverybody ? "Board" : "My day";
    byId("day-before").onclick = () => this.show(addDays(this.#day, -1));
    byId("day-after").onclick = () => this.show(addDays(this.#day, 1));
    byId("day-today").onclick = () => this.show(today());
  }

  /** Open on today, or on the nearest day that has anything on it. */
  async open() {
    const next = await this.#first({ dateStart: today(), sort: "scheduledStart" });
    const nearest = next ?? (await this.#first({ dateEnd: today(), sort: "-scheduledStart" }));
    await this.show(nearest ? dayOf(nearest.scheduledStart) : today());
  }

  async show(day) {
    this.#day = day;
    this.#known.clear();
    await this.refresh();
  }

  async refresh() {
    const day = this.#day;
    if (!day) return;
    const [visits, waiting] = await Promise.all([
      this.#list({ dateStart: day, dateEnd: day, sort: "scheduledStart", limit: 200 }),
      this.#seesEverybody ? this.#list({ status: "unscheduled", limit: 50 }) : [],
    ]);
    if (day !== this.#day) return; // another day was chosen meanwhile
    this.#draw(visits, waiting);
  }

  async #first(query) {
    const [job] = await this.#list({ ...query, limit: 1 });
    return job ?? null;
  }

  async #list(query) {
    return (await get(`${this.#path}?${new URLSearchParams(query)}`)).items;
  }

  #draw(visits, waiting) {
    const focused = document.activeElement?.closest?.("[data-job]")?.dataset.job;
    byId("board-title").textContent = dayName(this.#day);
    byId("board-summary").textContent = summary(this.#day, visits, waiting);
    byId("day-today").disabled = this.#day === today();
    byId("lanes").replaceChildren(...this.#lanes(visits, waiting));
    this.#known = new Map([...visits, ...waiting].map((job) => [job.id, JSON.stringify(job)]));
    if (focused) byId("lanes").querySelector(`[data-job="${CSS.escape(focused)}"]`)?.focus();
  }

  #lanes(visits, waiting) {
    const lanes = this.#seesEverybody ? this.#byTechnician(visits) : visits.length > 0 ? [this.#lane(null, visits)] : [];
    if (waiting.length > 0) lanes.push(this.#lane("To schedule", waiting, { isPerson: false }));
    if (lanes.length === 0) lanes.push(element("p", { class: "empty", text: "Nothing is booked on this day." }));
    return lanes;
  }

  #byTechnician(visits) {
    const byName = Map.groupBy(visits, (job) => job.techName ?? NOBODY);
    const names = [...byName.keys()].sort((a, b) => (a === NOBODY) - (b === NOBODY) || a.localeCompare(b));
    return names.map((name) => this.#lane(name, byName.get(name), { isPerson: name !== NOBODY }));
  }

  #lane(name, jobs, { isPerson = false } = {}) {
    const head = name && element("h3", { class: "lane-head" },
      element("span", { class: isPerson ? "mark" : "mark empty-mark", "aria-hidden": "true", text: isPerson ? initials(name) : "" }),
      element("span", { text: name }),
      element("span", { class: "lane-count", "aria-label": count(jobs.length, "job"), text: jobs.length }),
    );
    return element("section", { class: "lane" }, head || null, element("ul", {}, ...jobs.map((job) => element("li", {}, this.#row(job)))));
  }

  #row(job) {
    const mention = () => this.dispatchEvent(new CustomEvent("mention", { detail: `job ${job.number}` }));
    const known = this.#known.size > 0;
    const changed = known && this.#known.get(job.id) !== JSON.stringify(job);
    return element("button", {
      type: "button", class: changed ? "job changed" : "job", "data-job": job.id, "data-status": job.status,
      "data-priority": job.priority, title: `Mention job ${job.number}`, on: { click: mention },
    },
      element("span", { class: "job-time" }, ...times(job)),
      element("span", { class: "job-main" },
        element("span", { class: "job-title", text: job.title }),
        element("span", { class: "job-where", text: [job.contactName, job.city].filter(Boolean).join(" · ") }),
      ),
      element("span", { class: "job-tags" },
        element("span", { class: "pill", "data-status": job.status, text: statusName(job.status) }),
        job.priority in URGENT ? element("span", { class: "urgent", "data-priority": job.priority, text: URGENT[job.priority] }) : null,
      ),
    );
  }
}

function times({ number, scheduledStart, scheduledEnd }) {
  if (!scheduledStart) return [element("span", { class: "number", text: `#${number}` })];
  return [element("span", { text: clock(scheduledStart) }), scheduledEnd ? element("span", { class: "job-end", text: clock(scheduledEnd) }) : ""];
}

function summary(day, visits, waiting) {
  const left = visits.filter((job) => !["completed", "cancelled"].includes(job.status)).length;
  const relative = { [addDays(today(), -1)]: "Yesterday", [today()]: "Today", [addDays(today(), 1)]: "Tomorrow" }[day];
  return [relative, count(visits.length, "visit"), visits.length > 0 && `${left} to go`, waiting.length > 0 && `${waiting.length} to schedule`]
    .filter(Boolean).join(" · ");
}
