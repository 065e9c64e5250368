import type { Told } from './cases.js';
import type { Power } from './pack.schema.js';
import { capital, dateWords, listWords, nameWords } from './words.js';

/** The law of a power as a page to read and print: clause, rule, its cases, and what is unconfirmed. Plain HTML that needs no script. */

type Fact = Readonly<Record<string, unknown>> & { readonly from: string; readonly until?: string; readonly cite: string; readonly source: string; readonly confirmed: boolean; readonly what?: string; readonly why?: string };
/** A case with the rule that answers it. */
export type PlacedCase = { readonly rule: string; readonly one: Told };

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (found) => ENTITIES[found] ?? found);
const element = (name: string, inner: string, attributes = ''): string => `<${name}${attributes}>${inner}</${name}>`;
const words = (text: string): string => escaped(text);
const many = (name: string, items: readonly string[]): string => element(name, items.map((item) => element('li', item)).join(''));

const isFact = (value: unknown): value is Fact => typeof value === 'object' && value !== null && 'cite' in value && 'from' in value;
const isFacts = (value: unknown): value is readonly Fact[] => Array.isArray(value) && value.length > 0 && value.every(isFact);

/** What a fact says apart from its days and its source, in words. */
const SAID_ELSEWHERE = new Set(['from', 'until', 'cite', 'source', 'confirmed', 'what', 'why']);
const valueWords = (value: unknown): string => {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return /^\d{4}-\d{2}-\d{2}$/.test(value) ? dateWords(value) : nameWords(value);
  if (Array.isArray(value)) return value.every((item) => typeof item !== 'object') ? listWords(value.map(valueWords), 'and') : value.map(valueWords).join('; ');
  if (typeof value !== 'object' || value === null) return String(value);
  if ('words' in value) return String(value.words);
  return Object.entries(value).map(([key, inner]) => `${nameWords(key)}: ${valueWords(inner)}`).join(', ');
};
const factWords = (fact: Fact): string => {
  const said = Object.entries(fact).filter(([key]) => !SAID_ELSEWHERE.has(key)).map(([key, value]) => `${nameWords(key)}: ${valueWords(value)}`);
  return said.length === 0 ? 'yes' : said.join('; ');
};

const sinceWords = ({ from, until }: Fact): string => (until === undefined ? `since ${dateWords(from)}` : `from ${dateWords(from)} until ${dateWords(until)}`);

const HEADINGS = ['Provision', 'What it says', 'When', 'Clause', 'Read in', 'Confirmed'];
const row = (name: string, fact: Fact, sources: Readonly<Record<string, string>>): string =>
  element('tr', [
    element('th', words(capital(nameWords(name))), ' scope="row"'),
    ...[factWords(fact), sinceWords(fact), fact.cite, sources[fact.source] ?? fact.source, fact.confirmed ? 'Yes' : 'No'].map((cell) => element('td', words(cell))),
  ].join(''));

const table = (caption: string, rows: readonly string[]): string =>
  element('table', element('caption', words(caption)) + element('thead', element('tr', HEADINGS.map((heading) => element('th', heading, ' scope="col"')).join(''))) + element('tbody', rows.join('')));

const provisionRows = (value: object, sources: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(value).flatMap(([name, facts]) => (isFacts(facts) ? facts.map((fact) => row(name, fact, sources)) : []));

const outcome = ({ answer, requires }: Told): string => {
  if (requires) return 'What it requires is listed in the case.';
  if (answer?.refused !== undefined) return `Refused: ${nameWords(String(answer.refused))}${answer.clause === undefined ? '' : `, ${String(answer.clause)}`}.`;
  return 'Allowed.';
};
const caseItem = ({ one }: PlacedCase): string => `Given ${words(one.given)}, when ${words(one.when)}, then ${words(one.then)}. ${words(outcome(one))}`;

/** Every doubt in a value, each once. */
const doubtsIn = (value: unknown): ReadonlyMap<string, string> => {
  if (typeof value !== 'object' || value === null) return new Map();
  const own: readonly (readonly [string, string])[] = isFact(value) && !value.confirmed ? [[value.what ?? value.cite, value.why ?? '']] : [];
  return new Map([...own, ...Object.values(value).flatMap((inner) => [...doubtsIn(inner)])]);
};

const ruleSection = (rule: Power['rules'][number], power: string, cases: readonly PlacedCase[], sources: Readonly<Record<string, string>>): string => {
  const id = `${power}/${rule.rule}`;
  const own = cases.filter((placed) => placed.rule === id);
  const notes = [
    ...('inherits' in rule ? [`What it does not say itself is as under “${nameWords(rule.inherits)}”.`] : []),
    ...('treated-as' in rule ? [`It falls under the rules of ${nameWords(rule['treated-as'])}.`] : []),
    ...('regime' in rule && rule.regime !== undefined ? [`Regime: ${nameWords(rule.regime)}.`] : []),
  ];
  const rows = provisionRows(rule, sources);
  return element('section', [
    element('h3', words(capital(nameWords(rule.rule)))),
    ...notes.map((note) => element('p', words(note))),
    ...(rows.length === 0 ? [] : [table(`What the rule “${nameWords(rule.rule)}” says`, rows)]),
    element('h4', `Worked cases of “${words(nameWords(rule.rule))}”`),
    own.length === 0 ? element('p', 'Its cases are answered under other rules.') : many('ol', own.map(caseItem)),
  ].join('\n'));
};

const STYLE = `body{font:1rem/1.5 Arial,sans-serif;color:#0b0c0c;background:#fff;margin:0 auto;max-width:75rem;padding:1rem}
a{color:#1a5276}a:focus{outline:3px solid #0b0c0c;background:#fd0}table{border-collapse:collapse;width:100%;margin:1rem 0}
caption{font-weight:bold;text-align:left}th,td{border:1px solid #505a5f;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
.skip{position:absolute;left:-99rem}.skip:focus{position:static}
@media print{body{max-width:none;font-size:9pt}a{color:#000;text-decoration:none}section{break-inside:auto}tr{break-inside:avoid}h2,h3,h4{break-after:avoid}.skip,nav{display:none}thead{display:table-header-group}}`;

const page = (title: string, inner: string): string => `<!doctype html>
<html lang="en-GB">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${words(title)}</title><style>${STYLE}</style></head>
<body>
<a class="skip" href="#main">Skip to the law</a>
<main id="main">
${inner}
</main>
</body>
</html>
`;

const ADVICE = element('p', 'Research, not legal advice. A force lawyer signs off a pack before it is used.');

/** The page of one power. */
export const powerPage = ({ power, pack, cases, sources }: { readonly power: Power; readonly pack: string; readonly cases: readonly PlacedCase[]; readonly sources: Readonly<Record<string, string>> }): string => {
  const title = capital(nameWords(power.power));
  const doubts = [...doubtsIn(power)];
  const elsewhere = cases.filter(({ rule, one }) => (one.ask.component as { power?: string } | undefined)?.power === power.power && !rule.startsWith(`${power.power}/`));
  const general = provisionRows({ life: power.life, 'earlier-periods': power['earlier-periods'], companions: power.companions }, sources);
  return page(`${title}: the law as the platform applies it`, [
    '<nav aria-label="Pages"><a href="index.html">All powers</a></nav>',
    element('h1', words(title)), ADVICE, element('p', `Pack ${words(pack)}`),
    element('h2', 'What is unconfirmed'),
    doubts.length === 0 ? element('p', 'Nothing.') : many('ul', doubts.map(([what, why]) => `${words(what)}: ${words(why)}`)),
    element('h2', 'The days on which its law changed'),
    many('ul', Object.entries(power.timeline).map(([day, what]) => `${words(dateWords(day))}: ${words(what)}`)),
    element('h2', 'The power itself'), table('Since when, and what goes for all of its rules', general),
    element('h2', 'Its rules, in the order in which they are tried'),
    ...power.rules.map((rule) => ruleSection(rule, power.power, cases, sources)),
    ...(elsewhere.length === 0 ? [] : [element('h2', 'Worked cases that fall under other rules, or under none'), many('ol', elsewhere.map(caseItem))]),
  ].join('\n'));
};

/** The page that leads to the others. */
export const indexPage = (powers: readonly string[]): string =>
  page('The law as the platform applies it', [element('h1', 'The law as the platform applies it'), ADVICE, many('ul', powers.map((power) => element('a', words(capital(nameWords(power))), ` href="${power}.html"`)))].join('\n'));
