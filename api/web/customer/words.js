// Moments and money as the company's customers read them: in its zone, whatever the phone's is.

/** A moment in words: "Thu, Mar 12, 2:00 PM". */
export function dayTime(moment, zone) {
  return new Date(moment).toLocaleString("en-US", { weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit", timeZone: zone });
}

/** An amount in its currency. */
export function money(amount, currency = "USD") {
  return Number(amount).toLocaleString("en-US", { style: "currency", currency });
}

/** The moment that a clock in the zone shows so ("2026-03-12T14:00"), as RFC 3339. */
export function momentIn(shown, zone) {
  const asUtc = Date.parse(`${shown}:00Z`);
  const first = asUtc - ahead(asUtc, zone);
  return new Date(asUtc - ahead(first, zone)).toISOString();
}

/** By how many milliseconds the zone's clock is ahead of UTC at a moment. */
function ahead(moment, zone) {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" });
  const told = Object.fromEntries(parts.formatToParts(new Date(moment)).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(told.year, told.month - 1, told.day, told.hour, told.minute, told.second) - Math.floor(moment / 1000) * 1000;
}
