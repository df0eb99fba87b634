// What happens on the server, as it happens: the page fetches anew what it shows.

const TOGETHER_MS = 250; // one deed of somebody's is often several events

/** Emits `changed`, once for events that come together. Lost connections are taken up again where they broke off. */
export class Live extends EventTarget {
  #source = null;
  #soon = null;

  /** Listen while the page is looked at: a browser has few connections to a server, and tabs share them. */
  open() {
    document.addEventListener("visibilitychange", () => (document.hidden ? this.close() : this.#listen()));
    this.#listen();
  }

  close() {
    this.#source?.close();
    clearTimeout(this.#soon);
    this.#source = this.#soon = null;
  }

  #listen() {
    if (this.#source || document.hidden) return;
    this.#source = new EventSource("/api/realtime/subscribe");
    this.#source.onmessage = () => this.#changed();
  }

  #changed() {
    this.#soon ??= setTimeout(() => {
      this.#soon = null;
      this.dispatchEvent(new CustomEvent("changed"));
    }, TOGETHER_MS);
  }
}
