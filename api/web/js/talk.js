// The conversation's socket. It comes back by itself after a drop and takes up the same conversation.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;
const MOST_FRAMES_WAITING = 250; // five seconds of speech, kept while the socket opens
const HEARD_RATE = 16_000;

/**
 * Every JSON message of the server is an event named by its `t`, the message in `detail`; `audio` carries PCM to play.
 * `connection` says `{state, inMs}`: connecting, open, or lost until the next attempt in `inMs`.
 */
export class Talk extends EventTarget {
  #socket = null;
  #conversationId = null;
  #ready = false;
  #wantsAudio = false;
  #framesWaiting = [];
  #wait = FIRST_WAIT;
  #timer = 0;

  /** The rate, in samples a second, of the speech that the server sends. */
  playRate = 24_000;

  /** Whether what is sent now is heard. */
  get ready() {
    return this.#ready;
  }

  open() {
    this.#retire();
    this.#announce("connecting");
    const address = new URL("/api/talk", location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.#hello();
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = () => this.#lost();
    this.#socket = socket;
  }

  /** End for good: nothing is sent and nothing comes back until the next open(). */
  close() {
    this.#retire();
    this.#conversationId = null;
    this.#wantsAudio = false;
    this.#framesWaiting = [];
  }

  /** Go from typing to speaking. The server makes a session for one or the other, so the same conversation is opened anew. */
  useAudio() {
    if (this.#wantsAudio) return;
    this.#wantsAudio = true;
    this.open();
  }

  /** Try again now rather than when the wait is over. */
  hurry() {
    if (this.#timer) this.open();
  }

  /** Send one message; false when nobody is there to hear it. */
  send(message) {
    if (!this.#ready) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Send a frame of speech, or keep it until the socket is ready: the first word is often said while it opens. */
  sendAudio(frame) {
    if (!this.#wantsAudio) return;
    if (this.#ready) return void this.#socket.send(frame);
    this.#framesWaiting.push(frame);
    if (this.#framesWaiting.length > MOST_FRAMES_WAITING) this.#framesWaiting.shift();
  }

  #hello() {
    const hello = { t: "hello", rate: HEARD_RATE, audio: this.#wantsAudio, conversationId: this.#conversationId };
    this.#socket.send(JSON.stringify(hello));
  }

  #receive(data) {
    if (data instanceof ArrayBuffer) return this.#emit("audio", data);
    const message = JSON.parse(data);
    if (message.t === "ready") this.#begin(message);
    this.#emit(message.t, message);
  }

  #begin({ conversationId, rate }) {
    this.#conversationId = conversationId;
    this.playRate = rate;
    this.#ready = true;
    this.#wait = FIRST_WAIT;
    this.#announce("open");
    // A listener to "open" speaks first (it says whether the microphone is muted), then come the words that waited.
    for (const frame of this.#framesWaiting.splice(0)) this.#socket.send(frame);
  }

  #lost() {
    this.#ready = false;
    const inMs = this.#wait * (0.8 + 0.4 * Math.random());
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
    this.#timer = setTimeout(() => this.open(), inMs);
    this.#announce("lost", inMs);
  }

  #retire() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#ready = false;
    if (!this.#socket) return;
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
    this.#socket = null;
  }

  #announce(state, inMs = 0) {
    this.#emit("connection", { state, inMs });
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
