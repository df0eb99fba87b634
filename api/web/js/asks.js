// The question that the conversation waits on: yes or no, or which one.

import { byId, element } from "./dom.js";

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);

/** Emits `answer` {yes, id} and `choose` {index, id}. */
export class Asks extends EventTarget {
  #panel = byId("asks");
  #asked = null;

  show(asked) {
    this.#asked = asked;
    this.#panel.hidden = false;
    this.#panel.dataset.kind = asked.kind;
    const question = element("p", { class: "asks-question", text: asked.question });
    this.#panel.replaceChildren(question, asked.kind === "confirmation" ? this.#yesOrNo() : this.#choices(asked));
    // The focus stays where it is: Space must go on meaning "talk", and a key typed just now must not mean "yes".
    byId("announcer").textContent = asked.question;
  }

  hide() {
    this.#asked = null;
    this.#panel.hidden = true;
  }

  /** Yes or no to a pending confirmation; false if none is pending. */
  answer(yes) {
    if (this.#asked?.kind !== "confirmation") return false;
    this.#emit("answer", { yes, id: this.#asked.id });
    this.hide();
    return true;
  }

  #yesOrNo() {
    const no = element("button", { type: "button", class: "button", on: { click: () => this.answer(false) } }, "No", element("kbd", { text: "Esc" }));
    const yes = element("button", { type: "button", class: "button danger", on: { click: () => this.answer(true) } }, "Yes", element("kbd", { text: IS_MAC ? "⌘ ↵" : "Ctrl ↵" }));
    return element("div", { class: "asks-buttons" }, yes, no);
  }

  #choices({ choices, id }) {
    const choose = (index) => {
      this.#emit("choose", { index, id });
      this.hide();
    };
    return element("ol", { class: "asks-choices" }, ...choices.map(({ label, detail }, index) =>
      element("li", {}, element("button", { type: "button", class: "choice", on: { click: () => choose(index) } },
        element("span", { class: "choice-number", "aria-hidden": "true", text: index + 1 }),
        element("span", { class: "choice-label", text: label }),
        detail ? element("span", { class: "choice-detail", text: detail }) : null,
      ))));
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
