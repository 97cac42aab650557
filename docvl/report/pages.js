// The pages of the shown document: a page gets its picture and boxes when it comes near the window.
let zoom = 1;
const A4 = { width: 595, height: 842 };
const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) entry.isIntersecting ? fillPage(entry.target) : emptyPage(entry.target);
}, { root: byId("pages"), rootMargin: "100% 0px" });

function showPages(doc) {
  const view = byId("pages"), record = recordOf(doc), pictures = new Map(doc.pictures.map((it) => [it.page, it]));
  const carrying = Object.values(record.fields).filter((evidence) => evidence.bbox).map((evidence) => evidence.page);
  const numbers = [...new Set([...pictures.keys(), ...carrying])].sort((a, b) => a - b);
  watcher.disconnect();
  view.replaceChildren();
  view.scrollTop = 0;
  if (doc.note) view.append(make("p", { className: "note", textContent: doc.note }));
  let before = 0;
  for (const number of numbers) {
    if (number > before + 1) view.append(gap(before + 1, number - 1));
    const page = make("div", { className: "page", dataset: { page: number } }, make("div", { className: "content" }));
    page.picture = pictures.get(number) || null;
    turnPage(page, doc.turn || 0);
    view.append(make("div", { className: "sheet" }, page, make("small", { textContent: say("page {n}", { n: number }) })));
    watcher.observe(page);
    before = number;
  }
  if (numbers.length && record.source.pages > before) view.append(gap(before + 1, record.source.pages));
  byId("document-path").textContent = record.source.path;
  byId("document-path").title = record.source.path;
}

// Scans may lie on their side: the content, boxes included, is turned by quarters, clockwise.
function turnPage(page, turn) {
  const { width, height } = page.picture || A4, aside = turn % 2 === 1;
  page.style.aspectRatio = aside ? `${height} / ${width}` : `${width} / ${height}`;
  const content = page.firstChild.style;
  content.width = aside ? `${(100 * width) / height}%` : "100%";
  content.height = aside ? `${(100 * height) / width}%` : "100%";
  content.transform = `translate(-50%, -50%) rotate(${turn * 90}deg)`;
}

function turnPages() {
  current.doc.turn = ((current.doc.turn || 0) + 1) % 4;
  for (const page of byId("pages").querySelectorAll(".page")) turnPage(page, current.doc.turn);
  if (current.item) revealBox(current.item);
}

function gap(first, last) {
  const n = first === last ? first : `${first}–${last}`;
  return make("p", { className: "gap", textContent: say("without evidence: page {n}", { n }) });
}

function fillPage(page) {
  if (page.filled) return;
  page.filled = true;
  const doc = current.doc, number = Number(page.dataset.page);
  if (page.picture) {
    const { address, id } = page.picture;
    const src = address || `data:image/webp;base64,${byId(id).textContent}`;
    page.firstChild.append(make("img", { src, alt: "", decoding: "async", draggable: false }));
  } else {
    page.firstChild.append(make("p", { className: "missing", textContent: say("This page has no picture.") }));
  }
  const items = itemsOf(doc).filter((item) => item.evidence?.bbox && item.evidence.page === number);
  // Small boxes lie above the large ones that surround them.
  items.sort((a, b) => area(b.evidence.bbox) - area(a.evidence.bbox));
  page.firstChild.append(...items.map((item) => boxOf(doc, item)));
}

function emptyPage(page) {
  page.filled = false;
  page.firstChild.replaceChildren();
}

const area = ([x0, y0, x1, y1]) => (x1 - x0) * (y1 - y0);

function boxOf(doc, item) {
  const [x0, y0, x1, y1] = item.evidence.bbox;
  const box = make("button", { type: "button", className: "box", tabIndex: -1, dataset: { pointer: item.pointer } });
  const percent = (part) => `${(part * 100).toFixed(3)}%`;
  Object.assign(box.style, { left: percent(x0), top: percent(y0), width: percent(x1 - x0), height: percent(y1 - y0) });
  box.title = item.title;
  box.append(make("span", { textContent: item.title }));
  paintBox(doc, item, box);
  return box;
}

function paintBox(doc, item, box) {
  box.dataset.state = stateOf(doc, item);
  box.classList.toggle("selected", item === current.item);
}

const boxAt = (pointer) => byId("pages").querySelector(`.box[data-pointer="${CSS.escape(pointer)}"]`);

function repaintBox(doc, item) {
  const box = item && boxAt(item.pointer);
  if (box) paintBox(doc, item, box);
}

function revealBox(item) {
  const { bbox, page: number } = item.evidence || {};
  const page = number && byId("pages").querySelector(`.page[data-page="${number}"]`);
  if (!page) return;
  fillPage(page);
  if (!bbox) return page.scrollIntoView({ block: "nearest" });
  const view = byId("pages").getBoundingClientRect(), box = boxAt(item.pointer).getBoundingClientRect();
  const margin = 70;
  const outside = box.top < view.top + margin || box.bottom > view.bottom - margin;
  const aside = box.left < view.left || box.right > view.right;
  if (outside) byId("pages").scrollTop += (box.top + box.bottom - view.top - view.bottom) / 2;
  if (aside) byId("pages").scrollLeft += (box.left + box.right - view.left - view.right) / 2;
}

// Of several values in one place each click takes the next.
byId("pages").addEventListener("click", (event) => {
  const box = event.target.closest(".box");
  if (!box) return;
  const place = String(current.doc.byPointer.get(box.dataset.pointer).evidence.bbox), page = box.parentElement;
  const same = [...page.querySelectorAll(".box")].map((other) => current.doc.byPointer.get(other.dataset.pointer));
  const here = same.filter((item) => String(item.evidence.bbox) === place);
  select(here[(here.indexOf(current.item) + 1) % here.length], { from: "page" });
});

function setZoom(value) {
  zoom = Math.min(4, Math.max(0.5, value));
  byId("pages").style.setProperty("--zoom", zoom);
  byId("zoom-value").textContent = `${Math.round(zoom * 100)}%`;
  if (current.item) revealBox(current.item);
}

byId("turn").addEventListener("click", turnPages);
byId("larger").addEventListener("click", () => setZoom(zoom * 1.25));
byId("smaller").addEventListener("click", () => setZoom(zoom / 1.25));
byId("all-boxes").addEventListener("change", (event) => {
  byId("pages").classList.toggle("quiet", !event.target.checked);
});
