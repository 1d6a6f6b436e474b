// Decide: pairs and removals to judge with the keyboard, saved as files that a run reads.

/** Judgements of this reader: by key, the answer. Kept in the browser where it allows that. */
const judged = { pairs: new Map(), lines: new Map() };

function keep() {
  try {
    localStorage.setItem(memoryKey(), JSON.stringify([[...judged.pairs], [...judged.lines]]));
  } catch { /* The page works without it. */ }
}

const memoryKey = () => 'copydesk ' + data.run.inputs + ' ' + data.run.counts.found + ' ' + data.run.counts.chars_raw;

function recall() {
  try {
    const [pairs, lines] = JSON.parse(localStorage.getItem(memoryKey())) || [[], []];
    judged.pairs = new Map(pairs);
    judged.lines = new Map(lines);
  } catch { /* Nothing is kept. */ }
}

const csvCell = (text) => (/[",\n\r]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text);

/** labels.csv: one row for each judged pair that was not skipped. */
function labelsFile() {
  const rows = [...judged.pairs].filter(([, answer]) => answer !== 'skip').map(([key, answer]) => [...key.split(' '), answer]);
  return ['article_id_a,article_id_b,label', ...rows.map((row) => row.map(csvCell).join(','))].join('\n') + '\n';
}

/** choices.toml: the lines to keep and to drop. */
function choicesFile() {
  const rows = [...judged.lines].filter(([, answer]) => answer !== 'skip');
  const table = ([key, answer]) => {
    const [site, line] = JSON.parse(key);
    return `[[${answer}]]\n` + (site ? `site = ${JSON.stringify(site)}\n` : '') + `text = ${JSON.stringify(line)}\n`;
  };
  return rows.map(table).join('\n');
}

/** The pairs to judge, of each kind in turn. */
async function pairsToJudge() {
  const sources = [['near a threshold', data.nearest], ['held apart', data.apart], ['sample', data.pair_sample]];
  const longest = Math.max(...sources.map(([, list]) => list.length), data.chained.length);
  const found = [], seen = new Set();
  const add = async (why, pair) => {
    const [a, b] = await Promise.all([article(pair[0]), article(pair[1])]);
    if (!a || !b) return;
    const key = [a.id, b.id].sort().join(' ');
    if (!seen.has(key)) found.push({ why, pair, a, b, key });
    seen.add(key);
  };
  const byMember = new Map(clusters.flatMap((c) => c.members.map((n) => [n, c.representative])));
  for (let at = 0; at < longest; at++) {
    for (const [why, list] of sources) if (list[at]) await add(why, list[at]);
    const member = data.chained[at];
    if (member !== undefined && byMember.get(member) !== undefined && byMember.get(member) !== null) await add('joined by a chain', [byMember.get(member), member]);
  }
  return found;
}

/** A box in which one thing after the other is judged. `answers` are { key, name, value }. */
function judge(name, items, store, answers, view) {
  let at = Math.max(0, items.findIndex((item) => !store.has(item.key)));
  const box = el('section', { class: 'judge', tabindex: 0, 'aria-label': name });
  const draw = async () => {
    const item = items[at];
    if (!item) return void show(box, el('p', {}, 'There is nothing to judge.'));
    const answer = store.get(item.key);
    const buttons = answers.map((a) => el('button', { type: 'button', 'aria-pressed': String(answer === a.value), onclick: () => decide(a) },
      a.name + ' ', el('kbd', {}, a.key === ' ' ? 'space' : a.key)));
    const move = (by, label) => el('button', { type: 'button', disabled: at + by < 0 || at + by >= items.length, onclick: () => { at += by; draw(); box.focus(); } }, label);
    const content = await view(item);
    if (items[at] !== item) return;
    const done = items.filter((i) => store.has(i.key)).length;
    show(box, el('p', { class: 'state' }, `${number(at + 1)} of ${number(items.length)}, ${number(done)} judged`, answer ? `; this one: ${answer.replace(/_/g, ' ')}` : ''),
      el('p', { class: 'answers' }, buttons, ' ', move(-1, 'Back'), move(1, 'Forward')), content);
  };
  const decide = (answer) => {
    if (!items[at]) return;
    store.set(items[at].key, answer.value);
    keep();
    tell(`${answer.name}. ${store.size} judged.`);
    if (at < items.length - 1) at++;
    draw();
    box.focus();
  };
  box.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('summary, a, .edit')) return;
    if (event.key === ' ' && event.target.closest('button')) return;
    const answer = answers.find((a) => a.key === event.key.toLowerCase());
    if (!answer) return;
    event.preventDefault();
    decide(answer);
  });
  draw();
  return box;
}

async function pairView({ why, pair, a, b }) {
  const [n, m, relation, by, apart, similarity, contained, headline, days] = pair;
  const facts = relation === undefined ? `Similarity ${ratio(b.similarity)} to the representative.`
    : `${relation}, similarity ${ratio(similarity)}, contained ${ratio(contained)}, headlines ${ratio(headline)}${days ? `, ${many(days, 'day')} apart` : ''}. Admitted by ${by.replace(/_/g, ' ')}.${apart ? ` Held apart: ${apart}.` : ''}`;
  return el('div', {}, el('p', {}, el('b', {}, why[0].toUpperCase() + why.slice(1) + '. '), facts),
    el('p', {}, bdi(a.headline || a.place), ' — ', bdi(b.headline || b.place)), await compareDocuments(n, m));
}

async function decideView(main) {
  const matching = data.run.configuration.matching || {};
  const marks = ['near', 'contained', 'reworded_same_headline', 'near_differing', 'in_common'].filter((name) => matching[name] !== undefined)
    .map((name) => ({ at: matching[name] / 10000, name: `${name.replace(/_/g, ' ')} ${(matching[name] / 10000).toFixed(2)}` }));
  const { joined, held_apart: apart } = data.similarities;
  const bars = joined.map((value, at) => ({ name: `${(at / joined.length).toFixed(2)} to ${((at + 1) / joined.length).toFixed(2)}`, short: (at / joined.length).toFixed(1), value, second: apart[at] }));
  const pairs = await pairsToJudge();
  const lines = data.doubtful.map(([id, site, line, rule, evidence]) => ({ id, site, line, rule, evidence, key: JSON.stringify([site, line]) }));
  const pairAnswers = [{ key: 's', name: 'Same story', value: 'same' }, { key: 'n', name: 'Not the same', value: 'not_same' }, { key: ' ', name: 'Skip', value: 'skip' }];
  const lineAnswers = [{ key: 'k', name: 'Keep the line', value: 'keep' }, { key: 'd', name: 'Drop it', value: 'drop' }, { key: ' ', name: 'Skip', value: 'skip' }];
  const lineView = (line) => el('div', {}, el('blockquote', { dir: 'auto' }, line.line), el('p', {}, 'Removed from ', bdi(line.site || 'a document without a site'), ` by ${line.rule}: ${line.evidence}.`));
  show(main, el('h2', {}, 'Decide'), el('h3', {}, 'Similarity of the pairs'),
    barPlot(`${many(data.pair_count, 'verified pair')} by weighted similarity`, bars, { marks, labels: 10 }),
    el('p', {}, 'Weighted similarity of the verified pairs. The lighter part was held apart. The lines are thresholds of this run; a pair below them is in no table, except where the texts differ in figures only.'),
    scores(),
    el('h3', {}, 'Pairs to judge'),
    el('p', {}, 'Move to the box and press s for the same story, n for not the same, the space bar to skip. Then save the labels, and run again with --labels labels.csv.'),
    judge('Pairs to judge', pairs, judged.pairs, pairAnswers, pairView),
    el('p', {}, el('button', { type: 'button', id: 'save-labels', onclick: () => save('labels.csv', 'text/csv', labelsFile()) }, 'Save labels.csv')),
    el('h3', {}, 'Removals to judge'),
    el('p', {}, 'Press k to keep a line in the text, d to drop it, the space bar to skip. Then save the choices, and run again with --choices choices.toml.'),
    judge('Removals to judge', lines, judged.lines, lineAnswers, lineView),
    el('p', {}, el('button', { type: 'button', id: 'save-choices', onclick: () => save('choices.toml', 'application/toml', choicesFile()) }, 'Save choices.toml')));
}

/** How the thresholds did on the labels of this run. */
function scores() {
  const labels = data.run.labels;
  if (!labels) return null;
  const range = (s) => (s.judged ? `${s.share} (${s.low} to ${s.high})` : '–');
  const rows = [['Precision of all', labels.precision], ['Recall of all', labels.recall], ...Object.entries(labels.by_threshold).map(([name, s]) => [name.replace(/_/g, ' '), s])];
  return el('div', {}, el('h3', {}, 'The thresholds on your labels'), el('p', {}, `${many(labels.same, 'pair')} labelled the same, ${number(labels.not_same)} not the same. ${number(labels.unknown.length)} labels fit no document any more.`),
    table('Share of pairs that are the same story, with 95 % intervals', [{ name: 'Threshold', of: (r) => r[0] }, { name: 'Judged', of: (r) => number(r[1].judged), numeric: true }, { name: 'Right', of: (r) => number(r[1].right), numeric: true }, { name: 'Share', of: (r) => range(r[1]) }], rows),
    labels.unknown.length ? el('ul', {}, labels.unknown.slice(0, 50).map((id) => el('li', {}, bdi(id)))) : null);
}
