// Records as lists of items to review. An item is a value or a list, known by its JSON Pointer; a row of a list has an
// id in the place of its index: where it stood when it was read, or "n1", "n2" ... when it was added here.
const review = JSON.parse(byId("review").textContent);
const documents = [];
for (let number = 0; byId(`record-${number}`); number++) {
  documents.push({ number, ...JSON.parse(byId(`document-${number}`).textContent) });
}

// Numbers of more digits than JavaScript keeps stay as they are written.
const keepsDigits = typeof JSON.rawJSON === "function";
function parse(text) {
  if (!keepsDigits) return JSON.parse(text);
  return JSON.parse(text, (_, value, context) => {
    const long = typeof value === "number" && context.source.length > 15 && String(value) !== context.source;
    return long ? JSON.rawJSON(context.source) : value;
  });
}

function recordOf(doc) {
  if (!doc.record) {
    doc.record = parse(byId(`record-${doc.number}`).textContent);
    const { path, page, row, split } = doc.record.source, place = [page && say("page {n}", { n: page }), row && `#${row}`];
    if (split) place.unshift([...new Set([split.first_page, split.last_page])].join("–"), split.kind);
    doc.folder = path.slice(0, path.lastIndexOf("/") + 1);
    doc.name = [path.slice(doc.folder.length), ...place.filter(Boolean)].join(" · ");
    doc.state = loadState(doc);
  }
  return doc.record;
}

const escapePart = (name) => name.replace(/~/g, "~0").replace(/\//g, "~1");
const partsOf = (pointer) => pointer.split("/").slice(1).map((part) => part.replace(/~1/g, "/").replace(/~0/g, "~"));

// Of a title in two languages, such as "Total / 合计", the half in the language of the page.
function titleOf(node) {
  const title = node.title || node.name.replace(/_/g, " "), halves = title.split(" / ");
  const han = halves.map((half) => /\p{Script=Han}/u.test(half));
  return halves.length === 2 && han[0] !== han[1] ? halves[han.indexOf(chinese)] : title;
}


const fieldsOf = (doc) => review.schemas[recordOf(doc).source.split?.read_as] || Object.values(review.schemas)[0];

function original(doc, pointer) {
  let value = recordOf(doc).data;
  for (const part of partsOf(pointer)) {
    value = value !== null && typeof value === "object" && Object.hasOwn(value, part) ? value[part] : null;
  }
  return value ?? null;
}

function valueAt(doc, pointer) {
  const edits = doc.state.edits;
  return Object.hasOwn(edits, pointer) ? parse(edits[pointer]) : original(doc, pointer);
}

function shown(value) {
  if (value === null) return "";
  if (typeof value === "boolean") return say(value ? "yes" : "no");
  if (JSON.isRawJSON?.(value)) return value.rawJSON;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function rowIds(doc, pointer) {
  return doc.state.rows[pointer] || (original(doc, pointer) || []).map((_, index) => String(index));
}

// The values of a row, objects in it flattened: [{node, path, title}].
function columnsOf(item, path = "", title = "") {
  if (item.kind !== "object") return [{ node: item, path, title: title || titleOf(item) }];
  return item.children.flatMap((child) => {
    const name = title ? `${title} · ${titleOf(child)}` : titleOf(child);
    return columnsOf(child, `${path}/${escapePart(child.name)}`, name);
  });
}

// All items of a document in the order in which they are shown: values, then lists with their cells.
function itemsOf(doc) {
  if (doc.items) return doc.items;
  const record = recordOf(doc), values = [], lists = [];
  const walk = (node, pointer, group) => {
    for (const child of node.children) {
      const here = `${pointer}/${escapePart(child.name)}`;
      if (child.kind === "object") walk(child, here, group ? `${group} · ${titleOf(child)}` : titleOf(child));
      else if (child.kind === "array") lists.push(...listItems(doc, child, here, group));
      else values.push({ pointer: here, node: child, group, title: titleOf(child) });
    }
  };
  walk(fieldsOf(doc), "", "");
  const groups = ["", ...values.map((item) => item.group)];
  values.sort((a, b) => groups.indexOf(a.group) - groups.indexOf(b.group));
  doc.items = [...values, ...lists];
  doc.byPointer = new Map(doc.items.map((item) => [item.pointer, item]));
  doc.issues = [];
  for (const item of doc.items) Object.assign(item, { evidence: record.fields[item.pointer] || null, issues: [] });
  for (const issue of record.issues) {
    const item = issue.pointer && itemFor(doc, issue.pointer);
    (item ? item.issues : doc.issues).push(issue);
  }
  for (const item of doc.items) item.flagged = item.issues.some((issue) => issue.severity !== "info");
  return doc.items;
}

function listItems(doc, node, pointer, group) {
  const title = group ? `${group} · ${titleOf(node)}` : titleOf(node);
  const items = [{ pointer, node, title, isList: true }], columns = columnsOf(node.item);
  for (const id of rowIds(doc, pointer)) {
    for (const column of columns) {
      items.push({ pointer: `${pointer}/${id}${column.path}`, node: column.node, title: column.title, list: pointer });
    }
  }
  return items;
}

// An issue about a row or an object stands at its first value.
function itemFor(doc, pointer) {
  return doc.byPointer.get(pointer) || doc.items.find((item) => item.pointer.startsWith(`${pointer}/`));
}

const isChecked = (doc, item) =>
  Boolean(doc.state.checked[""] || doc.state.checked[item.pointer] || (item.list && doc.state.checked[item.list]));
const isEdited = (doc, item) => Object.hasOwn(doc.state.edits, item.pointer);

function isDoubtful(doc, item) {
  const unsure = item.evidence !== null && item.evidence.confidence < threshold();
  return (unsure || item.flagged) && !isChecked(doc, item);
}

const doubtsOf = (doc) => itemsOf(doc).filter((item) => isDoubtful(doc, item));
const threshold = () => Number(byId("threshold").value);

// What the list of documents needs, kept so that 500 documents can be counted at each move of the slider.
function countsOf(doc) {
  if (!doc.counts) {
    const open = itemsOf(doc).filter((item) => !isChecked(doc, item));
    const unsure = open.filter((item) => !item.flagged && item.evidence).map((item) => item.evidence.confidence);
    const flagged = open.filter((item) => item.flagged).length;
    doc.counts = { flagged, unsure: Float64Array.from(unsure) };
    if (doc !== current.doc) doc.items = doc.byPointer = null;
  }
  const limit = threshold();
  return doc.counts.flagged + doc.counts.unsure.filter((confidence) => confidence < limit).length;
}
