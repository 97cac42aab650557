// The whole: what is shown, the list of documents, keys.
const current = { doc: null, item: null };
const FILTERS = ["all", "partial", "failed", "doubtful", "checked"];
const passes = {
  all: () => true,
  partial: (doc) => recordOf(doc).status === "partial",
  failed: (doc) => recordOf(doc).status === "failed",
  doubtful: (doc) => countsOf(doc) > 0,
  checked: (doc) => Object.keys(doc.state.checked).length > 0,
};
let filter = "all", visible = documents;

function open(doc) {
  if (!doc || doc === current.doc) return;
  closeEditor();
  current.doc = doc;
  current.item = null;
  itemsOf(doc);
  showPages(doc);
  showFields(doc);
  byId("fields").scrollTop = 0;
  for (const { entry } of documents) entry.classList.remove("selected");
  doc.entry.classList.add("selected");
  doc.entry.scrollIntoView({ block: "nearest" });
  const first = doubtsOf(doc)[0];
  if (first) select(first);
}

function select(item, { from = "keys" } = {}) {
  if (editing && editing.item !== item && !commit()) return;
  const before = current.item, doc = current.doc;
  current.item = item;
  for (const it of [before, item]) if (it) { paintField(doc, it); repaintBox(doc, it); }
  if (from !== "fields") revealField(item);
  if (from !== "page") revealBox(item);
}

// After a change of one item: its own marks, and the counts everywhere.
function refresh(item) {
  paintField(current.doc, item);
  repaintBox(current.doc, item);
  paintEntry(current.doc);
  paintTotals();
}

// After a change of many: the document anew, at the same place.
function redraw(pointer = current.item?.pointer) {
  const doc = current.doc, top = byId("fields").scrollTop, pages = byId("pages");
  itemsOf(doc);
  current.item = doc.byPointer.get(pointer) || null;
  showFields(doc);
  byId("fields").scrollTop = top;
  for (const page of pages.querySelectorAll(".page")) if (page.filled) { emptyPage(page); fillPage(page); }
  paintEntry(doc);
  paintTotals();
  if (current.item) revealField(current.item);
}

function acceptItem(item) {
  accept(current.doc, item);
  if (item.isList) redraw(item.pointer);
  else refresh(item);
}

function acceptAll() {
  const doc = current.doc;
  if (doc.state.checked[""]) delete doc.state.checked[""];
  else doc.state.checked[""] = true;
  saveState(doc);
  redraw();
}

function appendRow(list) {
  const row = addRow(current.doc, list);
  redraw();
  openEditorAt(current.doc.items.find((item) => item.pointer === row || item.pointer.startsWith(`${row}/`)));
}

function openEditorAt(item) {
  select(item);
  openEditor(item);
}

function removeRow(list, id) {
  closeEditor();
  setRows(current.doc, list, rowIds(current.doc, list).filter((other) => other !== id));
  redraw();
}

// To the next doubt of the document, else to the next document that has one.
function stepDoubt(step) {
  const items = itemsOf(current.doc), here = items.indexOf(current.item);
  const candidates = step > 0 ? items.slice(here + 1) : items.slice(0, Math.max(here, 0)).reverse();
  const next = candidates.find((item) => isDoubtful(current.doc, item));
  if (next) return select(next);
  const at = visible.indexOf(current.doc);
  const others = step > 0 ? visible.slice(at + 1) : visible.slice(0, Math.max(at, 0)).reverse();
  const doc = others.find((other) => countsOf(other) > 0);
  if (!doc) return toast(say("No doubts left in any document."), documents.some((other) => countsOf(other) > 0));
  open(doc);
  if (step < 0) select(doubtsOf(doc).at(-1));
}

function stepDocument(step) {
  const at = visible.indexOf(current.doc);
  open(visible[at < 0 ? 0 : Math.min(visible.length - 1, Math.max(0, at + step))]);
}

const KEYS = {
  j: () => stepDoubt(1), ArrowDown: () => stepDoubt(1), k: () => stepDoubt(-1), ArrowUp: () => stepDoubt(-1),
  n: () => stepDocument(1), p: () => stepDocument(-1), A: () => acceptAll(),
  Enter: () => current.item && openEditor(current.item),
  a: () => { if (current.item) { acceptItem(current.item); stepDoubt(1); } },
  u: () => { if (current.item) { undo(current.doc, current.item); redraw(); } },
  b: () => byId("all-boxes").click(), "/": () => byId("search").focus(),
  r: () => turnPages(), "+": () => setZoom(zoom * 1.25), "-": () => setZoom(zoom / 1.25),
};
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches?.("input:not([type=range], [type=checkbox]), textarea, select");
  if (event.key === "Escape" && typing) return event.target.blur();
  const button = event.key === "Enter" && event.target.matches?.("button");
  if (typing || button || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(KEYS, event.key)) return;
  if (event.target.type === "range" && event.key.startsWith("Arrow")) return;
  event.preventDefault();
  if (current.doc) KEYS[event.key]();
});

function listDocuments() {
  const list = byId("documents");
  for (const doc of documents) {
    const path = recordOf(doc).source.path;
    doc.badges = make("span", { className: "badges" });
    doc.entry = make("button", { type: "button", className: "entry", title: path },
      make("i", { className: `dot ${doc.record.status}` }),
      make("span", { className: "entry-name" }, make("span", { textContent: doc.name }), make("small", { textContent: doc.folder })),
      doc.badges);
    doc.entry.addEventListener("click", () => open(doc));
    list.append(doc.entry);
  }
  list.append(make("p", { id: "nothing", className: "gap", textContent: say("Nothing matches."), hidden: true }));
}

function paintEntry(doc) {
  const doubts = countsOf(doc), issues = doc.record.issues.filter((issue) => issue.severity !== "info").length;
  const labelled = passes.checked(doc);
  doc.badges.replaceChildren(
    ...(issues ? [make("b", { className: "count issues", textContent: `! ${issues}`, title: say("{n} issues", { n: issues }) })] : []),
    ...(doubts ? [make("b", { className: "count", textContent: doubts, title: say("{n} doubtful", { n: doubts }) })] : []),
    ...(labelled ? [make("b", { className: "tick", textContent: "✓", title: say("checked") })] : []),
  );
}

function paintFilters() {
  byId("filters").replaceChildren(...FILTERS.map((name) => {
    const button = make("button", { type: "button", className: name === filter ? "on" : "", dataset: { filter: name } },
      say(name), make("small", { textContent: documents.filter(passes[name]).length }));
    button.addEventListener("click", () => { filter = name; paintFilters(); applyFilter(); });
    return button;
  }));
}

function applyFilter() {
  const words = byId("search").value.toLowerCase();
  visible = documents.filter((doc) => passes[filter](doc) && doc.record.source.path.toLowerCase().includes(words));
  const shownSet = new Set(visible);
  for (const doc of documents) doc.entry.hidden = !shownSet.has(doc);
  byId("nothing").hidden = visible.length > 0;
}

let most = 0;
function paintTotals() {
  const left = documents.reduce((sum, doc) => sum + countsOf(doc), 0);
  const labelled = documents.filter(passes.checked).length;
  most = Math.max(most, left);
  byId("progress").style.width = `${most ? 100 * (1 - left / most) : 100}%`;
  byId("progress-text").textContent = left ? say("{n} doubts left", { n: left }) : say("no doubts left");
  byId("download").textContent = `${say("Download labels")} · ${labelled}`;
  byId("download").disabled = labelled === 0;
  paintFilters();
}

let toastTimer = 0;
function toast(text, silent = false) {
  if (silent) return;
  clearTimeout(toastTimer);
  byId("toast").textContent = text;
  byId("toast").hidden = false;
  toastTimer = setTimeout(() => { byId("toast").hidden = true; }, 5000);
}

let pending = 0;
byId("threshold").addEventListener("input", () => {
  byId("threshold-value").textContent = threshold().toFixed(2);
  cancelAnimationFrame(pending);
  pending = requestAnimationFrame(() => {
    most = 0;
    documents.forEach(paintEntry);
    paintTotals();
    applyFilter();
    for (const pointer of current.doc ? elements.keys() : []) {
      const item = current.doc.byPointer.get(pointer);
      paintField(current.doc, item);
      repaintBox(current.doc, item);
    }
  });
});
byId("search").addEventListener("input", applyFilter);
byId("download").addEventListener("click", download);

function start() {
  document.title = `docvl · ${review.title}`;
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = say(element.dataset.text);
  byId("turn").title = say("turn the pages");
  byId("search").placeholder = say("search");
  byId("run-title").textContent = review.title;
  byId("run-facts").textContent = `${say("{n} documents", { n: documents.length })} · ${say("schema {name}", { name: Object.keys(review.schemas).join(", ") })}`;
  byId("threshold").value = 0.8;
  byId("threshold-value").textContent = "0.80";
  const hints = [["j k", "next, previous doubt"], ["Enter", "edit"], ["a", "accept"], ["u", "undo"], ["⇧A", "accept all"], ["n p", "documents"]];
  byId("keys").append(...hints.map(([keys, text]) => {
    return make("span", {}, ...keys.split(" ").map((key) => make("kbd", { textContent: key })), say(text));
  }));
  listDocuments();
  documents.forEach(paintEntry);
  paintTotals();
  setZoom(1);
  open(documents.find((doc) => countsOf(doc) > 0) || documents[0]);
}

start();
