// Shows what somebody is told while the page is closed, and brings the page up when that is clicked.

self.addEventListener("push", (event) => {
  const { id, title, body } = event.data?.json() ?? {};
  event.waitUntil(self.registration.showNotification(title ?? "Callout", { body, tag: id, icon: "logo.svg" }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(broughtUp());
});

async function broughtUp() {
  const [open] = await self.clients.matchAll({ type: "window" });
  return open ? open.focus() : self.clients.openWindow("./");
}
