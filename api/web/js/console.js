// How the conversation, the microphone, the speaker and the board work together once somebody is signed in.

import { Asks } from "./asks.js";
import { Board } from "./board.js";
import { keepTime } from "./clock.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { byId } from "./dom.js";
import { Live } from "./live.js";
import { Meter } from "./meter.js";
import { Microphone } from "./microphone.js";
import { Pending } from "./pending.js";
import { Push } from "./push.js";
import { PushToTalk } from "./push-to-talk.js";
import { Sections } from "./sections.js";
import { signedIn, signOut } from "./session.js";
import { Speaker } from "./speaker.js";
import { showView, watchTabs } from "./tabs.js";
import { Talk } from "./talk.js";
import { initials, roleName } from "./words.js";

const REFRESH_MS = 60_000; // should the stream of changes be down

export class Console {
  constructor(user) {
    this.user = user;
    this.talk = new Talk();
    this.composer = new Composer();
    this.conversation = new Conversation();
    this.asks = new Asks();
    this.board = new Board(user);
    this.sections = new Sections(this.board);
    this.pending = new Pending();
    this.live = new Live();
    this.push = new Push();
    this.meter = new Meter(byId("meter"), byId("mic-halo"));
    this.speaker = new Speaker({ onPlayed: (ms) => this.talk.send({ t: "played", ms }) });
    this.microphone = new Microphone({ onFrame: (frame) => this.talk.sendAudio(frame), onEnd: () => this.#microphoneGone() });
    this.pushToTalk = new PushToTalk((mode) => this.#microphoneTurned(mode));
  }

  open() {
    this.#introduce();
    this.#watchTalk();
    this.#watchPerson();
    this.talk.open();
    setInterval(() => document.hidden || this.#refresh(), REFRESH_MS);
    this.composer.focus();
  }

  #introduce() {
    document.title = "Callout";
    byId("who-name").textContent = this.user.name;
    byId("who-role").textContent = roleName(this.user.role);
    byId("who-mark").textContent = initials(this.user.name);
    byId("console").hidden = false;
    this.composer.voice = false;
    watchTabs();
  }

  #watchTalk() {
    const on = (type, act) => this.talk.addEventListener(type, ({ detail }) => act(detail));
    this.talk.addEventListener("ready", ({ detail }) => this.#openBoard(detail), { once: true });
    on("connection", (connection) => this.#connection(connection));
    on("heard", ({ text, final }) => this.conversation.heard(text, final));
    // Spoken aloud, a reply needs no screen reader to say it again.
    on("said", ({ text, final }) => this.conversation.said(text, final, { announce: !this.speaker.on }));
    on("call", (call) => this.#called(call));
    on("asks", (asked) => this.#asked(asked));
    on("state", ({ state }) => this.#stateIs(state));
    on("error", ({ message }) => this.conversation.notice(message));
    on("audio", (pcm) => this.speaker.play(pcm));
    on("segment", () => this.speaker.segment());
    on("clear", () => this.speaker.clear());
    on("pause", () => this.speaker.pause());
    on("resume", () => this.speaker.resume());
  }

  #watchPerson() {
    this.composer.addEventListener("text", ({ detail }) => this.#say(detail));
    this.composer.addEventListener("voice", () => this.#setVoice(!this.speaker.on));
    this.composer.addEventListener("escape", () => this.#escape());
    this.composer.addEventListener("accept", () => this.asks.answer(true));
    this.conversation.addEventListener("say", ({ detail }) => this.#say(detail));
    this.asks.addEventListener("answer", ({ detail }) => this.talk.send({ t: "answer", ...detail }));
    this.asks.addEventListener("choose", ({ detail }) => this.talk.send({ t: "choose", ...detail }));
    this.live.addEventListener("changed", () => document.hidden || this.#refresh());
    this.push.addEventListener("problem", ({ detail }) => this.conversation.notice(detail));
    this.pending.addEventListener("settled", () => this.#refresh());
    this.board.addEventListener("mention", ({ detail }) => this.#mention(detail));
    this.sections.addEventListener("mention", ({ detail }) => this.#mention(detail));
    this.sections.addEventListener("opened", () => this.#attempt(this.sections.refresh()));
    byId("sign-out").addEventListener("click", () => this.#signOut());
    window.addEventListener("online", () => this.talk.hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.#comeBack());
  }

  /** The first answer tells the company's time, which the board goes by. */
  #openBoard({ company, now, may }) {
    keepTime({ timezone: company?.timezone, now });
    byId("company").textContent = company?.name ?? "";
    this.conversation.welcome(this.user);
    this.sections.offer(may);
    if (may.includes("realtime:read")) this.live.open();
    this.#attempt(this.push.offer(may));
    this.#attempt(this.sections.hasDay ? this.board.open() : this.sections.refresh());
    this.#attempt(this.pending.refresh());
  }

  #say(text) {
    if (!this.talk.send({ t: "text", text })) return this.conversation.notice("Not sent: the connection is down. Say it again in a moment.");
    this.conversation.typed(text);
  }

  #asked({ kind, question, ...rest }) {
    this.composer.question = kind === "input" ? question : null;
    if (kind === "confirmation" || kind === "choice") this.asks.show({ kind, question, ...rest });
    else this.asks.hide();
  }

  #called(call) {
    this.conversation.called(call);
    if (call.effect !== "read" && !call.problem) this.#refresh();
  }

  #stateIs(state) {
    this.composer.state = state;
    this.#followSound();
  }

  #connection({ state }) {
    this.composer.connected = state === "open";
    byId("connection").textContent = state === "lost" ? "Connection lost. Trying again…" : "";
    if (state === "open") this.talk.send({ t: "mute", on: this.microphone.muted });
    if (state !== "lost") return;
    this.#asked({ kind: null });
    this.#attempt(this.#checkSession());
  }

  #microphoneTurned(mode) {
    const was = this.composer.mode;
    this.composer.mode = mode;
    if (mode === "off") this.#mute(true);
    else if (was === "off") this.#startTalking(); // from held to open it stays as it is
  }

  async #startTalking() {
    if (this.composer.state === "speaking") this.#interrupt();
    try {
      await this.microphone.open(); // first: without a microphone there is no spoken conversation
      this.talk.useAudio();
      this.#mute(this.pushToTalk.mode === "off"); // it may have been let go while the browser asked for permission
      await this.#setVoice(this.speaker.on || !this.speaker.opened);
    } catch (failure) {
      this.pushToTalk.off();
      this.conversation.notice(failure.message);
    }
  }

  #mute(on) {
    this.#followSound();
    if (this.microphone.muted === on) return;
    this.microphone.muted = on;
    this.talk.send({ t: "mute", on });
    this.#followSound();
  }

  #microphoneGone() {
    this.pushToTalk.off();
    this.conversation.notice("The microphone was disconnected. Plug it in and press the button again.");
  }

  /** Hear replies, or read them in silence. */
  async #setVoice(on) {
    this.speaker.on = on;
    this.composer.voice = on;
    if (!on) return;
    this.talk.useAudio();
    await this.speaker.open(this.talk.playRate);
  }

  #followSound() {
    const speaking = this.composer.state === "speaking" && this.speaker.on;
    const source = speaking ? this.speaker.analyser : this.microphone.muted ? null : this.microphone.analyser;
    this.meter.follow(source);
  }

  #escape() {
    if (["speaking", "thinking"].includes(this.composer.state)) return this.#interrupt();
    if (!this.asks.answer(false)) this.pushToTalk.off();
  }

  #interrupt() {
    this.speaker.hush();
    this.talk.send({ t: "stop" });
  }

  #mention(words) {
    showView("talk");
    this.composer.mention(words);
  }

  #comeBack() {
    this.talk.hurry();
    this.#refresh();
  }

  #refresh() {
    this.#attempt(Promise.all([this.sections.refresh(), this.pending.refresh()]));
  }

  async #checkSession() {
    if (!(await signedIn())) location.reload();
  }

  async #signOut() {
    this.talk.close();
    this.live.close();
    await this.#attempt(this.push.end());
    await this.#attempt(signOut());
    location.reload();
  }

  /** A fetch in the background: an ended session shows the sign-in form, anything else is said on the board. */
  async #attempt(work) {
    try {
      await work;
      byId("board-problem").textContent = "";
    } catch (problem) {
      if (problem.status === 401) location.reload();
      else byId("board-problem").textContent = problem.message;
    }
  }
}
