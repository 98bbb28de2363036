"use strict";
// The chat: messages are sent without leaving the page, and new lines arrive by themselves, each once.
(() => {
  const lines = document.getElementById("lines");
  const compose = document.getElementById("compose");
  const text = document.getElementById("text");
  const typing = document.getElementById("typing");
  const notice = document.getElementById("notice");
  const offline = document.getElementById("offline");
  const newer = document.getElementById("newer");
  const csrf = document.body.dataset.csrf;
  const title = document.title;
  let unseen = 0;

  const numberOf = (line) => Number(line.id.slice(1));
  const shown = () => [...lines.querySelectorAll("li.line[id^='m']")];
  const last = () => shown().reduce((highest, line) => Math.max(highest, numberOf(line)), 0);
  const atEnd = () => window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 160;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  // To the end, but never past the beginning of `line`: a long answer is read from its first word.
  const toEnd = (smooth, line) => {
    const end = document.documentElement.scrollHeight - window.innerHeight;
    const head = document.querySelector(".head").offsetHeight + 12;
    const begin = line ? line.getBoundingClientRect().top + window.scrollY - head : end;
    window.scrollTo({ top: Math.min(end, begin), behavior: smooth && !calm ? "smooth" : "instant" });
  };

  // Times of day stand on every bubble; the day is said where it changes.
  const markDays = () => {
    let before = "";
    for (const line of shown()) {
      line.classList.toggle("new-day", line.dataset.day !== before);
      before = line.dataset.day;
    }
  };

  const settle = (line) => {
    if (!line.classList.contains("in")) return;
    const said = line.querySelector(".text").textContent.trim();
    const pending = [...lines.querySelectorAll(".pending")].find((one) => one.dataset.text === said);
    if (pending) pending.remove();
  };

  // Insert lines that are not on the page yet, where their number puts them.
  const add = (html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const follow = atEnd();
    let fresh = 0;
    let first = null;
    for (const line of [...holder.content.children]) {
      if (document.getElementById(line.id)) continue;
      first ||= line;
      settle(line);
      const later = shown().find((one) => numberOf(one) > numberOf(line)) || lines.querySelector(".pending");
      lines.insertBefore(line, later || null);
      line.classList.add("fresh");
      if (line.classList.contains("out")) fresh += 1;
    }
    markDays();
    if (fresh && document.hidden) document.title = `(${(unseen += fresh)}) ${title}`;
    if (follow && first) toEnd(true, first);
    else if (fresh) newer.hidden = false;
  };

  newer.addEventListener("click", () => toEnd(true));
  window.addEventListener("scroll", () => atEnd() && (newer.hidden = true), { passive: true });

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) {
      unseen = 0;
      document.title = title;
    }
  });

  const newKey = () => [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("");

  const waiting = () => (typing.hidden = !lines.querySelector(".pending:not(.failed)"));

  const deliver = async (bubble) => {
    const again = bubble.querySelector(".again");
    again.hidden = true;
    bubble.classList.remove("failed");
    waiting();
    toEnd(true);
    try {
      const answer = await fetch("/messages", {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": csrf },
        body: JSON.stringify({ text: bubble.dataset.text, after: last(), key: bubble.dataset.key }),
      });
      if (answer.status === 401 || answer.status === 403) return location.reload();
      if (!answer.ok) throw new Error(String(answer.status));
      const { html, notice: said, taken } = await answer.json();
      add(html);
      notice.textContent = said;
      if (taken) bubble.remove();
      else fail(bubble);
    } catch {
      fail(bubble);
    }
    waiting();
    toEnd(true, [...lines.querySelectorAll(".line.in")].pop());
  };

  const fail = (bubble) => {
    bubble.classList.add("failed");
    bubble.querySelector(".again").hidden = false;
  };

  const send = (words) => {
    const said = words.trim();
    if (!said) return;
    const bubble = document.getElementById("mine").content.firstElementChild.cloneNode(true);
    bubble.querySelector("p").textContent = said;
    bubble.dataset.text = said;
    bubble.dataset.key = newKey();
    bubble.querySelector(".again").addEventListener("click", () => deliver(bubble));
    lines.append(bubble);
    notice.textContent = "";
    deliver(bubble);
  };

  const fit = () => {
    text.style.height = "auto";
    text.style.height = `${Math.min(text.scrollHeight, 160)}px`;
  };

  compose.addEventListener("submit", (event) => {
    event.preventDefault();
    send(text.value);
    text.value = "";
    fit();
    text.focus();
  });
  text.addEventListener("input", fit);
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    compose.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.classList.contains("say") || !event.submitter) return;
    event.preventDefault();
    send(event.submitter.value);
  });

  // The address names the last line we hold, so that a connection made anew by us misses nothing either.
  let source;
  const listen = () => {
    source = new EventSource(`/events?after=${last()}`);
    source.addEventListener("open", () => (offline.hidden = true));
    source.addEventListener("line", (event) => add(event.data));
    source.addEventListener("ended", () => {
      source.close();
      location.reload();
    });
    source.addEventListener("error", () => {
      offline.hidden = false;
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(listen, 3000);
    });
  };
  window.addEventListener("pagehide", () => source.close());
  window.addEventListener("pageshow", (event) => event.persisted && listen());

  history.scrollRestoration = "manual";
  markDays();
  toEnd(false, lines.lastElementChild);
  listen();
})();
