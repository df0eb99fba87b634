// What a manager looks at: money by month, jobs by how they stand, who carries how much.

import { get } from "../api.js";
import { bars, columns } from "../charts.js";
import { figure, figures, head, money } from "../rows.js";
import { sentence, statusName } from "../words.js";

export const numbers = {
  id: "numbers",
  label: "Numbers",
  needs: "analytics:read",
  async draw() {
    const dashboard = await get("/api/analytics/dashboard");
    return [head("Numbers", sentence(String(dashboard.period ?? "")))];
  },
};
