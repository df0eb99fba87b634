// What is on the shelf: what runs low first, and what is on order.

import { get } from "../api.js";
import { group, head, level, money, nothing, pill, row, strong } from "../rows.js";
import { count } from "../words.js";

export const stock = {
  id: "stock",
  label: "Stock",
  needs: "inventory:read",
  async draw({ mention, may }) {
    const onOrder = may("purchase-orders:read") ? all("/api/purchase-orders?status=ordered&limit=50") : [];
    const [items, orders] = await Promise.all([all("/api/inventory?sort=name&limit=200"), onOrder]);
    const isLow = (item) => Number(item.quantity) <= Number(item.reorderAt);
    const low = items.filter(isLow);
    const line = (item) => part(item, isLow(item), mention);
    return [
      head("Stock", [count(items.length, "part"), low.length ? `${low.length} low` : "nothing low"].join(" · ")),
      group("Running low", low.map(line)),
      group("On order", orders.map((order) => purchase(order, mention))),
      group("On the shelf", items.filter((item) => !isLow(item)).map(line)),
      items.length ? null : nothing("Nothing is kept in stock yet. Say \"add a new part\"."),
    ].filter(Boolean);
  },
};

async function all(path) {
  return (await get(path)).items;
}

function part(item, isLow, mention) {
  const { quantity, reorderAt, unit, unitPrice } = item;
  const full = Math.max(Number(quantity), Number(reorderAt) * 3, 1);
  const label = `${quantity} of ${unit}, reorder at ${reorderAt}`;
  return row({
    key: item.id, lead: item.sku ?? "", title: item.name, says: item.name, mention,
    detail: [unitPrice !== null && `${money(unitPrice)} ${unit === "each" ? "each" : `a ${unit}`}`],
    below: level(Number(quantity) / full, { mark: Number(reorderAt) / full, tone: isLow ? "bad" : "good", label }),
    tags: [strong(`${quantity}${unit === "each" ? "" : ` ${unit}`}`, isLow ? "bad" : "plain")],
  });
}

function purchase(order, mention) {
  const lines = order.lines ?? [];
  return row({
    key: order.id, lead: `#${order.number}`, title: order.supplierName ?? "Purchase order", says: `purchase order ${order.number}`, mention,
    detail: [lines.map((line) => `${line.quantity} ${line.itemName ?? line.name ?? "parts"}`).join(", ")], tags: [pill(order.status)],
  });
}
