"use strict";
// Every page: the running rehearsal clock, menus that close, buttons that answer in place.
(() => {
  const strip = document.getElementById("strip");
  if (strip) {
    const days = strip.dataset.days.split("|");
    const began = performance.now();
    const two = (number) => String(number).padStart(2, "0");
    const speed = Number(strip.dataset.speed);
    const show = () => {
      const seconds = Number(strip.dataset.seconds) + ((performance.now() - began) / 1000) * speed;
      const day = days[Math.floor(seconds / 86400)];
      if (!day) return;
      strip.textContent = `${day} ${two(Math.floor((seconds % 86400) / 3600))}:${two(Math.floor((seconds % 3600) / 60))}`;
    };
    if (speed) setInterval(show, Math.max(100, Math.min(1000, 20000 / speed)));
  }

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // A form marked "tap-form" is sent in the background; one marked "swap" is replaced by what it looks like afterwards.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.classList.contains("tap-form")) return;
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams(new FormData(form)),
      });
      if (answer.status === 401) return location.reload();
      if (!answer.ok) throw new Error(String(answer.status));
      const { html } = await answer.json();
      if (form.classList.contains("swap")) {
        const holder = document.createElement("template");
        holder.innerHTML = html;
        const fresh = holder.content.firstElementChild;
        form.replaceWith(fresh);
        (fresh.querySelector("button") || fresh).focus();
      } else {
        form.remove();
      }
    } catch {
      button.disabled = false;
      button.classList.add("failed");
    }
  });
})();
