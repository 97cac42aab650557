// The fields of the shown document: values in groups, lists as tables of which long ones grow as they are scrolled.
const CHUNK = 150;
const elements = new Map(); // element by pointer
const tables = new Map(); // {ids, columns, body, more} by pointer of the list

function stateOf(doc, item) {
  if (isChecked(doc, item)) return isEdited(doc, item) ? "edited" : "checked";
  if (isDoubtful(doc, item)) return item.evidence && item.evidence.confidence < threshold() / 2 ? "bad" : "doubtful";
  return item.evidence ? "sure" : "empty";
}

function showFields(doc) {
  const view = byId("fields");
  elements.clear();
  tables.clear();
  view.replaceChildren();
  showSummary(doc);
  let group = null, box = null;
  for (const item of itemsOf(doc).filter((it) => !it.isList && !it.list)) {
    if (item.group !== group) {
      box = make("section", { className: "group" }, make("h2", { textContent: item.group || say("Values") }));
      view.append(box);
      group = item.group;
    }
    box.append(fieldOf(doc, item));
  }
  view.append(...itemsOf(doc).filter((it) => it.isList).map((item) => tableOf(doc, item)));
}

function showSummary(doc) {
  const record = recordOf(doc), badges = [make("span", { className: `badge ${record.status}`, textContent: say(record.status) })];
  const verdict = record.completeness?.verdict;
  if (verdict) badges.push(make("span", { className: `badge ${verdict}`, textContent: say(verdict) }));
  const all = Boolean(doc.state.checked[""]);
  const button = make("button", { type: "button", id: "accept-all", textContent: say(all ? "accepted" : "accept all") });
  button.className = all ? "on" : "";
  button.addEventListener("click", () => acceptAll());
  const name = make("h1", { textContent: doc.name, title: record.source.path });
  const issues = [...new Set(record.completeness?.reasons || [])].map((message) => make("li", { textContent: message }));
  issues.push(...doc.issues.map((issue) => issueOf(issue, "li")));
  byId("summary").replaceChildren(
    make("div", { className: "head" }, name, ...badges, button),
    issues.length ? make("ul", { className: "issues" }, ...issues) : "",
  );
}

function issueOf(issue, tag) {
  const line = make(tag, { className: `issue ${issue.severity}`, textContent: issue.message, title: issue.code });
  if (issue.page) {
    line.prepend(make("a", { className: "to-page", textContent: say("page {n}", { n: issue.page }), dataset: { page: issue.page } }));
  }
  return line;
}

function fieldOf(doc, item) {
  const element = make("div", { className: "field", dataset: { pointer: item.pointer } });
  element.append(make("span", { className: "name", textContent: item.title, title: item.node.description || item.pointer }));
  element.append(make("span", { className: "value" }), make("span", { className: "mark" }), make("div", { className: "more" }));
  elements.set(item.pointer, element);
  paintField(doc, item);
  return element;
}

function paintField(doc, item) {
  const element = elements.get(item.pointer);
  if (!element) return;
  element.dataset.state = stateOf(doc, item);
  element.classList.toggle("selected", item === current.item);
  if (item.isList) return;
  const text = shown(valueAt(doc, item.pointer)), value = element.querySelector(".value");
  value.textContent = text || (item.list ? "" : say("no value"));
  value.classList.toggle("null", !text);
  value.classList.toggle("long", text.length > 24);
  value.classList.toggle("brief", text.length < 13);
  if (item.list) {
    element.title = [confidenceOf(item), ...item.issues.map((issue) => issue.message)].filter(Boolean).join("\n");
    return;
  }
  element.querySelector(".mark").textContent = confidenceOf(item);
  element.querySelector(".more").replaceChildren(...moreOf(doc, item, text));
}

const confidenceOf = (item) => (item.evidence ? item.evidence.confidence.toFixed(2) : "");

// What stands below a value: its printed form where that differs, and what is wrong with it.
function moreOf(doc, item, text) {
  const { raw = null, grounding, source, page } = item.evidence || {}, lines = [];
  const fact = (label, value) => make("small", {}, make("span", { textContent: `${label} ` }), make("bdi", { textContent: value }));
  if (isEdited(doc, item)) lines.push(fact(say("original"), shown(original(doc, item.pointer)) || say("no value")));
  if (raw !== null && raw !== text) lines.push(fact(say("printed as"), raw));
  if (item.evidence && page === null) lines.push(make("small", { textContent: say("not on the page") }));
  if (item === current.item && item.evidence && page !== null) lines.push(fact(say("page {n}", { n: page }), `· ${say(grounding)}`));
  if (source === "xml") lines.push(make("small", { textContent: say("from the XML") }));
  return [...lines, ...item.issues.map((issue) => issueOf(issue, "p"))];
}

function tableOf(doc, item) {
  const ids = rowIds(doc, item.pointer), columns = columnsOf(item.node.item);
  const section = make("section", { className: "group list" });
  const expected = recordOf(doc).completeness?.lists[item.pointer]?.expected;
  const short = Number.isInteger(expected) && !recordOf(doc).source.row && expected !== ids.length;
  const count = say("{n} rows", { n: ids.length }) + (short ? ` · ${say("expected {n}", { n: expected })}` : "");
  const accepted = isChecked(doc, item);
  const button = make("button", { type: "button", textContent: say(accepted ? "rows accepted" : "accept rows"), className: accepted ? "on" : "" });
  button.addEventListener("click", () => acceptItem(item));
  const title = make("h2", { className: "list-title", dataset: { pointer: item.pointer } },
    make("span", { textContent: item.title }), make("small", { textContent: count, className: short ? "short" : "" }), button);
  const body = make("tbody"), more = make("button", { type: "button", className: "grow" });
  const head = make("tr", {}, ...columns.map((column) => make("th", { textContent: column.title, className: column.node.kind })), make("th"));
  const add = make("button", { type: "button", className: "add", textContent: `+ ${say("add row")}` });
  add.addEventListener("click", () => appendRow(item.pointer));
  const table = make("table", {}, make("thead", {}, head), body);
  section.append(title, ...item.issues.map((issue) => issueOf(issue, "p")), make("div", { className: "scroll" }, table), more, add);
  elements.set(item.pointer, title);
  tables.set(item.pointer, { ids, columns, body, more, shown: 0 });
  more.addEventListener("click", () => growTable(doc, item.pointer));
  grower.observe(more);
  growTable(doc, item.pointer);
  paintField(doc, item);
  return section;
}

const grower = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting && !entry.target.hidden) entry.target.click();
}, { root: byId("fields"), rootMargin: "400px 0px" });

function growTable(doc, list, until = 0) {
  const table = tables.get(list), end = Math.min(table.ids.length, Math.max(table.shown + CHUNK, until));
  const rows = table.ids.slice(table.shown, end).map((id) => rowOf(doc, list, id, table.columns));
  table.body.append(...rows);
  table.shown = end;
  table.more.hidden = end === table.ids.length;
  table.more.textContent = say("{n} more rows", { n: table.ids.length - end });
}

function rowOf(doc, list, id, columns) {
  const row = make("tr");
  for (const { node, path } of columns) {
    const item = doc.byPointer.get(`${list}/${id}${path}`);
    const cell = make("td", { className: node.kind, dataset: { pointer: item.pointer } }, make("span", { className: "value" }));
    elements.set(item.pointer, cell);
    paintField(doc, item);
    row.append(cell);
  }
  const remove = make("button", { type: "button", className: "remove", textContent: "×", title: say("remove row") });
  remove.addEventListener("click", () => removeRow(list, id));
  row.append(make("td", { className: "tail" }, remove));
  return row;
}

function revealField(item) {
  if (item.list && !elements.has(item.pointer)) {
    const id = item.pointer.slice(item.list.length + 1).split("/")[0], table = tables.get(item.list);
    growTable(current.doc, item.list, table.ids.indexOf(id) + CHUNK);
  }
  elements.get(item.pointer)?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

byId("fields").addEventListener("click", (event) => {
  const element = event.target.closest("[data-pointer]");
  if (!element || event.target.closest("button, input, textarea, select")) return;
  const item = current.doc.byPointer.get(element.dataset.pointer);
  if (item === current.item && !item.isList) openEditor(item);
  else select(item, { from: "fields" });
});
byId("fields").addEventListener("dblclick", (event) => {
  const element = event.target.closest(".field, td[data-pointer]");
  if (element && !editing) openEditor(current.doc.byPointer.get(element.dataset.pointer));
});
document.querySelector("aside").addEventListener("click", (event) => {
  const page = event.target.closest(".to-page")?.dataset.page;
  if (page) byId("pages").querySelector(`.page[data-page="${page}"]`)?.scrollIntoView({ block: "start" });
});
