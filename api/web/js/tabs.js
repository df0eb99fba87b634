// On a narrow screen the conversation and the board are two tabs; on a wide one both show and the tabs are hidden.

import { byId } from "./dom.js";

const VIEWS = ["talk", "board"];

export function showView(view) {
  byId("console").dataset.view = view;
  for (const name of VIEWS) {
    byId(`tab-${name}`).setAttribute("aria-selected", name === view);
    byId(`tab-${name}`).tabIndex = name === view ? 0 : -1;
  }
}

export function watchTabs() {
  for (const name of VIEWS) {
    const other = VIEWS.find((view) => view !== name);
    byId(`tab-${name}`).addEventListener("click", () => showView(name));
    byId(`tab-${name}`).addEventListener("keydown", (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      showView(other);
      byId(`tab-${other}`).focus();
    });
  }
}
