// One cluster: its members over time, how they joined, and two of their texts side by side.

async function clusterView(main, id) {
  const cluster = clusters.find((c) => c.id === id);
  if (!cluster) return void show(main, el('h2', {}, 'Stories'), el('p', {}, 'This page has no such cluster: clusters.csv may have it.'));
  const members = (await Promise.all(cluster.members.map(article))).filter(Boolean);
  members.sort((a, b) => (b.role === 'representative') - (a.role === 'representative') ||
    (a.published || '~').localeCompare(b.published || '~') || a.n - b.n);
  const facts = [['Documents', number(cluster.size)], ['Sites', cluster.sites.map((s, at) => [at ? ', ' : '', bdi(siteName(s))])],
    ['Relations', cluster.relations || '–'], ['Dates', [day(cluster.first), day(cluster.last)].filter(Boolean).join(' to ') || '–'],
    ['Lowest similarity', ratio(cluster.least)], ['Representative', cluster.rule], ['Cluster', cluster.id]];
  const columns = [{ name: 'No.', of: (m, at) => at + 1, numeric: true },
    { name: 'Headline', of: (m) => el('a', { href: '#documents/' + m.n }, bdi(m.headline || m.place)) },
    { name: 'Site', of: (m) => bdi(m.site) }, { name: 'Published', of: (m) => m.published, class: 'd' },
    { name: 'Relation', of: (m) => (m.role === 'representative' ? m.role : m.relation || 'none of its own') },
    { name: 'Similarity', of: (m) => (m.role === 'representative' ? '' : ratio(m.similarity)), numeric: true },
    { name: 'Words', of: (m) => number(m.words), numeric: true },
    { name: 'Document', of: (m) => bdi(m.place, { class: 'place' }) }];
  const option = (m) => el('option', { value: m.n }, `${members.indexOf(m) + 1} ${nameOf(m)}${textBlocks.has(m.n) ? '' : ' (text left out)'}`);
  const choose = (name, start) => {
    const select = el('select', { id: name }, members.map(option));
    select.value = start;
    return select;
  };
  const first = members[0];
  const readable = members.filter((m) => m !== first && textBlocks.has(m.n));
  const apart = readable.filter((m) => m.similarity < 10000).sort((a, b) => a.similarity - b.similarity)[0] || readable[0] || members[1];
  const compared = el('div', { class: 'compare' });
  const parts = [el('p', {}, el('a', { href: '#stories' }, 'All stories')), el('h2', {}, bdi(cluster.headline || cluster.id)),
    el('dl', { class: 'facts' }, facts.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))))];
  if (!members.length) parts.push(el('p', {}, 'The members of this cluster are not in this page: articles.csv has them.'));
  else {
    const [a, b] = [choose('first-text', first.n), choose('second-text', (apart || first).n)];
    const compare = async () => show(compared, await compareDocuments(Number(a.value), Number(b.value)));
    a.addEventListener('change', compare);
    b.addEventListener('change', compare);
    const swap = el('button', { type: 'button', onclick: () => { [a.value, b.value] = [b.value, a.value]; compare(); } }, 'Swap');
    parts.push(timeline(members), chain(members),
      table(`Members${members.length < cluster.size ? `, ${number(members.length)} of ${number(cluster.size)}` : ''}`, columns, members),
      el('h3', {}, 'Side by side'),
      el('p', { class: 'chooser' }, el('label', { for: 'first-text' }, 'First text '), a, ' ', el('label', { for: 'second-text' }, 'Second text '), b, ' ', swap),
      compared);
    show(main, parts);
    await compare();
    return;
  }
  show(main, parts);
}
