// The parts of the page and the way between them: the address names the part.

const PARTS = [['run', 'Run', runView], ['stories', 'Stories', storiesView], ['documents', 'Before and after', documentsView],
  ['sites', 'Sites', sitesView], ['decide', 'Decide', decideView], ['figures', 'Figures', figuresView]];

async function route() {
  const [part, argument] = decodeURIComponent(location.hash.slice(1)).split('/');
  const [name, title, view] = PARTS.find((p) => p[0] === part) || PARTS[0];
  document.querySelectorAll('#tabs a').forEach((a) => (a.hash === '#' + name ? a.setAttribute('aria-current', 'page') : a.removeAttribute('aria-current')));
  const main = document.getElementById('content');
  document.title = [title, (data.run.inputs || []).map(say).join(', '), 'Copydesk report'].filter(Boolean).join(' – ');
  main.setAttribute('aria-busy', 'true');
  await view(main, argument);
  main.setAttribute('aria-busy', 'false');
  main.dataset.part = argument ? name + '/' + argument : name;
}

async function start() {
  const main = document.getElementById('content');
  if (!('DecompressionStream' in window)) {
    return void show(main, el('p', {}, 'This browser cannot open the data of the page. A browser of 2023 or later can; the tables are in the same folder.'));
  }
  try {
    data = await open(document.querySelector('script.first'));
  } catch (error) {
    return void show(main, el('p', {}, 'The data of this page are damaged: write it again with copydesk report OUT. ', String(error)));
  }
  rowBlocks = new Blocks('rows', data.row_starts);
  textBlocks = new Blocks('texts', data.text_starts);
  clusters = makeClusters();
  data.rules.forEach((rule) => kinds.set(rule[0], rule[1]));
  recall();
  document.body.append(live);
  show(document.getElementById('tabs'), el('ul', {}, PARTS.map(([name, title]) => el('li', {}, el('a', { href: '#' + name }, title)))));
  window.addEventListener('hashchange', async () => {
    if (location.hash === '#content') return;
    await route();
    main.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  });
  await route();
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
}

start();
