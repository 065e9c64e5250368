/** The fields of a commit's body that a walk over the log looks at. */
export type Links = { readonly at: string; readonly cause: string; readonly log: string; readonly position: number; readonly prev: string; readonly stream: string; readonly version: number };

/** What a plain text has none of: escapes, controls, and anything beyond ASCII. */
const NOT_PLAIN = /[^\x20\x21\x23-\x5b\x5d-\x7e"]/;
const DEPTH_MAX = 64;
/** More digits than any position has, and fewer than lose precision. */
const DIGITS_MAX = 15;
const QUOTE = 0x22, COMMA = 0x2c, MINUS = 0x2d, ZERO = 0x30, NINE = 0x39, COLON = 0x3a, OPEN_LIST = 0x5b, SHUT_LIST = 0x5d, OPEN_OBJECT = 0x7b, SHUT_OBJECT = 0x7d;

/**
 * Reads a commit's body in one pass, if it is canonical JSON (RFC 8785) of the plain kind: ASCII without escapes, whole numbers. That is nearly every body, since personal text is sealed.
 * `undefined` says nothing against a text: whoever asked looks at it the long way.
 */
export const plainLinksOf = (text: string): Links | undefined => {
  if (NOT_PLAIN.test(text)) return undefined;
  const scan = new Scan(text);
  return scan.value(0, 0) === text.length ? scan.links() : undefined;
};

/** Where a value ends, or -1 where it is not canonical, or not plain. */
const NO = -1;

class Scan {
  private at = '';
  private cause = '';
  private log = '';
  private position = 0;
  private prev = '';
  private stream = '';
  private version = 0;

  constructor(private readonly text: string) {}

  /** Undefined where one is not there, or is of another kind. */
  links(): Links | undefined {
    const { at, cause, log, position, prev, stream, version } = this;
    return at && cause && log && position && prev && stream && version ? { at, cause, log, position, prev, stream, version } : undefined;
  }

  value(from: number, depth: number): number {
    const { text } = this;
    if (depth > DEPTH_MAX) return NO;
    const code = text.charCodeAt(from);
    if (code === QUOTE) return text.indexOf('"', from + 1) + 1 || NO;
    if (code === OPEN_OBJECT) return this.members(from + 1, depth);
    if (code === OPEN_LIST) return this.elements(from + 1, depth);
    if (code === MINUS || (code >= ZERO && code <= NINE)) return this.whole(from);
    if (text.startsWith('true', from) || text.startsWith('null', from)) return from + 4;
    if (text.startsWith('false', from)) return from + 5;
    return NO;
  }

  /** A whole number as canonical JSON has it: no leading zero, no minus before one. */
  private whole(from: number): number {
    const { text } = this;
    const first = text.charCodeAt(from) === MINUS ? from + 1 : from;
    let at = first;
    while (text.charCodeAt(at) >= ZERO && text.charCodeAt(at) <= NINE) at += 1;
    const digits = at - first;
    const next = text.charCodeAt(at);
    const ended = next === COMMA || next === SHUT_LIST || next === SHUT_OBJECT;
    if (!ended || digits === 0 || digits > DIGITS_MAX) return NO;
    return text.charCodeAt(first) === ZERO && (digits > 1 || first > from) ? NO : at;
  }

  private elements(from: number, depth: number): number {
    const { text } = this;
    if (text.charCodeAt(from) === SHUT_LIST) return from + 1;
    for (let at = from; ; at += 1) {
      at = this.value(at, depth + 1);
      if (at === NO) return NO;
      const next = text.charCodeAt(at);
      if (next === SHUT_LIST) return at + 1;
      if (next !== COMMA) return NO;
    }
  }

  /** Members in the order of their keys, each once. */
  private members(from: number, depth: number): number {
    const { text } = this;
    if (text.charCodeAt(from) === SHUT_OBJECT) return from + 1;
    let last = NO;
    for (let at = from; ; at += 1) {
      const key = at + 1;
      const keyEnd = text.charCodeAt(at) === QUOTE ? text.indexOf('"', key) : NO;
      if (keyEnd === NO || text.charCodeAt(keyEnd + 1) !== COLON) return NO;
      if (last !== NO && !this.follows(last, key)) return NO;
      last = key;
      const begins = keyEnd + 2;
      at = this.value(begins, depth + 1);
      if (at === NO) return NO;
      if (depth === 0) this.keep(text.slice(key, keyEnd), begins, at);
      const next = text.charCodeAt(at);
      if (next === SHUT_OBJECT) return at + 1;
      if (next !== COMMA) return NO;
    }
  }

  /** Whether a key stands behind another in order; each ends at its quote, which is no character of it. Compared where they are, since most differ at once. */
  private follows(last: number, key: number): boolean {
    const { text } = this;
    for (let n = 0; ; n += 1) {
      const before = text.charCodeAt(last + n);
      const after = text.charCodeAt(key + n);
      if (after === QUOTE) return false;
      if (before === QUOTE) return true;
      if (before !== after) return before < after;
    }
  }

  private keep(key: string, from: number, to: number): void {
    switch (key) {
      case 'at':
      case 'cause':
      case 'log':
      case 'prev':
      case 'stream':
        if (this.text.charCodeAt(from) === QUOTE) this[key] = this.text.slice(from + 1, to - 1);
        break;
      case 'position':
      case 'version':
        if (this.text.charCodeAt(from) !== QUOTE) this[key] = Number(this.text.slice(from, to)) || 0;
        break;
      default:
    }
  }
}
