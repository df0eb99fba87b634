// The page: sign in, then the console.

import { Console } from "./console.js";
import { byId } from "./dom.js";
import { askToSignIn, signedIn } from "./session.js";

async function start() {
  const user = (await signedIn()) ?? (await askToSignIn());
  new Console(user).open();
}

start().catch((failure) => {
  byId("session").hidden = false;
  byId("sign-in-problem").textContent = failure.message;
});
