// What Python changes in the document, held to what the app itself does there: known properties of
// models that the page has, or of models of the kinds that the app makes. See builder/shapes.py.
import { Refused } from "./heard.js";
import { knownMarkup } from "./markup.js";

const LONGEST = 20_000_000;
const LONGEST_TEXT = 2000;
const MOST = 500; // models in one list
const NUMBERS = new Set(["nan", "+inf", "-inf"]);
const ID = /^p[0-9]{1,9}$/;
// A parameter may have any name that can be shown.
const TAG = /^(?:result|(?:control|part):[^\p{C}<>&"']{1,200})$/u;
const FORMAT = /^[0-9.]{1,400}$/;
const NAME = /^[A-Za-z]{1,40}[0-9]{0,9}$/;
const COLUMN = /^[A-Za-z][0-9]?$/;
const TYPES = new Set([
  "int8", "uint8", "int16", "uint16", "int32", "uint32", "float32", "float64",
]);

const refuse = (what) => {
  throw new Refused(`a change of ${what}`);
};
const isPlain = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value, longest = LONGEST_TEXT) =>
  typeof value === "string" && value.length <= longest;
const isPlace = (value) => Number.isInteger(value) && value >= 0 && value < 100;
const keysOf = (value) => Object.keys(value).sort().join();
const isNumber = (value) =>
  Number.isFinite(value) ||
  (isPlain(value) && keysOf(value) === "type,value" && value.type === "number" &&
    NUMBERS.has(value.value));

// Of a thing that may become anything of its kind, what is taken; undefined for what is not.
const KINDS = {
  flag: (value) => (typeof value === "boolean" ? value : undefined),
  number: (value) => (value === null || isNumber(value) ? value : undefined),
  text: (value) => (value === null || isText(value) ? value : undefined),
  pasted: (value) => (isText(value, LONGEST) ? value : undefined),
  format: (value) => (isText(value) && FORMAT.test(value) ? value : undefined),
  name: (value) => (isText(value) && NAME.test(value) ? value : undefined),
  place: (value) => (value === null || isPlace(value) ? value : undefined),
  places: (value) => (Array.isArray(value) && value.every(isPlace) ? value : undefined),
  tags: (value) =>
    Array.isArray(value) && value.every((one) => isText(one) && TAG.test(one)) ? value : undefined,
  classes: (value, { classes }) =>
    Array.isArray(value) && value.every((one) => classes.has(one)) ? value : undefined,
  choices: (value) => {
    const isChoice = (one) => Array.isArray(one) && one.length === 2 && one.every((x) => isText(x));
    return Array.isArray(value) && value.length <= MOST && value.every(isChoice) ? value : undefined;
  },
  // Bokeh makes these into markup.
  tips: (value) => {
    const isTip = (one) => Array.isArray(one) && one.length === 2 && one.every((x) => isText(x));
    if (!Array.isArray(value) || value.length > MOST || !value.every(isTip)) return undefined;
    return value.map((one) => one.map((text) => text.replace(/[<>&]/g, "")));
  },
  markup: (value, { references }) =>
    isText(value, LONGEST) ? knownMarkup(value, references) : undefined,
  models: (value, reader) => {
    const isModel = (one) => isPlain(one) && (one.type === "object" || keysOf(one) === "id");
    if (!Array.isArray(value) || value.length > MOST || !value.every(isModel)) return undefined;
    return value.map((one) => reader.plain(one));
  },
  columns: (value) => (isColumns(value) ? value : undefined),
};

function isColumns(value) {
  if (!isPlain(value) || keysOf(value) !== "entries,type" || value.type !== "map") return false;
  return (
    Array.isArray(value.entries) && value.entries.length < 10 &&
    value.entries.every((one) => Array.isArray(one) && one.length === 2 && isColumn(one))
  );
}

function isColumn([name, values]) {
  if (!isText(name) || !COLUMN.test(name)) return false;
  if (Array.isArray(values)) return values.every(isNumber);
  if (!isPlain(values) || keysOf(values) !== "array,dtype,order,shape,type") return false;
  const { array, dtype, order, shape, type } = values;
  return (
    type === "ndarray" && TYPES.has(dtype) && ["little", "big"].includes(order) &&
    Array.isArray(shape) && shape.length === 1 && Number.isInteger(shape[0]) &&
    isPlain(array) && keysOf(array) === "data,type" && array.type === "bytes" &&
    (isText(array.data, LONGEST) ||
      (isPlain(array.data) && keysOf(array.data) === "id" && isText(array.data.id)))
  );
}

/** Reads patches by what the builder has written into `shapes`. */
export class PatchReader {
  constructor({ free, known, classes, references }) {
    this.free = free;
    this.classes = new Set(classes);
    this.references = new Set(references);
    const keys = (values) => new Set(values.map(canonical));
    const held = (properties) =>
      new Map(Object.entries(properties).map(([name, values]) => [name, keys(values)]));
    this.known = new Map(Object.entries(known).map(([kind, all]) => [kind, held(all)]));
  }

  /** A patch of a document, made of a text; throws if anything in it is not known. */
  read(text, document) {
    if (text.length > LONGEST) refuse("that length");
    const patch = parsed(text);
    if (!isPlain(patch) || keysOf(patch) !== "events" || !Array.isArray(patch.events)) {
      refuse("an unknown form");
    }
    this.made = new Map(); // kinds of models that the patch describes, by their names
    this.document = document;
    return { events: patch.events.map((event) => this.event(event)) };
  }

  kindOf(id) {
    return this.made.get(id) ?? this.document.get_model_by_id(id)?.type;
  }

  event(event) {
    const form = isPlain(event) ? `${event.kind}:${keysOf(event)}` : "";
    if (form === "MessageSent:kind,msg_data,msg_type") return this.cleared(event);
    const { kind, model, attr } = Object(event);
    if (!isPlain(model) || keysOf(model) !== "id" || typeof attr !== "string") {
      refuse("an unknown form");
    }
    const changed = this.document.get_model_by_id(model.id)?.type;
    if (changed === undefined) refuse("a model that is not there");
    if (form === "ModelChanged:attr,kind,model,new") {
      return { kind, model, attr, new: this.value(changed, attr, event.new) };
    }
    // Bokeh's shorter way of giving a source other columns.
    const { cols, data } = event;
    const isWhole = cols === null || (Array.isArray(cols) && cols.every((name) => isText(name)));
    if (form !== "ColumnDataChanged:attr,cols,data,kind,model" || attr !== "data" || !isWhole) {
      refuse("an unknown form");
    }
    return { kind, model, attr, cols, data: this.value(changed, attr, data) };
  }

  // The one thing that Python asks of a control: that a file be forgotten, so that it can be chosen
  // once more.
  cleared({ kind, msg_type, msg_data }) {
    const id = msg_data?.values?.entries?.[0]?.[1]?.id;
    const sent = { kind, msg_type: "bokeh_event", msg_data: clearInput(id) };
    const isSame = canonical({ kind, msg_type, msg_data }) === canonical(sent);
    const isFile = this.document.get_model_by_id(id)?.type === "FileInput";
    if (!isSame || !isFile) refuse("an unknown form");
    return sent;
  }

  // What is taken of a value for a property of a kind of model.
  value(kind, name, value) {
    const known = this.known.get(kind);
    if (!known) refuse(`a ${String(kind).slice(0, 60)}`);
    const free = own(own(this.free, kind), name) ?? own(this.free["*"], name);
    if (free) {
      const taken = KINDS[free](value, this);
      if (taken === undefined) refuse(`${kind}.${name}`);
      return taken;
    }
    const taken = this.plain(value);
    if (!known.get(name)?.has(canonical(this.marked(taken)))) refuse(`${kind}.${name}`);
    return taken;
  }

  // A value, with every model in it held to what is known of its kind.
  plain(value) {
    if (Array.isArray(value)) return value.map((item) => this.plain(item));
    if (!isPlain(value)) return value;
    if (value.type === "object") return this.described(value);
    if (keysOf(value) === "id" && this.kindOf(value.id) === undefined) refuse("an unknown model");
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.plain(item)]));
  }

  described({ type, name, id, attributes = {}, ...others }) {
    if (keysOf(others) !== "" || !this.known.has(name) || !isPlain(attributes)) {
      refuse(`a ${String(name).slice(0, 60)}`);
    }
    if (typeof id !== "string" || !ID.test(id) || this.kindOf(id) !== undefined) {
      refuse("the name of a model");
    }
    this.made.set(id, name);
    const taken = Object.entries(attributes).map(([key, item]) => [key, this.value(name, key, item)]);
    return { type, name, id, attributes: Object.fromEntries(taken) };
  }

  // The same with kinds in the place of models, as the builder has written it.
  marked(value) {
    if (Array.isArray(value)) return value.map((item) => this.marked(item));
    if (!isPlain(value)) return value;
    if (value.type === "object" || keysOf(value) === "id") return { model: this.kindOf(value.id) };
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.marked(item)]));
  }
}

const clearInput = (id) => ({
  type: "event", name: "clear_input", values: { type: "map", entries: [["model", { id }]] },
});

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return refuse("an unknown form");
  }
}

const own = (object, name) => (object && Object.hasOwn(object, name) ? object[name] : undefined);

// One text for values that are equal.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isPlain(value)) return JSON.stringify(value);
  const pairs = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${pairs.join()}}`;
}
