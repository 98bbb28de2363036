"use strict";
const LANGUAGES = ["en", "zh", "fr", "fi", "de", "el", "ko", "th", "tr"];
const $ = (id) => document.getElementById(id);
const parameters = new URLSearchParams(location.search);
const now = { bot: parameters.get("bot") || "delegates", user: parameters.get("user") || "100001", version: "", reply: 0, toast: "", shown: "" };

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) name in made ? (made[name] = value) : made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

async function post(path, body) {
  const response = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  return response.json();
}

const act = (what, more) => post("act", { bot: now.bot, user: now.user, do: what, ...more });

/* Entities come as offsets in UTF-16 units, which is what JavaScript strings are made of. */
const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre" };
function formatted(text, entities) {
  const marks = (entities || []).filter((one) => TAGS[one.type]);
  const build = (from, to, left) => {
    const parts = [];
    let at = from;
    for (const one of left.filter((x, i) => x.offset >= from && x.offset + x.length <= to && !left.slice(0, i).some((y) => y.offset <= x.offset && y.offset + y.length >= x.offset + x.length))) {
      parts.push(text.slice(at, one.offset));
      const inner = left.filter((other) => other !== one && other.offset >= one.offset && other.offset + other.length <= one.offset + one.length);
      parts.push(element(TAGS[one.type], {}, ...build(one.offset, one.offset + one.length, inner)));
      at = one.offset + one.length;
    }
    parts.push(text.slice(at, to));
    return parts;
  };
  return build(0, text.length, marks);
}

function bubble(message) {
  const parts = [];
  if (message.reply_to_message) parts.push(element("blockquote", {}, message.reply_to_message.text || "…"));
  if (message.photo) parts.push(element("img", { src: `file/${message.photo[0].file_id}`, alt: message.caption || "photo", onload: () => { $("chat").scrollTop = $("chat").scrollHeight; } }));
  if (message.document) parts.push(element("a", { href: `file/${message.document.file_id}`, textContent: `📎 ${message.document.file_name} ` }));
  if (message.venue) parts.push(`📍 ${message.venue.title}\n${message.venue.address}\n`);
  if (message.location) parts.push(element("a", { href: `https://www.openstreetmap.org/?mlat=${message.location.latitude}&mlon=${message.location.longitude}`, target: "_blank", textContent: `${message.location.latitude.toFixed(4)}, ${message.location.longitude.toFixed(4)} ` }));
  if (message.sticker) parts.push(message.sticker.emoji);
  parts.push(...formatted(message.text || message.caption || "", message.entities || message.caption_entities));
  const time = new Date(message.date * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
  if (message.from.is_bot) parts.push(element("button", { className: "reply", title: "Reply", textContent: "↩", onclick: () => answering(message) }));
  parts.push(element("small", {}, (message.edit_date ? "edited " : "") + time));
  const made = element("li", { className: message.from.is_bot ? "" : "mine" }, element("div", { className: "bubble", dir: "auto" }, ...parts));
  for (const row of (message.reply_markup || {}).inline_keyboard || []) {
    made.append(element("div", { className: "row" }, ...row.map((button) => button.url
      ? element("a", { href: button.url, target: "_blank", rel: "noopener", textContent: button.text })
      : element("button", { type: "button", textContent: button.text, onclick: () => act("tap", { message: message.message_id, data: button.callback_data }) }))));
  }
  return made;
}

function answering(message) {
  now.reply = message ? message.message_id : 0;
  $("answering").hidden = !message;
  $("answering").textContent = message ? `↩ ${message.text || message.caption || ""}` : "";
  if (message) $("compose").text.focus();
}

function show(state) {
  now.version = String(state.version);
  const choose = (name, value) => () => { now[name] = value; now.version = ""; answering(null); history.replaceState(null, "", `?bot=${now.bot}&user=${now.user}`); refresh(); };
  $("bots").replaceChildren(...state.bots.map((bot) => element("button", { type: "button", textContent: bot.name, "aria-pressed": String(bot.key === now.bot), onclick: choose("bot", bot.key) })));
  $("people").replaceChildren(...state.people.map((one) => element("button", { type: "button", textContent: `${one.name} · ${one.language}`, "aria-pressed": String(String(one.id) === now.user), onclick: choose("user", String(one.id)) })));
  const hints = state.hints.filter((hint) => hint.bot === now.bot);
  $("hints").replaceChildren(...(hints.length ? hints : [{ label: "START", text: "/start" }]).map((hint) => element("button", { type: "button", textContent: hint.label, onclick: () => act("say", { text: hint.text }) })));
  $("title").textContent = state.bots.find((bot) => bot.key === now.bot).name;
  $("block").textContent = state.blocked ? "Unblock" : "Block";
  $("block").onclick = () => act(state.blocked ? "unblock" : "block");
  $("menu").replaceChildren(...state.commands.map((one) => element("button", { type: "button", onclick: () => { $("menu").hidden = true; act("say", { text: `/${one.command}` }); } }, element("b", {}, `/${one.command} `), one.description)));
  const shown = JSON.stringify(state.messages);
  if (shown !== now.shown) {
    now.shown = shown;
    const empty = element("li", {}, element("div", { className: "bubble" }, state.description || "Nothing here yet."));
    $("chat").replaceChildren(...(state.messages.length ? state.messages.map(bubble) : [empty]));
    $("chat").scrollTop = $("chat").scrollHeight;
  }
  const toast = state.toasts[state.toasts.length - 1];
  if (toast && toast.query !== now.toast) {
    if (now.toast !== "") { $("toast").textContent = toast.text; $("toast").hidden = false; setTimeout(() => ($("toast").hidden = true), 2500); }
    now.toast = toast.query;
  } else if (!toast && now.toast === "") now.toast = "none";
}

/* Wide enough, the staff bot stands beside the delegates' one, as a page of its own. */
document.body.classList.toggle("bare", parameters.has("bare"));
if (!parameters.has("bare") && now.bot === "delegates" && innerWidth > 1200) {
  $("other").src = "?bot=staff&user=100002&bare";
  $("other").hidden = false;
}
if (innerWidth <= 700) $("people-and-bots").open = false;

let turn = 0;
async function refresh() {
  const mine = ++turn;
  while (mine === turn) {
    try {
      const response = await fetch(`state?bot=${now.bot}&user=${now.user}&version=${now.version}`);
      if (mine === turn && response.ok) show(await response.json());
      else if (!response.ok) { now.user = "100001"; await new Promise((go) => setTimeout(go, 1000)); }
    } catch { await new Promise((go) => setTimeout(go, 1000)); }
  }
}

$("compose").onsubmit = (event) => {
  event.preventDefault();
  const text = $("compose").text.value.trim();
  if (text) act("say", { text, message: now.reply });
  $("compose").text.value = "";
  answering(null);
};
for (const button of document.querySelectorAll("[data-do]")) button.onclick = () => {
  const place = { latitude: 45.7756, longitude: 126.5669 };
  act(button.dataset.do, { text: $("compose").text.value, ...place });
  $("compose").text.value = "";
};
$("commands").onclick = () => { $("menu").hidden = !$("menu").hidden; };
$("new").language.append(...LANGUAGES.map((code) => element("option", { textContent: code })));
$("new").onsubmit = async (event) => {
  event.preventDefault();
  const made = await post("person", { name: $("new").name.value, language: $("new").language.value });
  $("new").reset();
  now.user = String(made.id);
  now.version = "";
  refresh();
};
refresh();
