import { type Aggregate, type Decision, type Instant, refuse } from '@cpmp/kernel';
import type { Officer } from './component.js';

/** The law that this log decides by: packs by the digest of their bytes, kept for ever, and the sets of them that were adopted. */

/** One pack of a set: its file, and the digest of its bytes. */
export type PackNamed = { readonly file: string; readonly digest: string };

/** A set that may become law, with the texts of its packs by digest. */
export type Offered = { readonly set: string; readonly packs: readonly PackNamed[]; readonly texts: Readonly<Record<string, string>> };

/** The bytes of a pack came into the log. */
export type PackKept = PackNamed & { readonly type: 'PackKept'; readonly text: string };

/** From here on this set is the law. */
export type LawAdopted = {
  readonly type: 'LawAdopted';
  readonly set: string;
  readonly packs: readonly PackNamed[];
  readonly adoptedAt: Instant;
  /** Null: the set that the first start found in its release. */
  readonly by: Officer | null;
  /** The shadow run that it follows. */
  readonly follows?: ShadowNamed;
};

/** What a set would have made of the record was looked at, beside the law of then; it changed nothing. */
export type LawShadowed = ShadowNamed & { readonly type: 'LawShadowed'; readonly set: string; readonly by: Officer; readonly counts: Readonly<Record<string, number>> };

/** A shadow run, by when it was made and which set was the law then. */
export type ShadowNamed = { readonly shadowedAt: Instant; readonly against: string };

export type LawEvent = PackKept | LawAdopted | LawShadowed;

export type LawState = {
  readonly texts: Readonly<Record<string, string>>;
  /** In the order of their adoption; the last is the law. */
  readonly adopted: readonly Omit<LawAdopted, 'type'>[];
  /** The last shadow run of each set. */
  readonly shadows: Readonly<Record<string, ShadowNamed>>;
};

const evolve = (state: LawState, event: LawEvent): LawState => {
  switch (event.type) {
    case 'PackKept':
      return { ...state, texts: { ...state.texts, [event.digest]: event.text } };
    case 'LawAdopted': {
      const { type: _, ...adopted } = event;
      return { ...state, adopted: [...state.adopted, adopted] };
    }
    case 'LawShadowed':
      return { ...state, shadows: { ...state.shadows, [event.set]: { shadowedAt: event.shadowedAt, against: event.against } } };
  }
};

/** The one stream of a log that says which law it is decided by. */
export const lawSet: Aggregate<LawState, LawEvent> & { readonly id: string } = {
  category: 'law',
  id: 'set',
  initial: { texts: {}, adopted: [], shadows: {} },
  evolve,
  personal: { PackKept: [], LawAdopted: [], LawShadowed: [] },
};

const keeping = ({ texts }: LawState, offered: Offered): readonly PackKept[] =>
  offered.packs.filter(({ digest }) => texts[digest] === undefined).map(({ file, digest }) => ({ type: 'PackKept', file, digest, text: offered.texts[digest] ?? '' }));

/** The first start adopts what its release brings; where a set was adopted, whatever the release, nothing changes. */
export const adoptFirst = (state: LawState, offered: Offered, now: Instant): Decision<LawEvent> =>
  state.adopted.length > 0 ? [] : [...keeping(state, offered), { type: 'LawAdopted', set: offered.set, packs: offered.packs, adoptedAt: now, by: null }];

/** Adopts a set after a shadow run of exactly it beside the law of now. */
export const adopt = (state: LawState, { offered, by }: { readonly offered: Offered; readonly by: Officer }, now: Instant): Decision<LawEvent> => {
  const law = state.adopted.at(-1)?.set;
  if (offered.set === law) return refuse('already-adopted', 'That set is the law already.', { instead: 'Nothing needs to be done.' });
  const follows = state.shadows[offered.set];
  if (!follows || follows.against !== law) {
    return refuse('not-shadowed', 'Nobody has looked at what that set would have made of the record beside the law of now.', { instead: 'Make a shadow run of it first, and read what would differ.' });
  }
  return [...keeping(state, offered), { type: 'LawAdopted', set: offered.set, packs: offered.packs, adoptedAt: now, by, follows }];
};
