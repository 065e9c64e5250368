import { capital, moment, nameWords } from '../domain/words.js';
import type { Destroyed } from '../domain/index.js';
import { escaped, STYLE } from './notice-page.js';

/** A certificate with its place in the ledger. */
export type Certified = { readonly force: string; readonly at: string; readonly digest: string; readonly destroyed: Destroyed; readonly log: string; readonly position: number; readonly hash: string };

const row = (name: string, said: string): string => `<dt>${escaped(name)}</dt><dd>${escaped(said)}</dd>`;

/** A certificate of destruction as a page to print: plain HTML, no script, nothing from elsewhere. It says nothing of what the product was. */
export const certificatePage = ({ force, at, digest, destroyed, log, position, hash }: Certified): string => {
  const { reference, kind, obtained, ordered, confirmed, copies } = destroyed;
  const why = ordered.because === 'quashed' ? 'the judicial commissioner, with the quashing' : ordered.by;
  return `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(reference)}: certificate of destruction</title><style>${STYLE}</style></head>
<body><p class="marking">SECRET</p><main><h1>Certificate of destruction</h1>
<dl>${row('Product', reference)}${row('Kind', capital(nameWords(kind)))}${row('Force', force)}${row('Obtained', `${moment(obtained.from)}${obtained.until === obtained.from ? '' : ` to ${moment(obtained.until)}`}`)}
${row('Ordered by', `${why}, at ${moment(ordered.at)}`)}${row('Confirmed by', `${confirmed.by}, at ${moment(confirmed.at)}`)}${row('Destroyed', moment(at))}</dl>
${copies.map(({ copy, by, at: when, witness, witnessedAt }) => `<section aria-labelledby="${escaped(copy)}"><h2 id="${escaped(copy)}">Copy ${escaped(copy.slice(1))}</h2><dl>${row('Destroyed by', `${by}, at ${moment(when)}`)}${row('Witnessed by', `${witness}, at ${moment(witnessedAt)}`)}</dl></section>`).join('\n')}
<section aria-labelledby="record"><h2 id="record">On the record</h2><dl>${row('Digest', digest)}${row('Log', log)}${row('Position', String(position))}${row('Hash of the commit', hash)}</dl></section>
<p>What the product was is no longer readable: the key of its description was destroyed with it.</p></main><p class="marking">SECRET</p></body></html>`;
};
