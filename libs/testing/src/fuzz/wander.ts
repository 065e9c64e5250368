import fc, { type Arbitrary } from 'fast-check';
import { type Form, formsIn, linksIn, mainOf, outwardIn } from './html.js';
import { Memory, type Written, wordOf, wordsIn } from './memory.js';
import type { Heard, Sent, Transport } from './transport.js';

/** Somebody at a browser: their cookies, the page before them, and its address. */
export type Visitor = { readonly person: string; readonly circle: string; readonly cookies: Map<string, string>; page: string; path: string };

/** What a walk through pages goes through. `fills`: what belongs into a field, by its name; what is none of them is free text. */
export type Site = {
  readonly transport: Transport;
  readonly origin: string;
  readonly visitors: readonly Visitor[];
  readonly fills: readonly (readonly [name: RegExp, value: (known: Memory['known'], pick: number) => string])[];
  readonly logged: readonly string[];
  readonly rest: () => Promise<void>;
  readonly mayRead: (visitor: Visitor, word: Written, path: string) => boolean;
};

type Pairs = readonly (readonly [name: string, value: string])[];
/** A form sent as no browser sends it. */
type Wrong = { readonly name: string; readonly of?: (pairs: Pairs, pick: number) => Pairs; readonly raw?: (body: string) => string | Uint8Array; readonly headers?: Readonly<Record<string, string | undefined>> };

/** One turn: along a link, through a form, or to an address that somebody once saw. `who`: mostly whoever had the turn before. */
export type Turn = { readonly who: number | undefined; readonly to: 'link' | 'form' | 'address'; readonly pick: number; readonly choices: readonly number[]; readonly wrong?: Wrong; readonly twist?: string };

const at = (pairs: Pairs, pick: number): number => pick % Math.max(1, pairs.length);
const changed = (name: string, to: (value: string) => string): Wrong => ({ name, of: (pairs, pick) => pairs.map((pair, index) => (index === at(pairs, pick) ? [pair[0], to(pair[1])] : pair)) });
const VALUES = ['', ' ', '-1', '0', '1e9', '99999', 'null', '[object Object]', '../../etc/passwd', '<script>alert(1)</script>', '{{7*7}}', '\u0000', '\u202E', '2026-02-30', 'constructor', '__proto__'];

const wrongs: readonly Wrong[] = [
  { name: 'a field left out', of: (pairs, pick) => pairs.filter((_, index) => index !== at(pairs, pick)) },
  { name: 'every field empty', of: (pairs) => pairs.map(([name]) => [name, '']) },
  { name: 'no field', of: () => [] },
  { name: 'a field twice', of: (pairs, pick) => [...pairs, pairs[at(pairs, pick)] ?? ['a', 'b']] },
  ...VALUES.map((value) => changed(`a field with ${JSON.stringify(value)}`, () => value)),
  changed('a very long field', (value) => value + 'long '.repeat(20_000)),
  ...['unheardOf', '__proto__', 'constructor', 'toString', 'a[b]', 'key[]', ''].map((name): Wrong => ({ name: `a field called ${name}`, of: (pairs) => [...pairs, [name, 'x']] })),
  { name: 'a thousand fields', of: (pairs) => [...pairs, ...Array.from({ length: 1_000 }, (_, index) => [`f${index}`, 'x'] as const)] },
  { name: 'larger than may be', raw: (body) => `${body}&a=${'a'.repeat(1_100_000)}` },
  { name: 'not encoded', raw: (body) => `${body}&a=%zz&%` },
  { name: 'no UTF-8', raw: (body) => `${body}&a=%ff%ED%A0%80` },
  { name: 'bytes', raw: () => Buffer.from([0xff, 0xfe, 0x00]) },
  { name: 'as JSON', raw: () => '{"a":1}', headers: { 'content-type': 'application/json' } },
  { name: 'as multipart', headers: { 'content-type': 'multipart/form-data' } },
  { name: 'without a type', headers: { 'content-type': undefined } },
  { name: 'from nowhere', headers: { origin: undefined } },
  { name: 'from elsewhere', headers: { origin: 'https://evil.test' } },
  { name: 'with cookies of nobody', headers: { cookie: 'session=forged; __Host-session=forged' } },
];
const TWISTS = ['%00', '%zz', '/..%2f..', '/nothing', '?a[b]=1&a=2&__proto__=1', '?to=//evil.test', `/${'long'.repeat(3_000)}`, '/', '%ff', '?after=-1'];

export const turns: Arbitrary<Turn> = fc.record({
  who: fc.oneof({ weight: 11, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.nat(99) }),
  to: fc.constantFrom('link', 'form', 'form', 'form', 'address', 'address'),
  pick: fc.nat(999),
  choices: fc.array(fc.nat(999), { minLength: 40, maxLength: 40 }),
  wrong: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom(...wrongs) }),
  twist: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom(...TWISTS) }),
}) as Arbitrary<Turn>;

const TAILS = ['', '', ' meets at noon', ' <script>alert(1)</script>', ' "><img src=x onerror=alert(1)>', ' {{7*7}} ${7*7}', ' 👩‍👩‍👧', ' \u202Eabc', '\r\nline'];

/** Several people wander through the pages of a site, each with a browser of their own. What must hold is held against every page. */
export class Wander {
  readonly memory = new Memory();
  trace: readonly string[] = [];
  readonly reached = new Set<string>();
  private count = 0;
  private visiting = 0;
  private logLines = 0;

  constructor(private readonly site: Site) {}

  /** Takes a turn; answers what is wrong with what came of it. */
  async call({ who, to, pick, choices, wrong, twist }: Turn): Promise<readonly string[]> {
    this.count += 1;
    const { visitors, rest } = this.site;
    this.visiting = who ?? this.visiting;
    const visitor = visitors[this.visiting % visitors.length] as Visitor;
    // Mostly what the page is about; what stands on every page, signing out too, now and then.
    const part = pick % 8 === 0 ? visitor.page : mainOf(visitor.page);
    const forms = to === 'form' || (to === 'link' && pick % 3 > 0) ? formsIn(part).filter(({ method }) => method !== 'DIALOG') : [];
    const form = forms[pick % Math.max(1, forms.length)];
    const links = to === 'address' ? [] : linksIn(part);
    const link = links[pick % Math.max(1, links.length)] ?? `${this.memory.known('path', pick) ?? '/'}${to === 'address' ? (twist ?? '') : ''}`;
    const faults = form ? await this.fill(visitor, form, { choices, wrong, pick }) : await this.go(visitor, { method: 'GET', path: link, headers: {} });
    await rest();
    return [...faults, ...this.logFaults()];
  }

  /** Goes to an address, and on to where it leads. */
  async go(visitor: Visitor, sent: Sent, note = ''): Promise<readonly string[]> {
    const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const heard = await this.site.transport.send({ ...sent, headers: { ...(cookie ? { cookie } : {}), accept: 'text/html', ...sent.headers } });
    const said = sent.body ? Buffer.from(sent.body).toString('utf8') : '';
    this.trace = [...this.trace, `${this.count}. ${visitor.person} ${sent.method} ${sent.path.slice(0, 200)}${note} ${said.slice(0, 1_200)}`, `   ${heard.status} ${/<title>([^<]*)/.exec(heard.text)?.[1]?.trim() ?? heard.text.slice(0, 100)}${heard.headers['location'] ? ` → ${String(heard.headers['location'])}` : ''}`];
    const faults = this.judged(visitor, sent, heard);
    for (const line of [heard.headers['set-cookie'] ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (!note.includes('nobody')) visitor.cookies.set(name, value);
      if (value !== '' && !(/httponly/i.test(line) && /samesite=(strict|lax)/i.test(line))) faults.push(`a cookie that scripts or other sites may use: ${name}`);
    }
    const to = heard.headers['location'];
    const [made] = typeof to === 'string' ? to.match(/[a-z2-7]{16}/) ?? [] : [];
    if (made) this.memory.told({ path: sent.path, about: [], circles: this.memory.circlesOf(sent.path, visitor.circle), etag: undefined, json: { id: made } });
    if (heard.status >= 300 && heard.status < 400 && typeof to === 'string' && faults.length === 0) return this.go(visitor, { method: 'GET', path: to, headers: {} });
    if (heard.text.includes('<main') && heard.status < 500) [visitor.page, visitor.path] = [heard.text, sent.path];
    for (const link of linksIn(heard.text)) this.memory.note('path', link);
    for (const [reference] of heard.text.matchAll(/\b[A-Z]{3}-\d\d-\d{4}\b/g)) this.memory.note('reference', reference);
    if (heard.status < 400) this.reached.add(`${sent.method} ${placeOf(sent.path)}`);
    return faults;
  }

  private fill(visitor: Visitor, { action, method, controls, buttons }: Form, { choices, wrong, pick }: Pick<Turn, 'choices' | 'wrong' | 'pick'>): Promise<readonly string[]> {
    const chosen = (nth: number): number => choices[nth % choices.length] ?? 0;
    const filled: Pairs = controls.flatMap(({ name, sort, value, offers }, nth) => {
      if (sort === 'hidden') return [[name, value] as const];
      if (name === 'person') return [[name, visitor.person] as const];
      if (sort === 'choice') return [[name, offers[chosen(nth) % offers.length] ?? ''] as const];
      const [, known] = this.site.fills.find(([pattern]) => pattern.test(name)) ?? [];
      return [[name, known ? known((kind, which) => this.memory.known(kind, which), chosen(nth)) : `${wordOf(this.count)}${TAILS[chosen(nth) % TAILS.length]}`] as const];
    });
    const button = buttons[chosen(39) % Math.max(1, buttons.length + 1)];
    const pairs = [...filled, ...(button ? [[button.name, button.value] as const] : [])];
    const sentPairs = wrong?.of ? wrong.of(pairs, pick) : pairs;
    const encoded = new URLSearchParams(sentPairs.map((pair) => [...pair])).toString();
    const to = action || visitor.path;
    this.memory.sent(sentPairs.map(([, value]) => value).join(' '), { by: visitor.person, circles: this.memory.circlesOf(to, visitor.circle), operation: to });
    if (method === 'GET') return this.go(visitor, { method, path: `${to}?${encoded}`, headers: {} });
    const headers = Object.entries({ 'content-type': 'application/x-www-form-urlencoded', origin: this.site.origin, ...wrong?.headers }).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return this.go(visitor, { method, path: to, headers: Object.fromEntries(headers), body: Buffer.from(wrong?.raw ? wrong.raw(encoded) : encoded) }, wrong ? ` [${wrong.name}]` : '');
  }

  private judged(visitor: Visitor, { path }: Sent, { status, headers, text }: Heard): string[] {
    const html = String(headers['content-type']).startsWith('text/html');
    const outside = `${JSON.stringify(headers)}${html ? outwardIn(text) : ''}`;
    const leaked = wordsIn(text).filter((word) => {
      const written = this.memory.written(word);
      return !written || !this.site.mayRead(visitor, written, path);
    });
    return [
      ...(status === 0 ? ['no answer: the connection was ended'] : []),
      ...(status >= 500 ? [`a ${status}`] : []),
      ...wordsIn(outside).map((word) => `${word} in a title, an address or a header`),
      ...leaked.map((word) => `${word} told to ${visitor.person}; written by ${[...(this.memory.written(word)?.by ?? [])].join()}`),
      ...(/<script>alert|<img src=x|\b49\b \$/.test(text) ? ['text that became part of the page'] : []),
      ...(html && status < 400 && !/<title>\s*[^<\s]/.test(text) ? ['a page without a title'] : []),
      ...(status > 0 && status !== 431 && headers['x-content-type-options'] !== 'nosniff' ? ['an answer without nosniff'] : []),
      ...(html && !/script-src[^;]*'nonce-/.test(String(headers['content-security-policy'])) ? ['a page without a policy'] : []),
      ...(headers['location'] !== undefined && !/^\/(?!\/)/.test(String(headers['location'])) ? [`a way out of the site: ${String(headers['location'])}`] : []),
      ...(/node_modules|\.js:\d+|(\n|\\n)\s+at /.test(text) ? ['something of our inside'] : []),
    ];
  }

  private logFaults(): readonly string[] {
    const fresh = this.site.logged.slice(this.logLines);
    this.logLines = this.site.logged.length;
    return fresh.flatMap((line) => [...(wordsIn(line).length > 0 ? [`a text in the log: ${line.trim()}`] : []), ...(/"level":"(error|fatal)"/.test(line) ? [`an error in the log: ${line.trim()}`] : [])]);
  }
}

const placeOf = (path: string): string => (path.split('?')[0] ?? '').replaceAll(/\/[a-z2-7]{16}/g, '/{id}').replaceAll(/\/c\d+/g, '/{c}').replaceAll(/\/(deadline|notice)-[^/]*/g, '/{notice}');
