// All clusters: search, filters, sorting, pages.

const PAGE = 50;

/** What the reader asked for. It stays while other parts are shown. */
const asked = { words: '', site: '', size: '', relation: '', from: '', to: '', least: '', most: '', sort: 'size', down: true, page: 0 };

/** For each cluster the text that words are looked for in, made at the first search. */
let searched = null;

function fold(text) {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** The clusters that fit, in their order. */
function chosen() {
  if (!searched) searched = clusters.map((c) => fold(c.headline + ' ' + c.sites.map(siteName).join(' ') + ' ' + c.id));
  const words = fold(asked.words).split(/\s+/).filter(Boolean);
  const site = fold(asked.site.trim());
  const share = (text) => Math.round(Number(text) * 10000);
  const fits = (c) => words.every((word) => searched[c.at].includes(word)) &&
    (!site || c.sites.some((s) => fold(siteName(s)).includes(site))) &&
    (!asked.size || c.size >= Number(asked.size)) &&
    (!asked.relation || c.relations.split('; ').includes(asked.relation)) &&
    (!asked.from || (c.last && day(c.last) >= asked.from)) &&
    (!asked.to || (c.first && day(c.first) <= asked.to)) &&
    (!asked.least || (c.least <= 10000 && c.least >= share(asked.least))) &&
    (!asked.most || c.least <= share(asked.most));
  const key = { size: (c) => c.size, sites: (c) => c.sites.length, least: (c) => c.least, first: (c) => c.first || '~', last: (c) => c.last || '~',
    headline: (c) => c.headline || '~', relations: (c) => c.relations }[asked.sort];
  const order = (a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0);
  const found = clusters.filter(fits).map((c) => [key(c), c]).sort((a, b) => (asked.down ? order(b, a) : order(a, b)) || a[1].at - b[1].at);
  return found.map(([, c]) => c);
}

function storiesView(main, id) {
  if (id) return clusterView(main, id);
  const results = el('div', {});
  const draw = () => {
    const found = chosen();
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    asked.page = Math.min(asked.page, pages - 1);
    const rows = found.slice(asked.page * PAGE, (asked.page + 1) * PAGE);
    const heads = [['headline', 'Headline'], ['size', 'Documents', true], ['sites', 'Sites'], ['relations', 'Relations'], ['first', 'First'], ['last', 'Last'], ['least', 'Lowest similarity', true]];
    const sort = (name) => {
      asked.down = asked.sort === name ? !asked.down : ['size', 'sites', 'last'].includes(name);
      asked.sort = name;
      asked.page = 0;
      draw();
      results.querySelector(`[data-sort="${name}"]`).focus();
    };
    const now = asked.down ? 'descending' : 'ascending';
    const head = ([name, title, numeric]) => columnHead({ name: title, numeric, sort: { key: name, now: asked.sort === name ? now : null, by: () => sort(name) } });
    const sites = (c) => c.sites.slice(0, 3).map((s, at) => [at ? ', ' : '', bdi(siteName(s))]).concat(c.sites.length > 3 ? ` and ${c.sites.length - 3} more` : '');
    const line = (c) => el('tr', {}, el('td', { 'data-name': 'Headline' }, el('a', { href: '#stories/' + c.id }, bdi(c.headline || c.id))),
      el('td', { class: 'n', 'data-name': 'Documents' }, number(c.size)), el('td', { 'data-name': 'Sites' }, sites(c)), el('td', { 'data-name': 'Relations' }, c.relations.replace(/;/g, ',')),
      el('td', { class: 'd', 'data-name': 'First' }, day(c.first)), el('td', { class: 'd', 'data-name': 'Last' }, day(c.last)), el('td', { class: 'n', 'data-name': 'Lowest similarity' }, ratio(c.least)));
    const turn = (by) => { asked.page += by; draw(); results.querySelector('table').scrollIntoView(); };
    const pager = el('p', { class: 'pager' }, el('button', { type: 'button', disabled: asked.page === 0, onclick: () => turn(-1) }, 'Earlier rows'),
      ` Page ${number(asked.page + 1)} of ${number(pages)} `, el('button', { type: 'button', disabled: asked.page >= pages - 1, onclick: () => turn(1) }, 'Later rows'));
    const count = `${number(found.length)} of ${many(clusters.length, 'story')}`.replace(/storys$/, 'stories') + ' with copies';
    show(results, el('p', { id: 'count' }, count, data.clusters.length < data.cluster_count ? ` (${number(data.cluster_count)} in clusters.csv)` : ''),
      el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Stories' }, el('table', { class: 'stories' },
        el('caption', {}, 'Stories with copies'), el('thead', {}, el('tr', {}, heads.map(head))), el('tbody', {}, rows.map(line)))), pager);
    tell(count);
  };
  let wait = 0;
  const field = (name, title, attributes, options) => {
    const input = options ? el('select', { id: name }, options.map((o) => el('option', { value: o[0] }, o[1]))) : el('input', { id: name, ...attributes });
    input.value = asked[name];
    input.addEventListener('input', () => {
      asked[name] = input.value;
      asked.page = 0;
      clearTimeout(wait);
      wait = setTimeout(draw, 120);
    });
    return el('p', {}, el('label', { for: name }, title), input);
  };
  const names = el('datalist', { id: 'names' }, data.sites.slice(0, 500).map((row) => el('option', { value: row[0] })));
  const form = el('form', { class: 'filters', role: 'search', 'aria-label': 'Filter the stories', onsubmit: (event) => event.preventDefault() },
    field('words', 'Words', { type: 'search', autocomplete: 'off' }), field('site', 'Site', { type: 'search', list: 'names', autocomplete: 'off' }), names,
    field('size', 'Documents, at least', { type: 'number', min: 2 }), field('relation', 'Relation', {}, [['', 'any'], ...RELATIONS.map((r) => [r, r])]),
    field('from', 'From', { type: 'date' }), field('to', 'To', { type: 'date' }),
    field('least', 'Similarity from', { type: 'number', min: 0, max: 1, step: 0.01 }), field('most', 'Similarity to', { type: 'number', min: 0, max: 1, step: 0.01 }),
    el('p', {}, el('button', { type: 'button', onclick: () => { Object.assign(asked, { words: '', site: '', size: '', relation: '', from: '', to: '', least: '', most: '', page: 0 }); storiesView(main); } }, 'Clear')));
  show(main, el('h2', {}, 'Stories'), form, results);
  if (!clusters.length) return void show(results, el('p', {}, 'No story has a copy.'));
  draw();
}
