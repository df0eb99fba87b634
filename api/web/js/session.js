// Signing in and out.

import { get, post, remove, Problem } from "./api.js";
import { byId, element } from "./dom.js";
import { initials, roleName } from "./words.js";

/** Who the cookie says is signed in, or null. */
export async function signedIn() {
  try {
    return await get("/api/users/me");
  } catch (problem) {
    if (problem.status === 401) return null;
    throw problem;
  }
}

export async function signOut() {
  await remove("/api/session");
}

/** Show the sign-in form, and answer the user once somebody has signed in. */
export function askToSignIn() {
  byId("session").hidden = false;
  document.title = "Sign in · Callout";
  return new Promise((resolve) => {
    const attempt = async (email, password) => {
      const user = await signIn(email, password);
      if (!user) return;
      byId("session").hidden = true;
      byId("sign-in").reset();
      resolve(user);
    };
    byId("sign-in").onsubmit = (event) => {
      event.preventDefault();
      attempt(byId("email").value, byId("password").value);
    };
    offerDemoPeople(attempt);
  });
}

async function signIn(email, password) {
  const problem = byId("sign-in-problem");
  const card = document.querySelector(".session-card");
  problem.textContent = "";
  card.inert = true;
  try {
    return (await post("/api/session", { email, password })).user;
  } catch (refused) {
    problem.textContent = refused.message;
    return null;
  } finally {
    card.inert = false;
  }
}

async function offerDemoPeople(attempt) {
  const people = await demoPeople();
  byId("demo-people").hidden = people.items.length === 0;
  byId("demo-people-list").replaceChildren(...people.items.map((person) => {
    const choose = () => (people.password ? attempt(person.email, people.password) : prefill(person.email));
    return element("li", {}, personButton(person, choose));
  }));
  const first = byId("demo-people-list").querySelector("button") ?? byId("email");
  first.focus({ preventScroll: true });
}

async function demoPeople() {
  try {
    return await get("/api/demo/people");
  } catch (problem) {
    // 404 is the server's way to say that this is no demo.
    if (problem instanceof Problem && problem.status === 404) return { items: [], password: null };
    byId("sign-in-problem").textContent = problem.message;
    return { items: [], password: null };
  }
}

function personButton({ name, role, email }, choose) {
  return element("button", { type: "button", class: "person", title: email, "aria-label": `Sign in as ${name}, ${roleName(role)}`, on: { click: choose } },
    element("span", { class: "mark", "aria-hidden": "true", text: initials(name) }),
    element("span", { class: "person-name", text: name }),
    element("span", { class: "person-role", text: roleName(role) }),
  );
}

function prefill(email) {
  byId("email").value = email;
  byId("password").focus();
}
