// The customers' page: sign in with a code, see the own visits and bills, ask for another time, pay.

import { Problem, request } from "../js/api.js";
import { byId, element } from "../js/dom.js";
import { dayTime, money, momentIn } from "./words.js";

const { company, zone, phone } = document.body.dataset;
const KEPT = `callout-portal-${company}`;
const AUTH = "/api/customer/auth";
const MINUTES = 60_000;
const main = byId("portal");
const signOut = byId("sign-out");

let token = sessionStorage.getItem(KEPT);

/** Ask the server as this customer; whoever is signed out meanwhile signs in again. */
async function ask(method, path, body) {
  try {
    return await request(method, path, body, token);
  } catch (problem) {
    if (problem.status === 401) leave();
    throw problem;
  }
}

function enter(given) {
  token = given;
  sessionStorage.setItem(KEPT, given);
  showAll();
}

function leave() {
  token = null;
  sessionStorage.removeItem(KEPT);
  showSignIn();
}

/** A form whose fields are handed over as text; what goes wrong is said under it. */
function form({ fields, send, does, cancel }) {
  const said = element("p", { class: "said", role: "alert" });
  const button = element("button", { type: "submit", text: send });
  const made = element(
    "form",
    {
      novalidate: true,
      on: {
        submit: async (event) => {
          event.preventDefault();
          button.disabled = true;
          said.textContent = "";
          try {
            await does(Object.fromEntries(new FormData(made)));
          } catch (problem) {
            if (!(problem instanceof Problem)) throw problem;
            said.textContent = problem.message;
          } finally {
            button.disabled = false;
          }
        },
      },
    },
    ...fields,
    element("div", { class: "buttons" }, button, cancel && element("button", { type: "button", class: "plain", text: "Never mind", on: { click: cancel } })),
    said,
  );
  return made;
}

function field(label, attributes) {
  const id = `field-${attributes.name}`;
  return element("div", { class: "field" }, element("label", { for: id, text: label }), element("input", { id, ...attributes }));
}

function show(...what) {
  main.replaceChildren(...what);
  signOut.hidden = token === null;
  (main.querySelector("input") ?? main).focus();
}

function showSignIn(told = "Sign in with the phone number or e-mail address that we know you by.") {
  show(
    element("section", { class: "card" },
      element("h2", { text: "Your visits and bills" }),
      element("p", { text: told }),
      form({
        fields: [field("Phone number or e-mail", { name: "reach", autocomplete: "username", required: true })],
        send: "Send me a code",
        does: async ({ reach }) => {
          const where = reach.includes("@") ? { email: reach.trim() } : { phone: reach.trim() };
          const { told: sent } = await request("POST", AUTH, { company, ...where });
          showCode(where, sent);
        },
      }),
    ),
  );
}

function showCode(where, told) {
  const digits = { name: "code", inputmode: "numeric", autocomplete: "one-time-code", maxlength: 6, required: true };
  show(
    element("section", { class: "card" },
      element("h2", { text: "Enter the code" }),
      element("p", { text: told }),
      form({
        fields: [field("Six digits", digits)],
        send: "Sign in",
        does: async ({ code }) => enter((await request("POST", AUTH, { company, ...where, code: code.trim() })).token),
        cancel: () => showSignIn(),
      }),
    ),
  );
}

async function showAll(said) {
  try {
    const [visits, bills] = await Promise.all([
      ask("GET", "/api/customer/jobs?limit=50"),
      ask("GET", "/api/customer/invoices?limit=50"),
    ]);
    show(
      ...(said ? [element("p", { class: "done", role: "status", text: said })] : []),
      list("Visits", visits.items.map(visit), "You have no visits."),
      list(`Bills${Number(bills.owed) ? `: ${money(bills.owed, bills.items[0]?.currency)} to pay` : ""}`, bills.items.map(bill), "You have no bills."),
    );
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.status !== 401) show(element("p", { class: "said", role: "alert", text: problem.message }));
  }
}

function list(title, items, none) {
  return element("section", {},
    element("h2", { text: title }),
    items.length ? element("ul", {}, ...items) : element("p", { class: "quiet", text: none }),
  );
}

function visit(job) {
  const over = ["completed", "cancelled"].includes(job.status);
  const mayChange = ["scheduled", "unscheduled", "on_hold"].includes(job.status) && job.priority !== "emergency";
  const place = element("div", { class: "asked" });
  const row = element("li", { class: over ? "card over" : "card" },
    element("strong", { text: job.title }),
    element("span", { class: "quiet", text: standing(job) }),
    job.techName && !over ? element("span", { class: "quiet", text: `with ${job.techName}` }) : null,
    job.requested ? element("span", { class: "wanted", text: `${job.requested[0].toUpperCase()}${job.requested.slice(1)}; we'll let you know.` }) : null,
    mayChange ? element("div", { class: "buttons" },
      element("button", { type: "button", class: "plain", text: job.scheduledStart ? "Change" : "Ask for a time", on: { click: () => place.replaceChildren(otherTime(job, place)) } }),
      element("button", { type: "button", class: "plain", text: "Cancel visit", on: { click: () => place.replaceChildren(callOff(job, place)) } })) : null,
    place,
  );
  return row;
}

function standing(job) {
  if (job.status === "en_route") return job.arrival ? `On the way, about ${dayTime(job.arrival, zone)}` : "On the way";
  if (job.status === "in_progress") return "Under way now";
  if (job.status === "completed") return `Done ${dayTime(job.completedAt ?? job.scheduledStart, zone)}`;
  if (job.status === "cancelled") return "Cancelled";
  if (job.promisedWindow) return `${dayTime(job.promisedWindow.start, zone)} to ${dayTime(job.promisedWindow.end, zone)}`;
  return job.scheduledStart ? dayTime(job.scheduledStart, zone) : "No time yet";
}

function otherTime(job, place) {
  return filled(place, form({
    fields: [
      field("When would suit you?", { name: "start", type: "datetime-local", required: true }),
      field("Why? (if you like)", { name: "reason", maxlength: 1000 }),
    ],
    send: "Ask for this time",
    does: ({ start, reason }) => {
      if (!start) throw new Problem({ title: "Choose a day and a time first." });
      return change(job, "reschedule", { start: momentIn(start, zone) }, reason);
    },
    cancel: () => place.replaceChildren(),
  }));
}

function callOff(job, place) {
  return filled(place, form({
    fields: [field("Why? (if you like)", { name: "reason", maxlength: 1000 })],
    send: "Ask to cancel it",
    does: ({ reason }) => change(job, "cancel", {}, reason),
    cancel: () => place.replaceChildren(),
  }));
}

/** A form that was just opened: its first field has the cursor once it stands. */
function filled(place, made) {
  requestAnimationFrame(() => place.querySelector("input")?.focus());
  return made;
}

async function change(job, action, when, reason) {
  const why = reason.trim() ? { reason: reason.trim() } : {};
  const { told } = await ask("POST", "/api/customer/schedule", { jobId: job.id, action, ...when, ...why });
  await showAll(told);
}

function bill(invoice) {
  const owes = Number(invoice.balance) > 0;
  const said = element("p", { class: "said", role: "alert" });
  return element("li", { class: owes ? "card" : "card over" },
    element("strong", { text: `Invoice ${invoice.number}${invoice.jobTitle ? `, ${invoice.jobTitle}` : ""}` }),
    element("span", { class: invoice.status === "overdue" ? "late" : "quiet", text: owing(invoice) }),
    owes ? element("div", { class: "buttons" },
      element("button", { type: "button", text: `Pay ${money(invoice.balance, invoice.currency)}`, on: { click: (event) => pay(invoice, event.currentTarget, said) } })) : null,
    said,
  );
}

function owing(invoice) {
  if (Number(invoice.balance) <= 0) return `${money(invoice.total, invoice.currency)}, ${invoice.status}`;
  const due = invoice.due ? new Date(`${invoice.due}T12:00:00Z`).toLocaleDateString("en-US", { month: "long", day: "numeric", timeZone: "UTC" }) : null;
  const when = due ? `, ${invoice.status === "overdue" ? "was due" : "due"} ${due}` : "";
  const part = Number(invoice.paid) ? ` of ${money(invoice.total, invoice.currency)}` : "";
  return `${money(invoice.balance, invoice.currency)}${part}${when}`;
}

async function pay(invoice, button, said) {
  button.disabled = true;
  said.textContent = "";
  try {
    location.assign((await ask("POST", "/api/customer/payment", { invoiceId: invoice.id })).url);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    said.textContent = problem.message;
  } finally {
    button.disabled = false;
  }
}

signOut.addEventListener("click", async () => {
  const given = token;
  leave();
  await request("DELETE", AUTH, undefined, given).catch(() => null);
});
if (phone) byId("footer").append("Questions? Call ", element("a", { href: `tel:${phone}`, text: phone.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "($1) $2-$3") }));
setInterval(() => token && !main.querySelector("form") && showAll(), 5 * MINUTES);
if (token) showAll();
else showSignIn();
