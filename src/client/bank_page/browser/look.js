// Everything that a person sees in this frame: fields, choices and buttons, each with the words about it.
const deep = (root) =>
  [...root.querySelectorAll("*")].flatMap((it) =>
    it.shadowRoot ? [it, ...deep(it.shadowRoot)] : [it],
  );
const everything = deep(document);
const seen = (it) => {
  const box = it.getBoundingClientRect();
  return box.width > 1 && box.height > 1 && it.checkVisibility({ checkVisibilityCSS: true });
};
const usable = (it) =>
  !it.matches(":disabled") && !it.closest("[inert], [aria-disabled=true], [role=search]");
const textOf = (it) => it && it.textContent;
const words = (it) =>
  [
    it.getAttribute("aria-label"),
    ...(it.getAttribute("aria-labelledby") || "").split(" ").map((id) => id && textOf(document.getElementById(id))),
    ...[...(it.labels || [])].map(textOf),
    it.placeholder,
    it.title,
    it.name,
    it.id,
  ]
    .filter(Boolean)
    .join(" ")
    .replace(/\s+/g, " ")
    .slice(0, 300);
// The text of a button; its name only if it has no text.
const caption = (it) => {
  const input = it.tagName === "INPUT";
  const said = [it.innerText, input && it.value, input && it.alt, it.getAttribute("aria-label"), it.title];
  const text = said.filter(Boolean).join(" ") || words(it);
  return text.replace(/\s+/g, " ").trim().slice(0, 300);
};
// A choice or file is often drawn by its label, and itself too small to see.
const drawn = (it) => seen(it) || [...(it.labels || [])].some(seen);
const bound = (number) => (number > 0 ? number : null);

const groups = new Map();
const group = (it) => {
  const form = it.form || it.closest("form");
  if (!groups.has(form)) {
    groups.set(form, { form: Boolean(form), fields: [], choices: [], lists: [], buttons: [] });
  }
  return groups.get(form);
};
const button = (it, submits) => {
  if (seen(it)) {
    const enabled = usable(it);
    group(it).buttons.push({ element: it, words: caption(it), submits, enabled });
  }
};
const passive = ["hidden", "reset", "file", "search", "range", "color"];
for (const it of everything) {
  const tag = it.tagName;
  const kind = (it.getAttribute("type") || "").toLowerCase();
  if (tag === "BUTTON") {
    if (kind !== "reset") button(it, Boolean(it.form) && it.type === "submit");
  } else if (it.getAttribute("role") === "button") {
    button(it, false);
  } else if (tag === "INPUT" && ["submit", "image", "button"].includes(kind)) {
    button(it, kind !== "button");
  } else if (tag === "INPUT" && ["checkbox", "radio"].includes(kind)) {
    if (drawn(it) && usable(it)) {
      group(it).choices.push({ element: it, radio: kind === "radio", name: it.name, chosen: it.checked });
    }
  } else if (tag === "SELECT") {
    if (drawn(it) && usable(it)) {
      const option = [...it.options].find((option) => option.value && !option.disabled);
      group(it).lists.push({ option: option || null, chosen: Boolean(it.value) });
    }
  } else if ((tag === "INPUT" && !passive.includes(kind)) || tag === "TEXTAREA") {
    if (seen(it) && usable(it) && !it.readOnly) {
      group(it).fields.push({
        element: it,
        words: words(it),
        kind: it.type,
        filled: Boolean(it.value),
        least: bound(it.minLength),
        most: bound(it.maxLength),
      });
    }
  }
}
const watch = window[Symbol.for("bankident")];
const page = performance.getEntriesByType("navigation")[0];
const text = document.body ? document.body.innerText : "";
const waits = everything.some(
  (it) => it.matches("[aria-busy=true], [role=progressbar], progress, dialog [class*=spinner]") && seen(it),
);
return {
  born: performance.timeOrigin,
  url: location.href,
  status: (page && page.responseStatus) || 0,
  loaded: document.readyState === "complete",
  lively: document.scripts.length > 0,
  waits: waits || Boolean(watch && watch.pending > 0),
  still_ms: Math.max(0, performance.now() - (watch ? watch.changed : 0)),
  text: text.replace(/[ \t]+/g, " ").trim().slice(0, 2000),
  groups: [...groups.values()],
  frames: everything.filter((it) => it.tagName === "IFRAME" && seen(it)),
};
