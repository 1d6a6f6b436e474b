// Two texts side by side, aligned by sentence.

/** The sentences of a text. A line break ends one. */
function sentences(text) {
  const found = [];
  for (const line of text.split('\n')) {
    for (const part of line.split(/(?<=[.!?…؟。！？]["”’»)\]]?)\s+/u)) if (part.trim()) found.push(part.trim());
  }
  return found;
}

const words = (text) => text.match(/\s+|[\p{L}\p{N}\p{M}]+(?:[’'][\p{L}\p{N}\p{M}]+)*|[^\s\p{L}\p{N}\p{M}]/gu) || [];
const bag = (text) => new Set((text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) || []));

function alike(a, b) {
  if (!a.size || !b.size) return 0;
  let shared = 0;
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  for (const word of small) if (large.has(word)) shared++;
  return (2 * shared) / (a.size + b.size);
}

/** The best order-keeping alignment of two lists. `score(i, j)` is above 0 for a pair. Gives [i, j] with null for a gap. */
function align(n, m, score) {
  const best = Array.from({ length: n + 1 }, () => new Float32Array(m + 1));
  for (let i = n - 1; i >= 0; i--) {
    for (let j = m - 1; j >= 0; j--) {
      const s = score(i, j);
      best[i][j] = Math.max(best[i + 1][j], best[i][j + 1], s > 0 ? s + best[i + 1][j + 1] : 0);
    }
  }
  const pairs = [];
  let i = 0, j = 0;
  while (i < n && j < m) {
    const s = score(i, j);
    if (s > 0 && best[i][j] <= s + best[i + 1][j + 1] + 1e-6) pairs.push([i++, j++]);
    else if (best[i + 1][j] >= best[i][j + 1]) pairs.push([i++, null]);
    else pairs.push([null, j++]);
  }
  while (i < n) pairs.push([i++, null]);
  while (j < m) pairs.push([null, j++]);
  return pairs;
}

const MOST_CELLS = 1500000;

/** Rows of sentences: { a, b, same }. Long texts are cut so that the comparison stays quick. */
function alignTexts(first, second) {
  let a = sentences(first), b = sentences(second);
  const cut = a.length * b.length > MOST_CELLS;
  if (cut) [a, b] = [a.slice(0, 1200), b.slice(0, 1200)];
  const [ba, bb] = [a.map(bag), b.map(bag)];
  const score = (i, j) => {
    if (a[i] === b[j]) return 1 + Math.min(a[i].length, 200) / 1000;
    const s = alike(ba[i], bb[j]);
    return s >= 0.4 ? s * 0.9 : 0;
  };
  const rows = align(a.length, b.length, score).map(([i, j]) => ({
    a: i === null ? null : a[i], b: j === null ? null : b[j], same: i !== null && j !== null && a[i] === b[j] }));
  return { rows, cut };
}

/** The words of two sentences, those of only one of them marked. */
function marked(first, second) {
  const [a, b] = [words(first), words(second)];
  const cells = [[], []];
  const push = (side, word, tag) => {
    const list = cells[side], last = list[list.length - 1];
    if (last && last.tag === tag) last.text += word;
    else list.push({ tag, text: word });
  };
  const pairs = a.length * b.length > 400000 ? null : align(a.length, b.length, (i, j) => (a[i] === b[j] ? (a[i].trim() ? 1 : 0.2) : 0));
  if (!pairs) return [[el('del', {}, first)], [el('ins', {}, second)]];
  for (const [i, j] of pairs) {
    if (i !== null && j !== null) { push(0, a[i], null); push(1, b[j], null); }
    else if (i !== null) push(0, a[i], 'del');
    else push(1, b[j], 'ins');
  }
  return cells.map((list) => list.map((run) => (run.tag ? el(run.tag, {}, run.text) : run.text)));
}

/** The element that compares two texts. Runs of equal sentences are folded. */
function sideBySide(nameA, nameB, first, second) {
  const { rows, cut } = alignTexts(first, second);
  const equal = rows.filter((row) => row.same).length;
  const cell = (content, tag) => el('div', { class: 'side', dir: 'auto' }, content === null ? null : tag ? el(tag, {}, content) : content);
  const line = (row) => {
    if (row.same) return el('div', { class: 'pair same' }, cell(row.a), cell(row.b));
    if (row.a === null) return el('div', { class: 'pair' }, cell(null), cell(row.b, 'ins'));
    if (row.b === null) return el('div', { class: 'pair' }, cell(row.a, 'del'), cell(null));
    const [a, b] = marked(row.a, row.b);
    return el('div', { class: 'pair' }, cell(a), cell(b));
  };
  const parts = [];
  for (let at = 0; at < rows.length;) {
    let end = at;
    while (end < rows.length && rows[end].same) end++;
    if (end - at >= 2) {
      parts.push(el('details', { class: 'folded' }, el('summary', {}, many(end - at, 'equal sentence')), rows.slice(at, end).map(line)));
      at = end;
    } else parts.push(line(rows[at++]));
  }
  return el('section', { class: 'compared', 'aria-label': 'Side by side' },
    el('p', {}, `${number(equal)} of ${number(rows.length)} rows are the same sentence in both.`, cut ? ' Only the beginning of these long texts is compared.' : ''),
    el('div', { class: 'pair heads' }, el('div', { class: 'side' }, bdi(nameA)), el('div', { class: 'side' }, bdi(nameB))), parts);
}

/** Two documents side by side, by their numbers. */
async function compareDocuments(n, m) {
  const [a, b, ta, tb] = await Promise.all([article(n), article(m), text(n), text(m)]);
  if (!ta || !tb) return el('p', {}, 'A text of this pair is not in this page: articles.jsonl has it.');
  return sideBySide(nameOf(a), nameOf(b), [a.headline, ta.text].join('\n'), [b.headline, tb.text].join('\n'));
}

const nameOf = (a) => [a.site || a.place, day(a.published)].filter(Boolean).join(', ');
