// What this person has been told: unread first, each marked as read with one press.

import { get, patch, post } from "../api.js";
import { ago } from "../clock.js";
import { element } from "../dom.js";
import { group, head, nothing, row } from "../rows.js";
import { count } from "../words.js";

export const inbox = {
  id: "inbox",
  label: "Inbox",
  needs: "notifications:read",
  async draw({ redraw }) {
    const { items } = await get("/api/notifications?limit=100");
    const unread = items.filter(({ read }) => !read);
    const everything = element("button", { type: "button", class: "button small", text: "Mark all read", disabled: unread.length === 0, on: { click: () => settle(redraw, () => post("/api/notifications/read-all", {})) } });
    return [
      head("Inbox", unread.length ? count(unread.length, "unread notice") : "All read", everything),
      group("Unread", unread.map((notice) => line(notice, redraw))),
      group("Earlier", items.filter(({ read }) => read).map((notice) => line(notice, redraw))),
      items.length ? null : nothing("Nobody has told you anything yet."),
    ].filter(Boolean);
  },
};

function line({ id, title, body, read, createdAt }, redraw) {
  const toggle = element("button", { type: "button", class: "button quiet small", text: read ? "Unread" : "Read", "aria-label": `Mark "${title}" ${read ? "unread" : "read"}`, on: { click: () => settle(redraw, () => patch(`/api/notifications/${encodeURIComponent(id)}`, { read: !read })) } });
  return row({ key: id, lead: createdAt ? ago(createdAt) : "", title, detail: [body], tags: [toggle] });
}

async function settle(redraw, act) {
  await act();
  await redraw();
}
