// Elements. Every text of the corpus passes through say() and becomes a text node, never markup.

const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** A text with control characters, and those that change the direction of writing, spelled out. */
function say(text) {
  return String(text).replace(CONTROLS, (c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'));
}

/** Gives an element its attributes and children. A child is a node, a text, a list or nothing. */
function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, say(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(say(child)));
  }
  return element;
}

const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);

const svg = (tag, attributes, ...children) =>
  fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);

/** A text of the corpus, isolated from the direction of the text around it. */
const bdi = (text, attributes) => el('bdi', { dir: 'auto', ...attributes }, text);

const number = (n) => Number(n).toLocaleString('en-GB').replace(/,/g, '\u202f');
const many = (n, thing) => number(n) + ' ' + thing + (Number(n) === 1 ? '' : 's');
const percent = (part, whole) => (whole > 0 ? ((100 * part) / whole).toFixed(1) + ' %' : '–');

/** A ratio in ten-thousandths as the tables write it. Above one there is none. */
const ratio = (n) => (n > 10000 ? '–' : (n / 10000).toFixed(4));
const day = (date) => (date || '').split('T')[0];

/** The head of a column. With `sort`, { key, now, by }, it is a button; `now` is how the column orders the rows, if it does. */
function columnHead(c) {
  if (!c.sort) return el('th', { scope: 'col', class: c.numeric && 'n' }, c.name);
  const mark = { ascending: ' ▴', descending: ' ▾' }[c.sort.now] || '';
  return el('th', { scope: 'col', class: c.numeric && 'n', 'aria-sort': c.sort.now },
    el('button', { type: 'button', 'data-sort': c.sort.key, onclick: c.sort.by }, c.name, el('span', { 'aria-hidden': 'true' }, mark)));
}

/** A table. Each column is { name, of, numeric, sort }; `of` gives the content of a cell. */
function table(caption, columns, rows) {
  const head = columns.map(columnHead);
  const cell = (c, row, at) => el('td', { class: c.numeric ? 'n' : c.class, 'data-name': c.name }, c.of(row, at));
  const line = (row, at) => el('tr', {}, columns.map((c) => cell(c, row, at)));
  return el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    el('table', {}, el('caption', {}, caption), el('thead', {}, el('tr', {}, head)), el('tbody', {}, rows.map(line))));
}

/** Replaces what an element holds. */
function show(element, ...children) {
  element.replaceChildren();
  return fill(element, {}, children);
}

/** A file for the reader to save. */
function save(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = el('a', { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

const live = el('p', { role: 'status', 'aria-live': 'polite', class: 'hidden' });
/** Tells readers of the screen what changed. */
const tell = (text) => show(live, text);
