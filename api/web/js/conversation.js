// The transcript: what was heard, what is said, and what was done.

import { callCard } from "./call.js";
import { hour } from "./clock.js";
import { byId, element } from "./dom.js";

const NEAR_END = 40; // pixels from the end within which the transcript follows what is new

export class Conversation extends EventTarget {
  #scroller = byId("scroller");
  #list = byId("transcript");
  #hearing = null;
  #typed = null;
  #saying = null;
  #undoable = null;
  #follows = true;

  /** Emits `say` when a button stands for words of the person: an example, or undo. */
  constructor() {
    super();
    // What is new, a card unfolded or a question below: the end stays in sight unless the person scrolled away from it.
    const growth = new ResizeObserver(() => this.#follow());
    growth.observe(this.#list);
    growth.observe(this.#scroller);
    this.#scroller.addEventListener("scroll", () => {
      const { scrollTop, clientHeight, scrollHeight } = this.#scroller;
      this.#follows = scrollHeight - scrollTop - clientHeight < NEAR_END;
    });
  }

  /** Words recognised so far; `final` ends them. */
  heard(text, final) {
    if (final && text === this.#typed) {
      this.#typed = null;
      return;
    }
    this.#hearing ??= this.#add("you");
    this.#hearing.textContent = text;
    this.#hearing.classList.toggle("interim", !final);
    if (!final) return;
    this.#hearing = null;
    this.#settle();
  }

  /** Words that were typed: shown at once, and not again when the server tells them as heard. */
  typed(text) {
    this.#hearing?.closest("li").remove();
    this.#hearing = this.#typed = null;
    this.heard(text, true);
    this.#typed = text;
    this.#follows = true;
  }

  /** What is spoken, as it is spoken; `final` ends it. */
  said(text, final, { announce }) {
    if (!text && !this.#saying) return;
    this.#saying ??= this.#add("callout");
    this.#saying.textContent = text;
    this.#saying.classList.toggle("interim", !final);
    if (!final) return;
    this.#settle();
    if (announce) this.#announce(text);
  }

  called(call) {
    this.#undoable?.querySelector(".undo")?.remove();
    const undo = call.effect === "write" && !call.problem ? () => this.#say("undo that") : null;
    const card = callCard(call, { undo });
    if (undo) this.#undoable = card;
    this.#append(element("li", { class: "turn did" }, card));
    if (call.problem) this.#announce(`${call.problem.title}. ${call.problem.detail ?? ""}`);
  }

  /** Something that nobody said: a failure of the line or of the server. */
  notice(text) {
    this.#append(element("li", { class: "turn notice", text }));
    this.#announce(text);
  }

  /** Greet somebody, and show what there is to say. */
  welcome({ name, role }) {
    if (this.#list.childElementCount > 0) return;
    byId("welcome").hidden = false;
    byId("welcome-title").textContent = `${greeting()}, ${name.split(" ")[0]}`;
    byId("suggestions").replaceChildren(...(EXAMPLES[role] ?? EXAMPLES.customer).map((text) =>
      element("li", {}, element("button", { type: "button", class: "suggestion", text, on: { click: () => this.#say(text) } }))));
  }

  #say(text) {
    this.dispatchEvent(new CustomEvent("say", { detail: text }));
  }

  #add(speaker) {
    const words = element("p", { class: "words", dir: "auto" });
    const name = element("span", { class: "visually-hidden", text: speaker === "you" ? "You: " : "Callout: " });
    this.#append(element("li", { class: `turn ${speaker}` }, name, words));
    return words;
  }

  #append(item) {
    byId("welcome").hidden = true;
    this.#list.append(item);
  }

  /** What comes next is said anew: the reply is over, or the person has gone on to something else. */
  #settle() {
    this.#saying?.classList.remove("interim");
    this.#saying = null;
  }

  #follow() {
    if (this.#follows) this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  #announce(text) {
    byId("announcer").textContent = text;
  }
}

function greeting() {
  const now = hour();
  return now < 12 ? "Good morning" : now < 18 ? "Good afternoon" : "Good evening";
}

const OFFICE = [
  "What's on the board today?",
  "Give the sewer camera job to Luis",
  "Move the thermostat install to tomorrow at ten",
  "Who owes us money?",
];
const EXAMPLES = {
  admin: OFFICE,
  dispatcher: OFFICE,
  office: OFFICE,
  tech: ["What's my next job?", "I'm on my way", "What's the gate code there?", "Put two hot surface ignitors on this job"],
  customer: ["When is my next visit?", "Can we move it to Friday morning?", "What do I owe?"],
};
