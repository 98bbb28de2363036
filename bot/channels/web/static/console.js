"use strict";
// The staff console: parts that keep themselves up to date, links to copy, forms that go out once.
(() => {
  const busy = (part) => part.contains(document.activeElement) && document.activeElement !== document.body;

  for (const part of document.querySelectorAll("[data-stream]")) {
    let late = null;
    const show = (html) => {
      const scrolled = [...part.querySelectorAll(".scroll")].map((one) => one.scrollLeft);
      part.innerHTML = html;
      part.querySelectorAll(".scroll").forEach((one, index) => (one.scrollLeft = scrolled[index] || 0));
      late = null;
    };
    // What somebody is about to press does not move under their finger.
    part.addEventListener("focusout", () => setTimeout(() => late !== null && !busy(part) && show(late), 0));
    const listen = () => {
      const source = new EventSource(part.dataset.stream);
      source.addEventListener("part", (event) => (busy(part) ? (late = event.data) : show(event.data)));
      source.addEventListener("ended", () => location.reload());
      source.addEventListener("error", () => {
        if (source.readyState === EventSource.CLOSED) setTimeout(listen, 3000);
      });
      window.addEventListener("pagehide", () => source.close(), { once: true });
    };
    listen();
    window.addEventListener("pageshow", (event) => event.persisted && listen());
  }

  const copied = async (form) => {
    const button = form.querySelector("button");
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams(new FormData(form)),
    });
    if (!answer.ok) return location.reload();
    const { address } = await answer.json();
    try {
      await navigator.clipboard.writeText(address);
      button.textContent = button.dataset.done;
    } catch {
      window.prompt("", address); // no clipboard without https: let it be copied by hand
    }
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.classList.contains("copy")) {
      event.preventDefault();
      copied(form);
    } else if (form.classList.contains("sure") && !window.confirm(form.dataset.sure)) {
      event.preventDefault();
    } else if (form.classList.contains("once")) {
      setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = true)), 0);
    }
  });
})();
