// Corrections, typed in the place of the value.
let editing = null; // {item, input, before}

function openEditor(item) {
  closeEditor();
  if (item.isList) return;
  revealField(item);
  const host = elements.get(item.pointer).querySelector(".value");
  const input = inputFor(item.node, shown(valueAt(current.doc, item.pointer)));
  input.classList.add("editor");
  input.setAttribute("aria-label", item.title);
  input.title = say("Clear the field when the document does not state it.");
  host.replaceChildren(input);
  editing = { item, input, before: input.value };
  input.focus();
  input.select?.();
  input.addEventListener("keydown", editorKey);
  input.addEventListener("blur", () => editing?.input === input && !commit() && setTimeout(() => input.focus()));
}

function inputFor(node, text) {
  const choices = node.kind === "boolean" ? [true, false] : node.choices.filter((choice) => choice !== null);
  if (choices.length) {
    const options = choices.map((choice) => {
      return make("option", { value: JSON.stringify(choice), textContent: shown(choice), selected: shown(choice) === text });
    });
    return make("select", {}, make("option", { value: "null", textContent: "–", selected: text === "" }), ...options);
  }
  const long = text.length > 48 || text.includes("\n");
  const input = make(long ? "textarea" : "input", { value: text, spellcheck: false, autocomplete: "off", dir: "auto" });
  if (long) input.rows = Math.min(8, Math.ceil(text.length / 40) + text.split("\n").length - 1);
  if (node.kind === "number" || node.kind === "integer") input.inputMode = "decimal";
  return input;
}

function editorKey(event) {
  event.stopPropagation();
  if (event.key === "Escape") closeEditor();
  else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    const led = isDoubtful(current.doc, editing.item);
    if (commit({ accepting: true }) && led) stepDoubt(1);
  } else if (event.key === "Tab") {
    const item = editing.item;
    if (commit()) editNext(item, event.shiftKey ? -1 : 1);
  } else return;
  event.preventDefault();
}

// Keeps what was typed; false when it is not of the field's type. A value left as it was is accepted by Enter alone.
function commit({ accepting = false } = {}) {
  const { item, input, before } = editing;
  try {
    const changed = input.value !== before;
    const json = !changed || input.tagName === "SELECT" ? input.value : typed(item.node, input.value);
    editing = null;
    if (changed) edit(current.doc, item, json);
    else if (accepting) accept(current.doc, item);
    refresh(item);
    return true;
  } catch (message) {
    if (typeof message !== "string") throw message;
    input.setCustomValidity(message);
    input.classList.add("wrong");
    toast(message);
    return false;
  }
}

function closeEditor() {
  if (!editing) return;
  const { item } = editing;
  editing = null;
  paintField(current.doc, item);
}

function editNext(item, step) {
  const items = itemsOf(current.doc).filter((other) => !other.isList);
  const next = items[items.indexOf(item) + step];
  if (next) {
    select(next);
    openEditor(next);
  }
}
