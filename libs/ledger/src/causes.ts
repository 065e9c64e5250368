/** From so many commits on a stream's causes are looked up rather than looked through. */
const MANY = 32;

/** A cause as a whole number of 31 bits. Two causes may have the same. */
export const hintOf = (cause: string): number => {
  // FNV-1a
  let hash = 0x811c9dc5;
  for (let n = 0; n < cause.length; n++) hash = Math.imul(hash ^ cause.charCodeAt(n), 0x01000193);
  return hash >>> 1;
};

/** The hints of a stream's causes, one a commit. Most streams are short: one of a single commit is its hint alone. */
type Known = number | number[] | { version: number; readonly hints: Set<number> };

const versionOf = (known: Known): number => (typeof known === 'number' ? 1 : Array.isArray(known) ? known.length : known.version);

const has = (known: Known, hint: number): boolean => (typeof known === 'number' ? known === hint : Array.isArray(known) ? known.includes(hint) : known.hints.has(hint));

/** A commit by its columns. */
type Place = { readonly position: number; readonly stream: string; readonly cause: string };

/**
 * The versions and causes that the streams of a log have come to, as a walk meets them. Of a cause its hint is kept, some ten bytes and next to the stream's others, where a set of texts takes
 * more than a hundred, far apart; so a cause that seems to be there already is only suspected, and whoever walks looks into the log whether it is.
 */
export class Causes {
  private readonly streams = new Map<string, Known>();
  /** The commits whose cause may have taken effect before. */
  readonly suspects: Place[] = [];

  /** Takes note of the next commit; false where its version does not follow its stream. */
  take(version: number, { position, stream, cause }: Place): boolean {
    const { streams } = this;
    const hint = hintOf(cause);
    if (version === 1) {
      // Most streams are not there yet when they begin, so it is not asked first whether one is.
      const { size } = streams;
      return streams.set(stream, hint).size > size;
    }
    const known = streams.get(stream);
    if (known === undefined || version !== versionOf(known) + 1) return false;
    if (has(known, hint)) this.suspects.push({ position, stream, cause });
    if (typeof known === 'number') streams.set(stream, [known, hint]);
    else if (!Array.isArray(known)) {
      known.version = version;
      known.hints.add(hint);
    } else if (known.push(hint) >= MANY) streams.set(stream, { version, hints: new Set(known) });
    return true;
  }
}

/** A stream's cause as one text. */
const nameOf = ({ stream, cause }: Place): string => JSON.stringify([stream, cause]);

/** The first position whose cause took effect in its stream before, of those that are suspected; the log is read once more, up to the last of them. */
export const firstTwice = async (suspects: readonly Place[], batches: AsyncIterable<readonly Place[]>): Promise<number | undefined> => {
  const suspected = new Set(suspects.map(nameOf));
  const seen = new Set<string>();
  const last = suspects.at(-1)?.position ?? 0;
  for await (const batch of batches) {
    for (const place of batch) {
      const name = nameOf(place);
      if (!suspected.has(name)) continue;
      if (seen.has(name)) return place.position;
      seen.add(name);
    }
    if ((batch.at(-1)?.position ?? last) >= last) return undefined;
  }
  return undefined;
};
