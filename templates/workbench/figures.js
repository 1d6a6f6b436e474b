// Lengths, languages, dates and problems.

function figuresView(main) {
  const f = data.figures;
  const lengths = f.lengths.map((value, at) => {
    const [from, next] = [f.length_from[at], f.length_from[at + 1]];
    return { name: next === undefined ? `${number(from)} words or more` : next === from + 1 ? `${from} words` : `${number(from)} to ${number(next - 1)} words`, short: String(from), value };
  });
  const counted = (counts, name, empty) => {
    const rows = Object.entries(counts).sort((a, b) => b[1] - a[1]).map(([key, n]) => ({ key: key || empty, n }));
    return table(name, [{ name, of: (r) => r.key }, { name: 'Documents', of: (r) => number(r.n), numeric: true }, { name: 'Share', of: (r) => percent(r.n, f.documents), numeric: true }], rows.slice(0, 40));
  };
  const ambiguous = data.run.counts.ambiguous_dates || 0;
  show(main, el('h2', {}, 'Figures'), el('h3', {}, 'Lengths'), barPlot('Documents by the number of words of their clean text', lengths),
    el('p', {}, 'Words of the clean text; each bar begins at its number.'),
    el('h3', {}, 'Dates'), datePlot(f.months),
    el('p', {}, `${number(f.dates_empty)} of ${many(f.documents, 'document')} (${percent(f.dates_empty, f.documents)}) have no date. Of these, ${number(ambiguous)} (${percent(ambiguous, f.documents)}) have one that reads two ways, as 03/04/2021: --date-order settles it. ${number(Math.max(0, f.dates_unread - ambiguous))} have one that could not be read.`),
    el('div', { class: 'columns' }, counted(f.date_precision, 'Known of the date', 'unknown'), counted(f.date_source, 'Where the date was found', 'unknown'),
      counted(f.languages, 'Language', 'unknown'), counted(f.encodings, 'Encoding', 'unknown'), counted(f.statuses, 'Status', 'unknown')),
    el('p', {}, `${number(f.no_headline)} documents have no headline, ${number(f.no_site)} no site. ${number(f.undecodable)} have bytes that could not be decoded.`),
    el('h3', {}, 'Problems'), problems());
}

/** Documents by month, or by year where there are many months. */
function datePlot(months) {
  let names = Object.keys(months).sort();
  if (!names.length) return el('p', {}, 'No document has a date.');
  let counts = months;
  if (names.length > 72) {
    counts = {};
    for (const name of names) counts[name.slice(0, 4)] = (counts[name.slice(0, 4)] || 0) + months[name];
    names = Object.keys(counts).sort();
  }
  return barPlot('Documents by publication date', names.map((name) => ({ name, value: counts[name] })), { turned: true });
}

function problems() {
  const { skipped, failed } = data.run.counts;
  if (!data.problems.length) return el('p', {}, 'Every file and record was read.');
  const place = (row) => row[0] + (row[1] ? '!' + row[1] : '') + (row[2] ? '#' + row[2] : '');
  const columns = [{ name: 'File', of: (r) => bdi(place(r)) }, { name: 'Outcome', of: (r) => r[3] }, { name: 'Reason', of: (r) => r[5].replace(/_/g, ' ') }, { name: 'Message', of: (r) => bdi(r[6]) }];
  let shown = 100;
  const box = el('div', {});
  const draw = () => {
    const rest = Math.min(data.problems.length, skipped + failed) - shown;
    show(box, el('p', {}, `${number(skipped)} skipped, ${number(failed)} failed.`, data.problems.length < skipped + failed ? ` The first ${number(data.problems.length)} are here; problems.csv has all.` : ''),
      table('Problems', columns, data.problems.slice(0, shown)),
      rest > 0 ? el('button', { type: 'button', onclick: () => { shown += 500; draw(); } }, `Show more of ${number(rest)}`) : null);
  };
  draw();
  return box;
}
