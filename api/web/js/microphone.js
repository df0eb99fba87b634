// The microphone as a stream of PCM frames. Muted, it goes on sending silence, so that the server hears speech end.

const WANTED = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };
const REFUSED = {
  NotAllowedError: "The browser may not use the microphone. Allow it in the address bar, or type instead.",
  NotFoundError: "No microphone was found. Plug one in, or type instead.",
  NotReadableError: "Another program is using the microphone. Close it there, or type instead.",
};

export class Microphone {
  #context = null;
  #track = null;
  #analyser = null;
  #opening = null;
  #muted = true;

  /** `onFrame` is given each 20 ms of PCM; `onEnd` is called when the device goes away. */
  constructor({ onFrame, onEnd }) {
    this.onFrame = onFrame;
    this.onEnd = onEnd;
  }

  get analyser() {
    return this.#analyser;
  }

  get muted() {
    return this.#muted;
  }

  set muted(muted) {
    this.#muted = muted;
    if (this.#track) this.#track.enabled = !muted;
  }

  /** Ask for the microphone, the first time, and begin to send frames. Call it from a click or a key. */
  open() {
    this.#opening ??= this.#start();
    return this.#opening;
  }

  close() {
    this.#track?.stop();
    this.#context?.close();
    this.#context = this.#track = this.#analyser = this.#opening = null;
    this.#muted = true;
  }

  async #start() {
    try {
      await this.#listen(await this.#stream());
    } catch (failure) {
      this.close();
      throw failure;
    }
  }

  async #stream() {
    // Browsers hide the microphone from pages that came over plain http from another machine.
    if (!navigator.mediaDevices) throw new Error("The browser gives the microphone only to https pages. Open this page over https, or type instead.");
    try {
      return await navigator.mediaDevices.getUserMedia({ audio: WANTED });
    } catch (refusal) {
      throw new Error(REFUSED[refusal.name] ?? `The microphone did not start: ${refusal.message}`);
    }
  }

  async #listen(stream) {
    [this.#track] = stream.getAudioTracks();
    this.#track.enabled = !this.#muted;
    this.#track.onended = () => {
      this.close();
      this.onEnd();
    };
    this.#context = new AudioContext({ latencyHint: "interactive" });
    await this.#context.audioWorklet.addModule(new URL("capture-worklet.js", import.meta.url));
    const source = this.#context.createMediaStreamSource(stream);
    const capture = new AudioWorkletNode(this.#context, "capture", { numberOfOutputs: 0, channelCount: 1, channelCountMode: "explicit" });
    capture.port.onmessage = ({ data }) => this.onFrame(data);
    this.#analyser = new AnalyserNode(this.#context, { fftSize: 512 });
    source.connect(capture);
    source.connect(this.#analyser);
    await this.#context.resume();
  }
}
