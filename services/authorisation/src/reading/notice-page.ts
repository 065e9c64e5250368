import { createHash } from 'node:crypto';
import { capital, moment, nameWords } from '../domain/words.js';
import type { ErrorReport } from './error-shown.js';
import type { Notice } from './notice.js';

const STYLE = 'body{font:1.1875rem/1.5 sans-serif;max-width:45rem;margin:0 auto;padding:1rem;color:#0b0c0c;background:#fff}h1{font-size:1.75rem}h2{font-size:1.1875rem;margin:1.5rem 0 .25rem}dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}dt{font-weight:700}dd{margin:0}p,ul{margin:.25rem 0}.marking{font-weight:700;text-align:center}@media print{body{padding:0}section{break-inside:avoid}}';

/** The page's own style is all that it may load. */
export const NOTICE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] as string);

const isInstant = (text: string): boolean => /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text);

/** What the record says of one item, as HTML: text, a list, or names with their texts. */
const said = (value: unknown): string => {
  if (value === null || value === undefined || value === '') return '<p>Nothing on record: to be added by hand.</p>';
  if (Array.isArray(value)) return value.length === 0 ? '<p>None.</p>' : `<ul>${value.map((each) => `<li>${typeof each === 'string' ? escaped(each) : said(each)}</li>`).join('')}</ul>`;
  if (typeof value === 'object') {
    const rows = Object.entries(value).filter(([, inner]) => inner !== undefined && inner !== null);
    return `<dl>${rows.map(([name, inner]) => `<dt>${escaped(capital(nameWords(name)))}</dt><dd>${typeof inner === 'string' ? escaped(isInstant(inner) ? moment(inner) : inner) : said(inner)}</dd>`).join('')}</dl>`;
  }
  return `<p>${escaped(String(value))}</p>`;
};

type Printed = { readonly title: string; readonly heading: string; readonly head: readonly (readonly [name: string, says: string])[]; readonly items: readonly { readonly item: string; readonly words: string; readonly says: unknown }[]; readonly clause: string; readonly confirmed: boolean };

const printed = ({ title, heading, head, items, clause, confirmed }: Printed): string => `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(title)}</title><style>${STYLE}</style></head>
<body><p class="marking">SECRET</p><main><h1>${escaped(heading)}</h1>
<dl>${head.map(([name, says]) => `<dt>${escaped(name)}</dt><dd>${escaped(says)}</dd>`).join('')}</dl>
${items.map(({ item, words, says }) => `<section aria-labelledby="${escaped(item)}"><h2 id="${escaped(item)}">${escaped(words)}</h2>${said(says)}</section>`).join('\n')}
<p>Contents as ${escaped(clause)}${confirmed ? '' : ', which no lawyer has confirmed'}.</p></main><p class="marking">SECRET</p></body></html>`;

/** A notice as a page to print: plain HTML, no script, nothing from elsewhere. It holds covert text. */
export const noticePage = ({ heading, reference, component, act, at, force, applicant, officer, section, clause, confirmed, items }: Notice): string => printed({
  title: `${reference}: notice of the ${act}`, heading, items, clause, confirmed,
  head: [
    ['Reference', `${reference}, part ${component.slice(1)}`], ['Force', force], ['Applicant', applicant],
    ['Officer', [officer.rank ? nameWords(officer.rank) : '', officer.person].filter((text) => text !== '').join(' ')], ['Decided', moment(at)], ['Under', section],
  ],
});

/** The report of an error as a page to print, the same way. */
export const errorReportPage = ({ heading, reference, caseReference, component, force, officer, at, clause, confirmed, items }: ErrorReport): string => printed({
  title: `${reference}: report of an error`, heading, items, clause, confirmed,
  head: [
    ['Reference', reference], ['Force', force], ['About', caseReference ? `${caseReference}${component ? `, part ${component.slice(1)}` : ''}` : 'no case of its own'],
    ['Signed off', officer && at ? `${officer}, ${moment(at)}` : 'not yet: this is no report'],
  ],
});
