// Contacts from a file: chosen, looked over, then entered; every row that is not entered is told, and given back.

import { upload } from "./api.js";
import { element } from "./dom.js";
import { count } from "./words.js";

const MOST = 50;

/** The control: a file to choose, and below it what would come of it, then what came of it. */
export function contactFile(redraw) {
  const told = element("div", { class: "import-told", role: "status" });
  const input = element("input", {
    type: "file", id: "contact-file", accept: ".csv,text/csv", class: "visually-hidden", "data-key": "contact-file",
    on: { change: () => look(input.files[0], told, redraw) },
  });
  return element("section", { class: "import", "aria-labelledby": "import-title" },
    element("h3", { id: "import-title", text: "Contacts from a file" }),
    element("p", { class: "import-hint", text: "A CSV file with the names of the columns in its first row. It is looked over before anything is entered." }),
    element("label", { class: "button small", for: "contact-file" }, "Choose a file", input),
    told,
  );
}

async function look(file, told, redraw) {
  if (!file) return;
  await settled(told, async () => {
    const seen = await upload("/api/contacts/import/preview", file);
    const enter = element("button", { type: "button", class: "button primary small", text: `Enter ${count(seen.imported, "contact")}`, on: { click: () => enterAll(file, told, redraw) } });
    told.replaceChildren(
      element("p", { text: `${file.name}: ${count(seen.total, "row")}, ${seen.imported} can be entered.` }),
      ...result(seen), seen.imported ? enter : "",
    );
  });
}

async function enterAll(file, told, redraw) {
  await settled(told, async () => {
    const done = await upload("/api/contacts/import", file);
    await redraw();
    const shown = document.querySelector(".import-told") ?? told; // what was redrawn
    shown.replaceChildren(element("p", { text: `${count(done.imported, "contact")} entered.` }), ...result(done));
  });
}

async function settled(told, act) {
  told.replaceChildren(element("p", { text: "Reading it…" }));
  try {
    await act();
  } catch (problem) {
    told.replaceChildren(element("p", { class: "import-problem", text: problem.message }));
  }
}

/** Who is there already, and what is wrong in which row. */
function result({ duplicates, errors, rejected }) {
  const there = duplicates.slice(0, MOST).map(({ row, name, contactName, field, sameAsRow }) => [row, name, contactName ? `the same ${field} as ${contactName}` : `the same ${field} as row ${sameAsRow}`]);
  const wrong = errors.slice(0, MOST).map(({ row, field, value, message }) => [row, `${field}: ${value || "empty"}`, message]);
  return [
    table("Rows with errors", errors.length, ["Row", "What is there", "What is wrong"], wrong),
    rejected ? element("a", { class: "button quiet small", href: URL.createObjectURL(new Blob([rejected], { type: "text/csv" })), download: "rows-to-put-right.csv", text: "Download these rows" }) : null,
    table("There already, and not entered again", duplicates.length, ["Row", "Name", "Why"], there),
  ].filter(Boolean);
}

function table(title, total, heads, rows) {
  if (rows.length === 0) return null;
  const more = total > rows.length ? `, the first ${rows.length}` : "";
  return element("div", { class: "table-room" }, element("table", { class: "plain-table" },
    element("caption", { text: `${title}: ${total}${more}` }),
    element("thead", {}, element("tr", {}, ...heads.map((each) => element("th", { scope: "col", text: each })))),
    element("tbody", {}, ...rows.map((cells) => element("tr", {}, ...cells.map((each) => element("td", { text: each }))))),
  ));
}
