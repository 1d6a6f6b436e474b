// Plots as inline SVG. Each has a title for those who do not see it.

/** Bars with their names. `bars` are { name, value, label, mark }. */
function barPlot(title, bars, options = {}) {
  const width = 640, height = 180, left = 46, bottom = options.turned ? 62 : 30;
  const most = Math.max(1, ...bars.map((bar) => bar.value + (bar.second || 0)));
  const step = (width - left) / Math.max(1, bars.length);
  const scale = (value) => ((height - bottom - 12) * value) / most;
  const plot = svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': title, class: 'plot' },
    svg('title', {}, title),
    svg('line', { x1: left, x2: width, y1: height - bottom, y2: height - bottom, class: 'axis' }),
    svg('text', { x: left - 6, y: 16, class: 'end' }, number(most)),
    svg('text', { x: left - 6, y: height - bottom, class: 'end' }, '0'));
  const every = Math.ceil(bars.length / (options.labels || 16));
  bars.forEach((bar, at) => {
    const x = left + at * step, tall = scale(bar.value), more = scale(bar.second || 0);
    const label = bar.name + ': ' + number(bar.value) + (bar.second ? ', held apart ' + number(bar.second) : '');
    plot.append(svg('g', {}, svg('title', {}, label),
      svg('rect', { x: x + 1, y: height - bottom - tall, width: Math.max(1, step - 2), height: tall, class: 'bar' }),
      svg('rect', { x: x + 1, y: height - bottom - tall - more, width: Math.max(1, step - 2), height: more, class: 'bar2' }),
      svg('rect', { x, y: 0, width: step, height: height - bottom, class: 'hit' })));
    if (at % every === 0) {
      // A bar of a scale has its number at its edge, as the thresholds have.
      const at_ = { x: x + (options.marks ? 0 : step / 2), y: height - bottom + 14, class: options.turned ? 'end' : 'middle' };
      if (options.turned) at_.transform = `rotate(-45 ${x + step / 2} ${height - bottom + 14})`;
      plot.append(svg('text', at_, bar.short || bar.name));
    }
  });
  (options.marks || []).forEach((mark, at) => {
    const x = left + mark.at * (width - left);
    plot.append(svg('line', { x1: x, x2: x, y1: 4, y2: height - bottom, class: 'threshold' }),
      svg('text', { x: x + 3, y: 14 + (at % 6) * 13, class: 'start' }, mark.name));
  });
  return el('figure', {}, plot);
}

/** Members over time, one line for each site. `members` have site, published, role, headline. */
function timeline(members) {
  const dated = members.filter((m) => m.published && !Number.isNaN(Date.parse(m.published)));
  if (dated.length < 2) return null;
  const sites = [...new Set(dated.map((m) => m.site || '(no site)'))].slice(0, 40);
  const times = dated.map((m) => Date.parse(m.published));
  const from = Math.min(...times), to = Math.max(...times);
  const width = 640, left = 170, right = 20, row = 22, top = 8, height = top + row * sites.length + 28;
  const x = (time) => left + (to > from ? (time - from) / (to - from) : 0.5) * (width - left - right);
  const title = `Members by date, from ${day(new Date(from).toISOString())} to ${day(new Date(to).toISOString())}`;
  const plot = svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': title, class: 'plot' },
    svg('title', {}, title));
  sites.forEach((site, at) => {
    const y = top + row * at + row / 2;
    const name = site.length > 24 ? site.slice(0, 23) + '…' : site;
    plot.append(svg('line', { x1: left, x2: width - right, y1: y, y2: y, class: 'axis' }),
      svg('text', { x: left - 8, y: y + 4, class: 'end' }, name));
  });
  dated.forEach((m) => {
    const at = sites.indexOf(m.site || '(no site)');
    if (at < 0) return;
    const point = { cx: x(Date.parse(m.published)), cy: top + row * at + row / 2, r: m.role === 'representative' ? 7 : 4.5,
      class: m.role === 'representative' ? 'point first' : 'point' };
    plot.append(svg('circle', point, svg('title', {}, `${m.published} ${m.site}: ${m.headline}`)));
  });
  const ends = to > from ? [[from, 'start', left], [to, 'end', width - right]] : [[from, 'middle', x(from)]];
  ends.forEach(([time, anchor, at]) =>
    plot.append(svg('text', { x: at, y: height - 6, class: anchor }, day(new Date(time).toISOString()))));
  return el('figure', {}, el('figcaption', {}, 'Members over outlets and time. The larger point is the representative.'), plot);
}

/** How members joined: each is linked to the document through which it joined. */
function chain(members) {
  const byNumber = new Map(members.map((m) => [m.n, m]));
  const centre = members.find((m) => m.role === 'representative');
  const parent = (m) => (m.via !== null && byNumber.has(m.via) ? byNumber.get(m.via) : centre);
  const depth = (m) => {
    let deep = 0;
    for (let one = m; one && one !== centre && deep < 20; one = parent(one)) deep++;
    return deep;
  };
  if (!centre || !members.some((m) => m !== centre && parent(m) !== centre)) return null;
  const linked = members.filter((m) => m !== centre && (parent(m) !== centre || members.some((o) => o !== centre && parent(o) === m)));
  const shown = [centre, ...linked.slice(0, 40)];
  const levels = [];
  shown.forEach((m) => (levels[depth(m)] = levels[depth(m)] || []).push(m));
  const rows = Math.max(...levels.filter(Boolean).map((l) => l.length));
  const width = 640, height = 20 + rows * 26, column = width / levels.length;
  const place = new Map();
  levels.forEach((level, deep) => level.forEach((m, at) =>
    place.set(m, [deep * column + 14, 20 + (at + 0.5) * ((height - 20) / level.length)])));
  const title = 'How members joined: ' + shown.length + ' documents, ' + (levels.length - 1) + ' steps';
  const plot = svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': title, class: 'plot' }, svg('title', {}, title));
  shown.forEach((m) => {
    const [from, to] = [place.get(parent(m)), place.get(m)];
    if (m !== centre && from && to) plot.append(svg('line', { x1: from[0], y1: from[1], x2: to[0], y2: to[1], class: 'link' }));
  });
  shown.forEach((m) => {
    const [x, y] = place.get(m);
    const name = (members.indexOf(m) + 1) + ' ' + (m.site || m.place);
    plot.append(svg('circle', { cx: x, cy: y, r: m === centre ? 7 : 5, class: m === centre ? 'point first' : 'point' },
      svg('title', {}, `${m.headline || m.place}, similarity ${ratio(m.similarity)}`)),
      svg('text', { x: x + 10, y: y + 4, class: 'start' }, name.length > 26 ? name.slice(0, 25) + '…' : name));
  });
  return el('figure', {}, el('figcaption', {}, 'Joined via: the number is that of the table. A document that shares little with the representative joined through the one to its left.'), plot);
}
