// Charts as SVG, drawn from numbers. Each carries the same numbers as a table for who cannot see it.

import { element } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 420;
const HEIGHT = 150;
const FOOT = 22;
const GAP = 0.28;
const ROOM = 18; // above the tallest column, for its number
const MOST_LABELS = 8;

/** Upright columns over time; `before`, where given, stands behind each as what it is measured against. */
export function columns(title, points, format) {
  const most = Math.max(1e-9, ...points.flatMap(({ value, before }) => [value, before ?? 0]));
  const step = WIDTH / Math.max(points.length, 1);
  const height = (value) => (Math.max(0, value) / most) * (HEIGHT - FOOT - ROOM);
  const every = Math.ceil(points.length / MOST_LABELS);
  const bars = points.flatMap(({ label, value, before }, at) => {
    const x = at * step + (step * GAP) / 2;
    const width = step * (1 - GAP);
    const tall = height(value);
    return [
      before === undefined || before === null ? null : bar("chart-before", x - width * 0.08, width * 1.16, height(before)),
      bar("chart-bar", x, width, tall, `${label}: ${format(value)}`),
      at % every ? null : text(x + width / 2, HEIGHT - 6, label, "chart-label"),
      points.length <= 8 ? text(x + width / 2, HEIGHT - FOOT - tall - 5, format(value), "chart-value") : null,
    ];
  });
  return chart(title, points, format, svg(HEIGHT, [line(HEIGHT - FOOT), ...bars]));
}

/** Lying bars, one a name, in the order given; `before`, where given, as a slim one at its foot. */
export function bars(title, points, format) {
  const most = Math.max(1e-9, ...points.flatMap(({ value, before }) => [value, before ?? 0]));
  const long = (className, value, tone) => {
    const bar = element("span", { class: className, "data-tone": tone });
    bar.style.inlineSize = `${(Math.max(0, value) / most) * 100}%`;
    return bar;
  };
  const rows = points.map(({ label, value, before, tone = "plain" }) => {
    const fill = long("bar-fill", value, tone);
    const then = before ? long("bar-before", before) : null;
    return element("div", { class: "bar-row" },
      element("span", { class: "bar-label", text: label }), element("span", { class: "bar-track" }, fill, then), element("span", { class: "bar-value", text: format(value) }));
  });
  return chart(title, points, format, element("div", { class: "bars", "aria-hidden": "true" }, ...rows));
}

function chart(title, points, format, drawing) {
  const isCompared = points.some(({ before }) => before !== undefined && before !== null);
  const rows = points.map(({ label, value, before }) => element("tr", {},
    element("th", { scope: "row", text: label }), element("td", { text: format(value) }), isCompared ? element("td", { text: format(before ?? 0) }) : null));
  const heads = isCompared ? element("thead", {}, element("tr", {}, ...["", "Now", "Before"].map((text) => element("th", { scope: "col", text })))) : null;
  return element("figure", { class: "chart" },
    element("figcaption", { text: title }),
    points.length ? drawing : element("p", { class: "empty", text: "Nothing to draw yet." }),
    element("table", { class: "visually-hidden" }, element("caption", { text: title }), heads ?? "", element("tbody", {}, ...rows)),
  );
}

function svg(height, children) {
  const node = shape("svg", { viewBox: `0 0 ${WIDTH} ${height}`, "aria-hidden": "true", class: "chart-svg" });
  node.append(...children.filter(Boolean));
  return node;
}

function bar(className, x, width, tall, title = "") {
  const node = shape("rect", { class: className, x, y: HEIGHT - FOOT - tall, width, height: tall, rx: Math.min(3, tall / 2) });
  if (title) {
    const told = shape("title", {});
    told.textContent = title;
    node.append(told);
  }
  return node;
}

const line = (y) => shape("line", { class: "chart-axis", x1: 0, x2: WIDTH, y1: y, y2: y });

function text(x, y, words, className) {
  const node = shape("text", { x, y, class: className, "text-anchor": "middle" });
  node.textContent = words;
  return node;
}

function shape(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}
