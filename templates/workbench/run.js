// The run: what was read, with which settings, and what became of it.

const TABLE_OF_CODE = 'problems.csv';

/** Steps of the funnel, each with what was lost before it. */
function funnel() {
  const c = data.run.counts;
  const left = c.processed - c.nothing_left;
  const codes = (by, word) => Object.entries(by || {}).map(([code, n]) =>
    ({ n, what: `${word}: ${code.replace(/_/g, ' ')}`, table: TABLE_OF_CODE, part: '#figures' }));
  return [
    { name: 'found', n: c.found, what: 'documents in the input', losses: [] },
    { name: 'read', n: c.processed, what: 'documents that could be read', losses: [...codes(c.skipped_by_code, 'skipped'), ...codes(c.failed_by_code, 'failed')] },
    { name: 'cleaned', n: left, what: 'documents with text after cleaning',
      losses: [{ n: c.nothing_left, what: 'no text left after cleaning', table: 'articles.csv, status nothing_left' }] },
    { name: 'unique', n: c.unique_stories, what: 'one text of each story',
      losses: [{ n: left - c.unique_stories, what: 'copies of another document', table: 'articles.csv, role member', part: '#stories' }] },
  ];
}

function settings() {
  const changed = data.run.changed_settings;
  if (!changed) return el('p', {}, 'This output does not say which settings differ from the defaults; run.json lists all of them.');
  const entries = Object.entries(changed);
  if (!entries.length) return el('p', {}, 'All settings are the defaults.');
  return el('div', {}, el('p', {}, 'Settings that differ from the defaults:'),
    el('ul', {}, entries.map(([name, value]) => el('li', {}, el('code', {}, name), ' = ', bdi(JSON.stringify(value))))));
}

function runView(main) {
  const { counts, copydesk, inputs } = data.run;
  const steps = funnel();
  const widest = Math.max(1, steps[0].n);
  const step = (s) => {
    const bar = svg('svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', class: 'level', 'aria-hidden': 'true' },
      svg('rect', { x: 0, y: 0, width: (100 * s.n) / widest, height: 10, class: 'bar' }));
    const losses = s.losses.filter((loss) => loss.n > 0).map((loss) => el('li', { class: 'loss' }, '− ' + number(loss.n) + ' ', bdi(loss.what),
      ' (', loss.part ? el('a', { href: loss.part }, loss.table) : loss.table, ')'));
    return el('li', {}, losses.length ? el('ul', { class: 'losses' }, losses) : null,
      el('div', { class: 'step' }, el('b', {}, number(s.n)), el('span', {}, s.name + ': ' + s.what), bar));
  };
  const lists = [['Removed, by kind', counts.removed_by_kind], ['Verified pairs, by relation', counts.pairs_by_relation]];
  const list = ([name, numbers]) => el('p', {}, el('b', {}, name + ': '), Object.entries(numbers || {}).filter(([, n]) => n > 0)
    .sort((a, b) => b[1] - a[1]).map(([what, n]) => what + ' ' + number(n)).join(', ') || 'none');
  const facts = [['Corpus', inputs && inputs.length ? inputs.map((name, at) => [at ? ', ' : '', bdi(name)]) : 'not named by this output'],
    ['Documents', number(counts.found) + ', from ' + many(counts.sites, 'site')],
    ['Dates of the stories', range()],
    ['Program', 'copydesk ' + copydesk],
    ['This file was written', written()]];
  show(main, el('h2', {}, 'The run'),
    el('dl', { class: 'facts' }, facts.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value)))),
    settings(),
    el('h3', {}, 'From documents to unique stories'),
    el('ol', { class: 'funnel' }, steps.map(step)),
    el('p', {}, `A unique story is a document without copies, or the representative of a cluster, that has text. unique.jsonl holds these ${number(counts.unique_stories)} texts: ${number(counts.unique)} documents without copies and ${number(counts.clusters)} representatives`,
      counts.unique_without_text > 0 ? `, less ${number(counts.unique_without_text)} without text.` : '.'),
    el('h3', {}, 'What was done'), lists.map(list),
    el('p', {}, `${many(counts.removals + counts.fields, 'line')} removed or moved to fields, ${many(counts.repairs, 'repair')}, in ${many(counts.changed, 'document')}.`),
    leftOut());
}

function range() {
  const months = Object.keys(data.figures.months).sort();
  const [first, last] = [months[0], months[months.length - 1]];
  if (!months.length) return 'none known';
  return first === last ? first : first + ' to ' + last;
}

/** When the file was last written, in the order of ISO 8601: `11/12/2026` would read two ways. */
function written() {
  const [, month, day_, year, time] = document.lastModified.match(/^(\d+)\/(\d+)\/(\d+) (\d+:\d+)/) || [];
  return year ? `${year}-${month}-${day_} ${time}` : document.lastModified;
}

/** What the page does not hold, and how it chose. */
function leftOut() {
  const all = data.cluster_count, listed = data.clusters.length;
  const parts = [];
  if (listed < all) parts.push(`${number(listed)} of ${number(all)} clusters are listed.`);
  if (data.with_members < listed) parts.push(`The members of ${number(data.with_members)} clusters are listed.`);
  if (data.with_texts < all) parts.push(`The texts of ${number(data.with_texts)} of ${number(all)} clusters are here.`);
  if (data.site_count > data.sites.length) parts.push(`${number(data.sites.length)} of ${number(data.site_count)} sites are listed.`);
  const held = data.text_starts[data.text_starts.length - 1];
  return el('section', {}, el('h3', {}, 'What this page leaves out'),
    el('p', {}, parts.length ? parts.join(' ') + ' Clusters are taken in turn from the largest, from those whose members differ most, and from a sample that depends on nothing but their ids. ' : 'Every cluster is here with its texts. '),
    el('p', {}, `The page holds the texts of ${number(held)} of ${number(data.run.counts.processed)} documents: those of pairs to judge, the ${data.lost_most.length} that lost most, a sample of ${data.sample.length} that changed, and members of clusters. The tables hold everything.`));
}
