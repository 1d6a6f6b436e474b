// Sites: what was learned for each, outliers first, or sorted by a column.

/** How far each site is from the middle one, in each of four figures, in middle distances. */
function outliers() {
  const of = [['removed', 4], ['learned lines', 5], ['copies', 6], ['problems', null]];
  const value = (row, at) => (at === null ? Number(row[2]) / Math.max(1, Number(row[1]) + Number(row[2])) : Number(row[at] || 0));
  const middle = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] || 0;
  const spread = of.map(([, at]) => {
    const values = data.sites.map((row) => value(row, at));
    const centre = middle(values);
    return [centre, middle(values.map((v) => Math.abs(v - centre)))];
  });
  return data.sites.map((row, at) => {
    const signs = of.map(([name, column], i) => {
      const [centre, distance] = spread[i];
      const far = Math.abs(value(row, column) - centre) / Math.max(distance, column === 5 ? 2 : 0.02);
      return { name, far, above: value(row, column) > centre };
    }).filter((sign) => sign.far >= 3);
    const far = signs.reduce((sum, sign) => sum + Math.min(sign.far, 20), 0) * Math.min(1, Number(row[1]) / 5);
    return { row, at, signs, far };
  }).sort((a, b) => b.far - a.far || Number(b.row[1]) - Number(a.row[1]) || a.at - b.at);
}

function sitesView(main) {
  const all = outliers();
  const share = (cell) => (cell === '' ? '–' : (100 * Number(cell)).toFixed(1) + ' %');
  const lines = (site) => {
    const learned = data.learned[site.at];
    if (!learned) return null;
    const columns = [{ name: 'Line', of: (l) => bdi(l[0]) }, { name: 'Removed', of: (l) => number(l[1]), numeric: true },
      { name: 'Share of stories', of: (l) => percent(l[1], Number(site.row[1])), numeric: true }, { name: 'Evidence of the first', of: (l) => bdi(l[2]) }];
    return el('details', {}, el('summary', {}, many(learned.length, 'learned line') + ' of ', bdi(site.row[0])), table('Learned lines', columns, learned));
  };
  let shown = 60;
  const count = (name, at) => ({ name, at, of: (s) => number(s.row[at]), numeric: true });
  const part = (name, at) => ({ name, at, of: (s) => share(s.row[at]), numeric: true });
  const date = (name, at) => ({ name, at, of: (s) => day(s.row[at]), class: 'd' });
  const columns = [{ name: 'Site', at: 0, of: (s) => [bdi(s.row[0]), lines(s)] }, { name: 'Unusual', of: (s) => s.signs.map((sign) => (sign.above ? 'more ' : 'less ') + sign.name).join(', ') },
    count('Articles', 1), count('Problems', 2), count('Lines removed', 3), part('Characters removed', 4), count('Learned lines', 5), part('Copies', 6),
    part('Wire copy', 9), part('Printed first', 10), date('From', 7), date('To', 8)];
  const sorted = { name: 'Unusual', down: true };
  const sort = (name) => {
    sorted.down = sorted.name === name ? !sorted.down : !['Site', 'From', 'To'].includes(name);
    sorted.name = name;
    draw();
    main.querySelector(`[data-sort="${name}"]`).focus();
  };
  /** The sites in the order that was asked for. Those with an empty cell are last. */
  const inOrder = () => {
    const { at, numeric } = columns.find((c) => c.name === sorted.name);
    if (at === undefined) return sorted.down ? all : [...all].reverse();
    const value = (s) => (numeric ? Number(s.row[at]) : s.row[at]);
    const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0) * (sorted.down ? -1 : 1);
    return [...all].sort((a, b) => (a.row[at] === '') - (b.row[at] === '') || order(value(a), value(b)) || a.at - b.at);
  };
  const draw = () => {
    const now = sorted.down ? 'descending' : 'ascending';
    const heads = columns.map((c) => ({ ...c, sort: { key: c.name, now: c.name === sorted.name ? now : null, by: () => sort(c.name) } }));
    const rest = all.length - shown;
    show(main, el('h2', {}, 'Sites'), el('p', {}, 'Sites that differ most from the others come first, until you sort by another column.'),
      all.length ? table('Sites', heads, inOrder().slice(0, shown)) : el('p', {}, 'No document has a site.'),
      rest > 0 ? el('button', { type: 'button', onclick: () => { shown += 200; draw(); } }, `Show ${number(Math.min(200, rest))} more of ${number(rest)}`) : null,
      el('h3', {}, 'Rules and repairs'), rules());
  };
  draw();
}

function rules() {
  const sorted = [...data.rules].sort((a, b) => Number(b[4]) - Number(a[4]));
  const columns = [{ name: 'Rule', of: (r) => bdi(r[0]) }, { name: 'Kind', of: (r) => r[1] }, { name: 'Documents', of: (r) => number(r[3]), numeric: true },
    { name: 'Edits', of: (r) => number(r[4]), numeric: true }, { name: 'Characters', of: (r) => number(r[5]), numeric: true }, { name: 'Why', of: (r) => bdi(r[2]) },
    { name: 'Examples', of: (r) => (data.examples[r[0]] || []).map((text) => el('code', { class: 'example' }, bdi(text.slice(0, 90)))) }];
  return table('Rules and repairs that were used', columns, sorted);
}
