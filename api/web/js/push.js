// Notifications on this device while the page is closed: a switch that signs the browser up for pushes, and off again.

import { get, post, remove } from "./api.js";
import { byId } from "./dom.js";

const KEPT = "push-device"; // what the server calls this browser
const REASONS = {
  NotAllowedError: "This browser blocks notifications from Callout: allow them in its settings for this site, then try again.",
  AbortError: "This browser cannot reach its push service just now; try again later.",
  NotSupportedError: "This browser takes no pushes; try another one.",
};

/** Emits `problem` with a sentence when it cannot be turned on or off. */
export class Push extends EventTarget {
  #button = byId("push");

  constructor() {
    super();
    this.#button.addEventListener("click", () => this.#turn());
  }

  /** Offer the switch, as it stands, to who may turn it. */
  async offer(may) {
    this.#button.hidden = !may.includes("push:register");
    if (this.#button.hidden) return;
    const subscription = await (await registered())?.pushManager?.getSubscription();
    this.#shows(Boolean(subscription && localStorage.getItem(KEPT)));
  }

  /** Signing out, the browser is told nothing more. */
  async end() {
    if (this.isOn) await this.#off();
  }

  get isOn() {
    return this.#button.getAttribute("aria-pressed") === "true";
  }

  async #turn() {
    this.#button.disabled = true;
    try {
      await (this.isOn ? this.#off() : this.#on());
    } catch (problem) {
      this.dispatchEvent(new CustomEvent("problem", { detail: REASONS[problem.name] ?? problem.message }));
    }
    this.#button.disabled = false;
    this.#button.focus();
  }

  async #on() {
    if (!("serviceWorker" in navigator && "PushManager" in window)) throw new DOMException("", "NotSupportedError");
    if ((await Notification.requestPermission()) !== "granted") throw new DOMException("", "NotAllowedError");
    const { publicKey } = await get("/api/push/key");
    await navigator.serviceWorker.register("sw.js");
    const { pushManager } = await navigator.serviceWorker.ready;
    const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
    const { id } = await post("/api/push/register", { platform: "web", token: JSON.stringify(subscription) });
    localStorage.setItem(KEPT, id);
    this.#shows(true);
  }

  async #off() {
    const subscription = await (await registered())?.pushManager.getSubscription();
    await remove(`/api/push/${localStorage.getItem(KEPT)}`).catch((problem) => {
      if (problem.status !== 404) throw problem; // it was forgotten there already
    });
    await subscription?.unsubscribe();
    localStorage.removeItem(KEPT);
    this.#shows(false);
  }

  #shows(on) {
    this.#button.setAttribute("aria-pressed", on);
    this.#button.textContent = on ? "Notifications on" : "Notifications off";
  }
}

async function registered() {
  return navigator.serviceWorker?.getRegistration();
}
