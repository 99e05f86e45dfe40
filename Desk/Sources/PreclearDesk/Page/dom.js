// Elements, made without a line of markup: whatever a person wrote is text, and can be nothing else.

/** An element with attributes and children. A text stands as text; what is null or false is left out. */
export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  setAttributes(node, attributes);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** The same for a picture. */
export function shape(name, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  setAttributes(node, attributes);
  node.append(...children);
  return node;
}

function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
}

export const find = (id) => document.getElementById(id);

/** Puts new children in the place of the old ones. What had the focus keeps it, if it is there again under its key. */
export function replace(parent, ...children) {
  const key = parent.contains(document.activeElement) ? document.activeElement.dataset?.key : undefined;
  parent.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  if (key) [...parent.querySelectorAll("[data-key]")].find((node) => node.dataset.key === key)?.focus();
}

/** `floor_price`: `Floor price`. */
export function words(name) {
  const text = name.replace(/[_-]+/g, " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Digits in groups of three, for the eye; the value itself stays what it is. */
export function grouped(text) {
  return /^-?\d{5,}(\.\d+)?$/.test(text)
    ? text.replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","))
    : text;
}

export const count = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

let last = 0;
export const fresh = (prefix) => `${prefix}-${(last += 1)}`;
