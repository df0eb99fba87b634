// Mailings: how far each has got.

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
    const { items } = await get("/api/campaigns?sort=-createdAt&limit=100");
    return [
      head("Campaigns", count(items.length, "campaign")),
      ...Object.entries(GROUPS).map(([title, of]) => group(title, items.filter(({ status }) => of.includes(status)).map((each) => line(each, mention)))),
      items.length ? null : nothing("No campaigns yet. Say \"start a campaign\" and what it's called."),
    ].filter(Boolean);
  },
};

function line({ id, name, status, templateName, scheduledAt, recipientCount = 0, sentCount = 0 }, mention) {
  const share = recipientCount ? sentCount / recipientCount : 0;
  return row({
    key: id, title: name, says: `the ${name} campaign`, mention,
    detail: [templateName, status === "scheduled" && scheduledAt && when(scheduledAt), `${sentCount} of ${count(recipientCount, "recipient")} sent`],
    below: level(share, { tone: "good", label: `${Math.round(share * 100)}% sent` }), tags: [pill(status)],
  });
}
