// The companies that are hosted here, for whoever runs the installation: who is shut out first, then the rest.

import { get } from "../api.js";
import { when } from "../clock.js";
import { group, head, nothing, pill, row } from "../rows.js";

export const tenants = {
  id: "tenants",
  label: "Tenants",
  needs: "tenants:read",
  async draw({ mention }) {
    const { items } = await get("/api/tenants?sort=name&limit=200");
    const suspended = items.filter(({ status }) => status === "suspended");
    return [
      head("Tenants", [items.length === 1 ? "1 company" : `${items.length} companies`, suspended.length ? `${suspended.length} suspended` : "none suspended"].join(" · ")),
      group("Suspended", suspended.map((each) => company(each, mention))),
      group("Active", items.filter(({ status }) => status === "active").map((each) => company(each, mention))),
      items.length ? null : nothing("No companies yet. Say \"create a tenant called\" and its name."),
    ].filter(Boolean);
  },
};

function company({ id, name, status, timezone, currency, businessLine, adminEmail, invitedAt }, mention) {
  const invited = invitedAt && `${adminEmail} invited ${when(invitedAt)}`;
  return row({
    key: id, lead: currency, title: name, says: name, mention,
    detail: [timezone.split("/").pop().replaceAll("_", " "), businessLine, invited], tags: [pill(status)],
  });
}
