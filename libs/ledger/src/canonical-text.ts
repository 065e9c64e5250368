/** The fields of a commit's body that a walk over the log looks at. */
export type Links = { readonly at: string; readonly cause: string; readonly log: string; readonly position: number; readonly prev: string; readonly stream: string; readonly version: number };

/** What stands in a plain text: neither a quote nor an escape, no control, and nothing beyond ASCII. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, code) => Number(code >= 0x20 && code <= 0x7e && code !== 0x22 && code !== 0x5c));
const DEPTH_MAX = 64;
/** More digits than any position has, and fewer than lose precision. */
const DIGITS_MAX = 15;
const QUOTE = 0x22, COMMA = 0x2c, MINUS = 0x2d, ZERO = 0x30, NINE = 0x39, COLON = 0x3a, OPEN_LIST = 0x5b, SHUT_LIST = 0x5d, OPEN_OBJECT = 0x7b, SHUT_OBJECT = 0x7d;

/** A body's bytes while it is walked: they are looked at one by one, which costs a fraction of what a text's characters do. */
let bytes = Buffer.alloc(4_096);

/**
 * Reads a commit's body in one pass, if it is canonical JSON (RFC 8785) of the plain kind: ASCII without escapes, whole numbers. That is nearly every body, since personal text is sealed.
 * `undefined` says nothing against a text: whoever asked looks at it the long way.
 */
export const plainLinksOf = (text: string): Links | undefined => {
  if (text.length >= bytes.length) bytes = Buffer.alloc(2 * text.length);
  if (bytes.write(text) !== text.length) return undefined;
  bytes[text.length] = 0; // nothing of the one before is read on
  const scan = new Scan(text, bytes);
  return scan.value(0, 0) === text.length ? scan.links() : undefined;
};

/** Where a value ends, or -1 where it is not canonical, or not plain. */
const NO = -1;

/** The links by how long their names are: no two are as long as each other. */
const NAMED: readonly (keyof Links | undefined)[] = [undefined, undefined, 'at', 'log', 'prev', 'cause', 'stream', 'version', 'position'];

class Scan {
  /** What the last whole number was. */
  private number = 0;
  private at = '';
  private cause = '';
  private log = '';
  private position = 0;
  private prev = '';
  private stream = '';
  private version = 0;

  constructor(
    private readonly text: string,
    private readonly bytes: Uint8Array,
  ) {}

  /** Undefined where one is not there, or is of another kind. */
  links(): Links | undefined {
    const { at, cause, log, position, prev, stream, version } = this;
    return at && cause && log && position && prev && stream && version ? { at, cause, log, position, prev, stream, version } : undefined;
  }

  value(from: number, depth: number): number {
    const { text } = this;
    if (depth > DEPTH_MAX) return NO;
    const code = this.bytes[from] as number;
    if (code === QUOTE) return this.quoted(from + 1);
    if (code === OPEN_OBJECT) return this.members(from + 1, depth);
    if (code === OPEN_LIST) return this.elements(from + 1, depth);
    if (code === MINUS || (code >= ZERO && code <= NINE)) return this.whole(from);
    if (text.startsWith('true', from) || text.startsWith('null', from)) return from + 4;
    if (text.startsWith('false', from)) return from + 5;
    return NO;
  }

  /** Behind the quote that ends a text. */
  private quoted(from: number): number {
    const { bytes } = this;
    let at = from;
    while (PLAIN[bytes[at] as number] === 1) at += 1;
    return bytes[at] === QUOTE ? at + 1 : NO;
  }

  /** A whole number as canonical JSON has it: no leading zero, no minus before one. */
  private whole(from: number): number {
    const { bytes } = this;
    const first = bytes[from] === MINUS ? from + 1 : from;
    let at = first;
    let number = 0;
    for (let code = bytes[at] as number; code >= ZERO && code <= NINE; code = bytes[++at] as number) number = number * 10 + code - ZERO;
    this.number = first > from ? -number : number;
    const digits = at - first;
    const next = bytes[at];
    const ended = next === COMMA || next === SHUT_LIST || next === SHUT_OBJECT;
    if (!ended || digits === 0 || digits > DIGITS_MAX) return NO;
    return bytes[first] === ZERO && (digits > 1 || first > from) ? NO : at;
  }

  private elements(from: number, depth: number): number {
    const { bytes } = this;
    if (bytes[from] === SHUT_LIST) return from + 1;
    for (let at = from; ; at += 1) {
      at = this.value(at, depth + 1);
      if (at === NO) return NO;
      const next = bytes[at];
      if (next === SHUT_LIST) return at + 1;
      if (next !== COMMA) return NO;
    }
  }

  /** Members in the order of their keys, each once. */
  private members(from: number, depth: number): number {
    const { bytes } = this;
    if (bytes[from] === SHUT_OBJECT) return from + 1;
    let last = NO;
    for (let at = from; ; at += 1) {
      const key = at + 1;
      const behind = bytes[at] === QUOTE ? this.quoted(key) : NO;
      if (behind === NO || bytes[behind] !== COLON) return NO;
      if (last !== NO && !this.follows(last, key)) return NO;
      last = key;
      const begins = behind + 1;
      at = this.value(begins, depth + 1);
      if (at === NO) return NO;
      if (depth === 0) this.keep(NAMED[behind - 1 - key], key, { from: begins, to: at });
      const next = bytes[at];
      if (next === SHUT_OBJECT) return at + 1;
      if (next !== COMMA) return NO;
    }
  }

  /** Whether a key stands behind another in order; each ends at its quote, which is no character of it. Compared where they are, since most differ at once. */
  private follows(last: number, key: number): boolean {
    const { bytes } = this;
    for (let n = 0; ; n += 1) {
      const before = bytes[last + n] as number;
      const after = bytes[key + n] as number;
      if (after === QUOTE) return false;
      if (before === QUOTE) return true;
      if (before !== after) return before < after;
    }
  }

  private keep(name: keyof Links | undefined, key: number, { from, to }: { readonly from: number; readonly to: number }): void {
    const { text } = this;
    if (name === undefined || !text.startsWith(name, key)) return;
    const code = this.bytes[from] as number;
    if (name === 'position' || name === 'version') this[name] = code === MINUS || (code >= ZERO && code <= NINE) ? this.number : 0;
    else if (code === QUOTE) this[name] = text.slice(from + 1, to - 1);
  }
}
