// Plays the server's speech. The context runs at the server's rate: the browser resamples better than we would.

export class Speaker {
  #context = null;
  #node = null;
  #gain = null;
  #analyser = null;
  #opening = null;
  #on = false;
  #hushed = false;

  /** `onPlayed` is told, in milliseconds, how much of the current segment has been played. */
  constructor({ onPlayed }) {
    this.onPlayed = onPlayed;
  }

  get analyser() {
    return this.#analyser;
  }

  get opened() {
    return this.#opening !== null;
  }

  get on() {
    return this.#on;
  }

  /** Off, speech is played to nobody but its time still passes, so that the server's playhead stays true. */
  set on(on) {
    this.#on = on;
    if (this.#gain) this.#gain.gain.value = on ? 1 : 0;
  }

  /** Get ready to play. Call it from a click or a key: browsers let no page make a sound before one. */
  open(rate) {
    this.#opening ??= this.#build(rate);
    return this.#opening;
  }

  play(pcm) {
    if (!this.#hushed) this.#node?.port.postMessage(pcm, [pcm]);
  }

  /** Start a segment: the playhead counts from here. */
  segment() {
    this.#hushed = false;
    this.#node?.port.postMessage("segment");
  }

  clear() {
    this.#hushed = false;
    this.#node?.port.postMessage("clear");
  }

  /** Be silent at once, and let pass what is still on its way until the server clears or begins anew. */
  hush() {
    this.clear();
    this.#hushed = true;
  }

  pause() {
    this.#node?.port.postMessage("pause");
  }

  resume() {
    this.#node?.port.postMessage("resume");
  }

  close() {
    this.#context?.close();
    this.#context = this.#node = this.#gain = this.#analyser = this.#opening = null;
  }

  async #build(rate) {
    this.#context = new AudioContext({ sampleRate: rate, latencyHint: "interactive" });
    await this.#context.audioWorklet.addModule(new URL("play-worklet.js", import.meta.url));
    this.#node = new AudioWorkletNode(this.#context, "play", { numberOfInputs: 0, outputChannelCount: [1] });
    this.#node.port.onmessage = ({ data }) => this.onPlayed(data);
    this.#gain = new GainNode(this.#context, { gain: this.#on ? 1 : 0 });
    this.#analyser = new AnalyserNode(this.#context, { fftSize: 512 });
    this.#node.connect(this.#analyser).connect(this.#gain).connect(this.#context.destination);
    await this.#context.resume();
  }
}
