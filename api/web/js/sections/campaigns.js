// Mailings, how far each has got; and what customers said of the work when they were asked.

import { get } from "../api.js";
import { when } from "../clock.js";
import { group, head, level, nothing, pill, row } from "../rows.js";
import { count } from "../words.js";

const GROUPS = { "Under way": ["sending", "paused", "scheduled"], Drafts: ["draft"], Sent: ["sent"] };

export const campaigns = {
  id: "campaigns",
  label: "Campaigns",
  needs: "campaigns:read",
  async draw({ mention }) {
    const [{ items }, reviews] = await Promise.all([
      get("/api/campaigns?sort=-createdAt&limit=100"), get("/api/review-requests?sort=-createdAt&limit=50"),
    ]);
    return [
      head("Campaigns", count(items.length, "campaign")),
      ...Object.entries(GROUPS).map(([title, of]) => group(title, items.filter(({ status }) => of.includes(status)).map((each) => line(each, mention)))),
      group("Reviews", reviews.items.map((each) => review(each, mention))),
      items.length ? null : nothing("No campaigns yet. Say \"start a campaign\" and what it's called."),
    ].filter(Boolean);
  },
};

function line({ id, name, status, templateName, scheduledAt, progress, problem }, mention) {
  const sent = progress?.sent ?? 0;
  const all = Object.values(progress ?? {}).reduce((sum, number) => sum + number, 0);
  const share = all ? sent / all : 0;
  return row({
    key: id, title: name, says: `the ${name} campaign`, mention,
    detail: [templateName, status === "scheduled" && scheduledAt && when(scheduledAt), `${sent} of ${count(all, "recipient")} sent`, problem],
    below: level(share, { tone: "good", label: `${Math.round(share * 100)}% sent` }), tags: [pill(status)],
  });
}

function review({ id, contactName, jobTitle, status, rating, comment, answeredAt, sentAt }, mention) {
  const at = answeredAt ?? sentAt;
  return row({
    key: id, title: contactName ?? "A customer", says: `the review request to ${contactName}`, mention,
    detail: [jobTitle, comment, at && when(at)], tags: rating ? [strong(count(rating, "star"))] : [pill(status)],
  });
}
