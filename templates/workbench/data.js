// The data of the page: blocks of gzip in base64, opened when they are needed.

async function open(block) {
  const binary = atob(block.textContent);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text());
}

/** What the page shows first. start.js fills it in. */
let data = null;

/** Lists of values in blocks of one kind. */
class Blocks {
  constructor(kind, starts) {
    this.elements = document.querySelectorAll('script.' + kind);
    this.starts = starts;
    this.opened = new Map();
  }

  /** Whether the page has the value of a number. */
  has(n) {
    return n < this.starts[this.starts.length - 1];
  }

  /** The value of a number, or null where the page leaves it out. */
  async get(n) {
    if (n === null || n === undefined || !this.has(n)) return null;
    let low = 0;
    for (let high = this.starts.length - 1; high - low > 1;) {
      const middle = (low + high) >> 1;
      if (this.starts[middle] <= n) low = middle;
      else high = middle;
    }
    if (!this.opened.has(low)) {
      if (this.opened.size > 40) this.opened.delete(this.opened.keys().next().value);
      this.opened.set(low, open(this.elements[low]));
    }
    return (await this.opened.get(low))[n - this.starts[low]];
  }
}

let rowBlocks = null;
let textBlocks = null;

const FIELDS = ['byline', 'dateline', 'contributors', 'update note', 'standfirst', 'date as written'];

/** A row of articles.csv by the number of its document. */
async function article(n) {
  const row = await rowBlocks.get(n);
  if (!row) return null;
  const [id, place, site, headline, published, role, relation, similarity, via, language, status, words, raw, clean,
    confidence, fields] = row;
  return { n, id, place, site: siteName(site), headline, published, role, relation, similarity, via, language, status,
    words, raw, clean, confidence, fields };
}

/** The clean text of a document and its edits. */
async function text(n) {
  const pair = await textBlocks.get(n);
  return pair && { text: pair[0], edits: pair[1] };
}

/** The name of a site: a number of a row of sites.csv, or a name. */
function siteName(site) {
  if (site === null || site === undefined) return '';
  return typeof site === 'number' ? (data.sites[site] || [''])[0] : site;
}

const RELATIONS = ['exact', 'near', 'excerpt', 'update'];

/** The clusters as objects, made once. */
function makeClusters() {
  return data.clusters.map((row, at) => {
    const [id, headline, size, sites, relations, first, last, least, mean, representative, rule, members] = row;
    return { at, id, headline, size, sites, relations, first, last, least, mean, representative, rule, members };
  });
}

let clusters = [];
