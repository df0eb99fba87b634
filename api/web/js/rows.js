// What the sections are made of: a heading, groups of rows, figures that stand out.

import { element } from "./dom.js";
import { statusName } from "./words.js";

/** The head of a section: its title, and one line about what is in it. */
export function head(title, summary, ...beside) {
  return element("header", { class: "board-head" },
    element("div", {}, element("h2", { text: title }), element("p", { class: "board-summary", text: summary })),
    ...beside,
  );
}

/** A titled list of rows; nothing at all where there are none. */
export function group(title, rows, { note } = {}) {
  if (rows.length === 0) return null;
  return element("section", { class: "lane" },
    element("h3", { class: "lane-head" },
      element("span", { text: title }),
      element("span", { class: "lane-count", text: note ?? rows.length }),
    ),
    element("ul", {}, ...rows.map((row) => element("li", {}, row))),
  );
}

/** One record: what leads (a number or a time), what it is, a line of detail, and tags. Pressing it names it in the text box. */
export function row({ key, lead = "", title, detail = [], tags = [], below = null, says, mention }) {
  const inside = [
    element("span", { class: "job-time" }, element("span", { class: "number", text: lead })),
    element("span", { class: "job-main" },
      element("span", { class: "job-title", text: title }),
      element("span", { class: "job-where", text: detail.filter(Boolean).join(" · ") }),
      below,
    ),
    element("span", { class: "job-tags" }, ...tags),
  ];
  if (!says) return element("div", { class: "job still", "data-key": key }, ...inside);
  return element("button", { type: "button", class: "job", "data-key": key, title: `Mention ${says}`, on: { click: () => mention(says) } }, ...inside);
}

export const pill = (status) => element("span", { class: "pill", "data-status": status, text: statusName(status) });

export const strong = (text, tone = "plain") => element("span", { class: "figure-small", "data-tone": tone, text });

/** A number that a manager looks for, with what it is measured against. */
export function figure(label, value, note = "", tone = "plain") {
  return element("div", { class: "figure" },
    element("span", { class: "figure-label", text: label }),
    element("span", { class: "figure-value", text: value }),
    element("span", { class: "figure-note", "data-tone": tone, text: note }),
  );
}

export const figures = (...each) => element("div", { class: "figures" }, ...each);

/** How full something is, from 0 to 1, with a mark where it should not fall below. */
export function level(share, { mark = null, tone = "plain", label }) {
  const part = (value) => `${Math.round(Math.max(0, Math.min(1, value)) * 100)}%`;
  const bar = element("span", { class: "level", role: "img", "aria-label": label }, element("span", { class: "level-fill", "data-tone": tone }));
  bar.firstChild.style.inlineSize = part(share);
  if (mark === null) return bar;
  const line = element("span", { class: "level-mark" });
  line.style.insetInlineStart = part(mark);
  bar.append(line);
  return bar;
}

export const nothing = (text) => element("p", { class: "empty", text });

/** "1234.5" → "$1,234.50"; in round numbers where cents would only be in the way. */
export function money(amount, { round = false, currency = "USD" } = {}) {
  const digits = round ? 0 : 2;
  const options = { style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat("en-US", options).format(Number(amount));
}
