// When the microphone is open: while Space or the button is held, or from one click of the button to the next.

import { byId } from "./dom.js";

const CLICK_MS = 350; // a press shorter than this is a click, and leaves the microphone open
const TAIL_MS = 250; // people let go on the last syllable

export class PushToTalk {
  #mode = "off"; // off, held or open
  #pressedAt = 0;
  #closes = false;
  #tail = 0;

  /** `onChange` is told "off", "held" or "open". */
  constructor(onChange) {
    this.onChange = onChange;
    this.#watchButton(byId("mic"));
    this.#watchSpace();
  }

  get mode() {
    return this.#mode;
  }

  off() {
    this.#set("off");
  }

  #watchButton(button) {
    button.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      button.setPointerCapture(event.pointerId);
      this.#press();
    });
    button.addEventListener("pointerup", () => this.#release());
    button.addEventListener("pointercancel", () => this.#release());
    button.addEventListener("contextmenu", (event) => event.preventDefault()); // a long touch is not a menu here
    // Enter, or a screen reader: a click that no pointer made.
    button.addEventListener("click", (event) => event.detail === 0 && this.#set(this.#mode === "off" ? "open" : "off"));
  }

  #press() {
    this.#closes = this.#mode === "open";
    this.#pressedAt = performance.now();
    if (!this.#closes) this.#set("held");
  }

  #release() {
    if (this.#closes) return this.#set("off");
    if (this.#mode !== "held") return;
    if (performance.now() - this.#pressedAt < CLICK_MS) this.#set("open");
    else this.#letGo();
  }

  #watchSpace() {
    document.addEventListener("keydown", (event) => {
      if (event.code !== "Space" || event.ctrlKey || event.metaKey || event.altKey || !isFree(event.target)) return;
      event.preventDefault();
      if (!event.repeat && this.#mode === "off") this.#set("held");
    });
    document.addEventListener("keyup", (event) => {
      if (event.code !== "Space" || !isFree(event.target)) return;
      event.preventDefault(); // or it would also click the button that has the focus
      if (this.#mode === "held") this.#letGo();
    });
    window.addEventListener("blur", () => this.#mode === "held" && this.#letGo());
  }

  #letGo() {
    clearTimeout(this.#tail);
    this.#tail = setTimeout(() => this.#mode === "held" && this.#set("off"), TAIL_MS);
  }

  #set(mode) {
    clearTimeout(this.#tail);
    if (mode === this.#mode) return;
    this.#mode = mode;
    this.onChange(mode);
  }
}

/** Whether Space means "talk" there: not on a control of its own, but in the text box while it is empty. */
function isFree(target) {
  if (byId("console").hidden) return false;
  if (target === byId("mic")) return true;
  if (target === byId("text")) return target.value === "";
  return !target.closest("button, a, input, textarea, select, summary, [role=tab]");
}
