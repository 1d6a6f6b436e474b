// Before and after: the original of a document with every edit in its place.

const DECIDED = { rule: 'by a rule', memory: 'by what was learned', model: 'by a model', field: 'moved to a field', repair: 'repaired' };

/** The kinds of rules by name. */
const kinds = new Map();

function decidedBy(kind, rule) {
  if (kind === 'field') return 'field';
  if (kind === 'repair') return 'repair';
  const all = rule.split('+').map((name) => kinds.get(name));
  if (all.includes('model')) return 'model';
  return all.includes('learned') ? 'memory' : 'rule';
}

/** The original: kept text, and each edit as what it removed and what it wrote. */
function original(clean, edits) {
  const parts = [];
  let at = 0;
  for (const [gap, kind, rule, before, after, evidence, line] of edits) {
    if (kind === 'suggest') continue;
    if (gap) parts.push(clean.slice(at, at + gap));
    at += gap + after.length;
    const decided = decidedBy(kind, rule);
    const why = `line ${line}: ${DECIDED[decided]}, ${rule}` + (evidence ? ': ' + evidence : '');
    parts.push(el('span', { class: 'edit ' + decided, tabindex: 0, role: 'note', 'aria-label': why, 'data-why': why },
      before ? el('del', {}, before) : null, after ? el('ins', {}, after) : null));
  }
  parts.push(clean.slice(at));
  return parts;
}

/** One document: its fields, and its text before and after. */
async function documentView(n) {
  const [a, t] = await Promise.all([article(n), text(n)]);
  if (!a) return el('p', {}, 'This document is not in this page: articles.csv has it.');
  const fields = [['headline', a.headline], ...FIELDS.map((name, at) => [name, a.fields[at]]), ['published', a.published]];
  const facts = [['document', a.id], ['place', a.place], ['site', a.site], ['language', a.language], ['status', a.status],
    ['kept', `${number(a.clean)} of ${number(a.raw)} characters (${percent(a.clean, a.raw)})`],
    ['extraction confidence', a.confidence]];
  const list = (entries) => el('dl', { class: 'facts' }, entries.filter(([, value]) => value)
    .map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, bdi(value)))));
  const body = el('div', { class: 'original', dir: 'auto' });
  const suggestions = [];
  if (!t) show(body, 'The text of this document is not in this page: articles.jsonl has it.');
  else if (!t.edits) show(body, t.text);
  else {
    show(body, original(t.text, t.edits));
    t.edits.filter((edit) => edit[1] === 'suggest').forEach((edit) => suggestions.push(edit));
  }
  const why = el('p', { class: 'why', 'aria-hidden': 'true' }, 'Point at an edit, or move to it with the Tab key, to read what decided it.');
  const explain = (event) => {
    const edit = event.target.closest('.edit');
    if (edit) show(why, edit.dataset.why);
  };
  body.addEventListener('mouseover', explain);
  body.addEventListener('focusin', explain);
  const key = el('p', { class: 'key' }, Object.entries(DECIDED).map(([name, words]) => [el('span', { class: 'edit ' + name }, words), ' ']));
  const only = el('button', { type: 'button', 'aria-pressed': 'false', onclick: () => {
    const on = body.classList.toggle('clean');
    only.setAttribute('aria-pressed', String(on));
  } }, 'Clean text only');
  return el('article', { class: 'document' }, el('h3', {}, bdi(a.headline || a.place)), list(facts),
    el('h4', {}, 'Fields'), list(fields), el('h4', {}, 'Before and after'), key, only, why, body,
    t && !t.edits ? el('p', {}, 'The edits do not fit this text, so only the clean text is shown.') : null,
    suggestions.length ? [el('h4', {}, 'Suggested, not applied'), el('ul', {}, suggestions.map(([, , rule, before, after, evidence]) =>
      el('li', {}, bdi(before), ' → ', bdi(after), ` (${rule}: ${evidence})`)))] : null);
}

async function documentsView(main, argument) {
  const lists = [['least_certain', 'Least certain extraction'], ['lost_most', 'Lost most'], ['sample', 'A sample that changed']]
    .filter(([name]) => data[name].length);
  if (!lists.length) return void show(main, el('h2', {}, 'Before and after'), el('p', {}, 'No document changed.'));
  const shown = el('div', { class: 'shown', 'aria-live': 'polite' });
  const choose = el('select', { id: 'list' }, lists.map(([name, title]) => el('option', { value: name }, `${title} (${data[name].length})`)));
  const items = el('ol', { class: 'items' });
  const open = async (n) => {
    items.querySelectorAll('a').forEach((a) => (Number(a.dataset.n) === n ? a.setAttribute('aria-current', 'true') : a.removeAttribute('aria-current')));
    show(shown, await documentView(n));
  };
  const fillList = async () => {
    const numbers = data[choose.value];
    const rows = await Promise.all(numbers.map(article));
    show(items, rows.filter(Boolean).map((a) => el('li', {}, el('a', { href: '#documents/' + a.n, 'data-n': a.n }, bdi(a.headline || a.place)),
      ' ', el('small', {}, bdi(a.site), ' ', a.confidence ? 'confidence ' + a.confidence : percent(a.raw - a.clean, a.raw) + ' removed'))));
  };
  const number_ = argument === '' || argument === undefined ? null : Number(argument);
  const start = lists.find(([name]) => data[name].includes(number_)) || lists[0];
  choose.value = start[0];
  choose.addEventListener('change', async () => { await fillList(); await open(data[choose.value][0]); });
  show(main, el('h2', {}, 'Before and after'), el('p', {}, el('label', { for: 'list' }, 'Documents: '), choose),
    el('div', { class: 'split' }, el('div', { class: 'index' }, items), shown));
  await fillList();
  await open(number_ === null ? data[start[0]][0] : number_);
}
