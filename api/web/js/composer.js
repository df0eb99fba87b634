// The foot of the page: the state, the text box, and what the keys do.

import { byId } from "./dom.js";

const COMMAND_KEY = /Mac|iPhone|iPad/.test(navigator.platform) ? "metaKey" : "ctrlKey";

export class Composer extends EventTarget {
  #connected = false;
  #mode = "off";
  #state = "idle";

  /** Emits `text`, `voice`, `escape` and `accept` (the keys that say no and yes). */
  constructor() {
    super();
    byId("type").addEventListener("submit", (event) => this.#submit(event));
    byId("text").addEventListener("input", () => this.#show());
    byId("voice").addEventListener("click", () => this.#emit("voice"));
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  set connected(connected) {
    this.#connected = connected;
    this.#show();
  }

  /** off, held or open: whether the microphone is. */
  set mode(mode) {
    this.#mode = mode;
    this.#show();
  }

  get mode() {
    return this.#mode;
  }

  /** listening, thinking, speaking or idle: what the other side does. */
  set state(state) {
    this.#state = state;
    this.#show();
  }

  get state() {
    return this.#state;
  }

  set voice(on) {
    byId("voice").setAttribute("aria-pressed", on);
    byId("voice").title = on ? "Replies are read aloud" : "Replies are not read aloud";
  }

  /** What some words are asked for, or null: the text box is where they are typed. */
  set question(question) {
    const isOpen = question !== null;
    byId("composer").classList.toggle("asked", isOpen);
    byId("text").placeholder = isOpen ? "Say or type the answer" : "Or type it here";
    byId("text-label").textContent = isOpen ? question : "Type what you would say";
    if (isOpen) this.focus();
  }

  focus() {
    // On a touch screen the focus would raise the keyboard over half the page.
    if (matchMedia("(pointer: fine)").matches) byId("text").focus({ preventScroll: true });
  }

  /** Put words where the text is typed, to be finished by the person. */
  mention(words) {
    const box = byId("text");
    const before = box.value.trimEnd();
    box.value = `${before}${before && " "}${words} `;
    box.focus();
    this.#show();
  }

  #submit(event) {
    event.preventDefault();
    const text = byId("text").value.trim();
    if (!text || !this.#connected) return;
    byId("text").value = "";
    this.#show();
    this.#emit("text", text);
  }

  #key(event) {
    if (byId("console").hidden || event.defaultPrevented) return;
    if (event.key === "Escape") this.#emit("escape");
    else if (event.key === "Enter" && event[COMMAND_KEY]) this.#emit("accept");
    else if (isTyping(event)) byId("text").focus();
  }

  #show() {
    const shown = this.#shown();
    byId("composer").dataset.state = shown;
    byId("state").textContent = LABEL[shown];
    byId("mic").setAttribute("aria-pressed", this.#mode !== "off");
    byId("mic").title = this.#mode === "off" ? "Click to open the microphone, or hold to talk" : "Click to close the microphone";
    byId("send").disabled = !this.#connected || byId("text").value.trim() === "";
  }

  #shown() {
    if (!this.#connected) return "offline";
    if (this.#state === "thinking" || this.#state === "speaking") return this.#state;
    return this.#mode === "off" ? "ready" : this.#mode;
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

const LABEL = {
  offline: "Connecting…", ready: "Ready", held: "Let go to send", open: "Listening",
  thinking: "Thinking…", speaking: "Speaking",
};

/** A letter typed at nothing in particular is the start of a command. */
function isTyping(event) {
  const isLetter = event.key.length === 1 && event.key !== " ";
  return isLetter && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest("input, textarea, select");
}
