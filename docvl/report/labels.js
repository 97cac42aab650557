// What people said: corrections and acceptances, kept in the browser, and the labels made of them.
let storageWorks = true;
const storageKey = (doc) => `docvl-review:${review.key}:${JSON.stringify(doc.record.source)}`;

function loadState(doc) {
  const empty = { edits: {}, checked: {}, rows: {} };
  try {
    return { ...empty, ...JSON.parse(localStorage.getItem(storageKey(doc)) || "{}") };
  } catch {
    storageWorks = false;
    return empty;
  }
}

function saveState(doc) {
  doc.counts = null;
  try {
    localStorage.setItem(storageKey(doc), JSON.stringify(doc.state));
  } catch {
    if (storageWorks) toast(say("Corrections cannot be kept in this browser: download them before you leave."));
    storageWorks = false;
  }
}

window.addEventListener("beforeunload", (event) => {
  if (!storageWorks && documents.some((doc) => labelOf(doc))) event.preventDefault();
});

const PATTERNS = {
  number: [/^-?(0|[1-9]\d*)(\.\d+)?$/, "A number is written like 1234.56"],
  integer: [/^-?(0|[1-9]\d*)$/, "An integer is written like 12"],
  date: [/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, "A date is written like 2026-12-31"],
};

// The JSON of what was typed into a field; throws a message for people.
function typed(node, text) {
  const value = text.trim();
  if (value === "") return "null";
  if (node.kind === "array" || node.kind === "object") {
    try {
      const json = JSON.parse(value);
      if (Array.isArray(json) === (node.kind === "array") && typeof json === "object") return value;
    } catch { /* said below */ }
    throw say("A list is written as JSON");
  }
  const [pattern, message] = PATTERNS[node.kind] || PATTERNS[node.format] || [/^/, ""];
  if (!pattern.test(value)) throw say(message);
  return node.kind === "string" ? JSON.stringify(text.trim()) : value;
}

function edit(doc, item, json) {
  if (json === JSON.stringify(original(doc, item.pointer))) delete doc.state.edits[item.pointer];
  else doc.state.edits[item.pointer] = json;
  accept(doc, item);
}

function accept(doc, item) {
  doc.state.checked[item.pointer] = true;
  saveState(doc);
}

function undo(doc, item) {
  delete doc.state.edits[item.pointer];
  delete doc.state.checked[item.pointer];
  if (item.list) delete doc.state.checked[item.list];
  if (item.isList) delete doc.state.rows[item.pointer];
  delete doc.state.checked[""];
  doc.items = null;
  saveState(doc);
}

function setRows(doc, list, ids) {
  doc.state.rows[list] = ids;
  doc.items = null;
  saveState(doc);
}

function addRow(doc, list) {
  const ids = rowIds(doc, list);
  const used = [...ids, ...Object.keys(doc.state.edits).map((pointer) => pointer.slice(list.length + 1).split("/")[0])];
  const last = Math.max(0, ...used.filter((id) => /^n\d+$/.test(id)).map((id) => Number(id.slice(1))));
  setRows(doc, list, [...ids, `n${last + 1}`]);
  return `${list}/n${last + 1}`;
}

// The label of a document, or null: only what was checked, so that nothing is scored against itself; a list is there
// when all its rows were accepted.
function labelOf(doc) {
  const record = recordOf(doc);
  if (!Object.keys(doc.state.checked).length) return null;
  const checked = [];
  const build = (node, pointer, all) => {
    if (node.kind === "object") {
      const pairs = node.children.map((child) => [child.name, build(child, `${pointer}/${escapePart(child.name)}`, all)]);
      const known = pairs.filter(([, value]) => value !== undefined);
      return known.length || all === "row" ? Object.fromEntries(known) : undefined;
    }
    if (!all && !doc.state.checked[pointer]) return undefined;
    if (all !== "row") checked.push(pointer);
    if (node.kind !== "array" || all === "row") return valueAt(doc, pointer);
    return rowIds(doc, pointer).map((id) => build(node.item, `${pointer}/${id}`, "row"));
  };
  const data = build(fieldsOf(doc), "", doc.state.checked[""] ? "all" : "");
  const { path: _, sha256, pages: __, parts: ___, ...place } = record.source;
  return data && { path: doc.path, sha256, ...place, data, checked };
}

function halfChecked(doc) {
  const checked = doc.state.checked;
  if (checked[""]) return 0;
  const lists = itemsOf(doc).filter((item) => item.isList && !checked[item.pointer]);
  return lists.filter((list) => Object.keys(checked).some((pointer) => pointer.startsWith(`${list.pointer}/`))).length;
}

function download() {
  const labels = documents.map(labelOf).filter(Boolean);
  const text = labels.map((label) => `${JSON.stringify(label)}\n`).join("");
  const address = URL.createObjectURL(new Blob([text], { type: "application/x-ndjson" }));
  make("a", { href: address, download: "labels.jsonl" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
  const half = documents.filter((doc) => doc.state?.edits).reduce((sum, doc) => sum + halfChecked(doc), 0);
  const rest = half ? ` ${say("{n} lists checked only in part stay out: accept their rows.", { n: half })}` : "";
  toast(say("Labels of {n} documents saved.", { n: labels.length }) + rest);
}
