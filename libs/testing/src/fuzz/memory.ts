import { kindAt } from './document.js';

/** A word that may be covert: who wrote it, where, and about what. */
export type Written = { readonly by: Set<string>; readonly operations: Set<string>; readonly circles: Set<string> };

/** What an answer told, and for which call. `about`: the values of its path's parameters. */
export type Told = { readonly path: string; readonly about: readonly string[]; readonly circles: readonly string[]; readonly etag: string | undefined; readonly json: unknown };

const WORD = /zq~\d+z/g;
/** So many values of a kind are kept, none longer than this. */
const KEPT_MAX = 200;
const LENGTH_MAX = 100;

/** The canary of the nth call: long enough to be nowhere by chance, not in an id or a seal either, short enough for every field. */
export const wordOf = (call: number): string => `zq~${call}z`;

/** Every canary in a text, once. */
export const wordsIn = (text: string): readonly string[] => [...new Set(text.match(WORD))];

/** What a session remembers of its answers, so that later calls may be about it, and of what it sent, so that it is known where that may appear. */
export class Memory {
  private readonly byKind = new Map<string, string[]>();
  private readonly etags = new Map<string, string>();
  private readonly circles = new Map<string, readonly string[]>();
  private readonly words = new Map<string, Written>();

  /** A value that later calls may use. */
  note(kind: string, value: string): void {
    const kept = this.byKind.get(kind) ?? [];
    if (kept.length === 0) this.byKind.set(kind, kept);
    if (kept.length < KEPT_MAX && value.length <= LENGTH_MAX && !kept.includes(value)) kept.push(value);
  }

  known(kind: string, pick: number): string | undefined {
    const kept = this.byKind.get(kind) ?? [];
    return kept[pick % Math.max(1, kept.length)];
  }

  /** The ETag last seen of what stands under these parameters. */
  etagOf(about: readonly string[]): string | undefined {
    return this.etags.get(about.join('/'));
  }

  written(word: string): Written | undefined {
    return this.words.get(word);
  }

  /** Whose matter a request is: its caller's, and of whoever may know of the things that it names. */
  circlesOf(text: string, own: string): readonly string[] {
    return [own, ...[...this.circles].flatMap(([id, of]) => (text.includes(id) ? of : []))];
  }

  /** Keeps who wrote the words of a request, and whose matter they are. */
  sent(text: string, { by, circles, operation }: { readonly by: string; readonly circles: readonly string[]; readonly operation: string }): void {
    for (const word of wordsIn(text)) {
      const kept = this.words.get(word) ?? { by: new Set(), operations: new Set(), circles: new Set() };
      this.words.set(word, { by: kept.by.add(by), operations: kept.operations.add(operation), circles: new Set([...kept.circles, ...circles]) });
    }
  }

  /** Keeps every identifier and ETag of an answer. What it made is the matter of those whose matter the request was: a read makes nothing and has no circles. */
  told({ path, about, circles, etag, json }: Told): void {
    const { id } = (json ?? {}) as { id?: unknown };
    const whole = typeof id === 'string' && about.at(-1) !== id && about.length === 0 ? [id] : about;
    if (etag !== undefined) this.etags.set(whole.join('/'), etag);
    this.walk(json, kindAt(path), { whole, circles });
  }

  private walk(value: unknown, kind: string, { whole, circles }: { readonly whole: readonly string[]; readonly circles: readonly string[] }): void {
    if (Array.isArray(value)) {
      for (const each of value) {
        const { id, etag } = (each ?? {}) as { id?: unknown; etag?: unknown };
        const inner = typeof id === 'string' ? [...whole, id] : whole;
        if (typeof etag === 'string' && typeof id === 'string') this.etags.set(inner.join('/'), `"${etag}"`);
        if (typeof each === 'string') this.noted(kind, each, circles);
        else this.walk(each, kind, { whole: inner, circles });
      }
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner === 'string') this.noted(key === 'id' ? kind : key, inner, circles);
      else this.walk(inner, key === 'items' ? kind : key.replace(/s$/, ''), { whole, circles });
    }
  }

  private noted(kind: string, value: string, circles: readonly string[]): void {
    this.note(kind, value);
    if (circles.length > 0 && /^[a-z2-7]{16}$/.test(value) && !this.circles.has(value)) this.circles.set(value, circles);
  }
}
