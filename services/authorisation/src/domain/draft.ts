import type { Instant } from '@cpmp/kernel';

/** How a draft ends. */
export type DraftEnd = 'sent' | 'discarded' | 'lapsed';

/** What somebody has written of an application and not sent. Only they know of it. */
export type Draft = {
  /** The first, second … draft of its stream: each is sealed with a key of its own. */
  readonly number: number;
  /** How often drafts of the stream were saved: its ETag. */
  readonly edition: number;
  readonly by: string;
  readonly savedAt: Instant;
  /** The first instant at which it is gone. */
  readonly keptUntil: Instant;
  /** What is written, as JSON; covert text. */
  readonly text: string;
};

/** A draft is kept so long after it was last saved. */
export const DRAFT_KEPT_DAYS = 28;
const DAY_MS = 86_400_000;

/** When a draft that is saved at an instant is gone. */
export const keptFrom = (savedAt: Instant): Instant => new Date(Date.parse(savedAt) + DRAFT_KEPT_DAYS * DAY_MS).toISOString();

/** The draft while it is kept: what nobody saved again is gone, whether or not anybody has recorded it. */
export const draftAt = ({ draft }: { readonly draft?: Draft }, now: Instant): Draft | undefined => (draft && now < draft.keptUntil ? draft : undefined);

/** The name of a draft's key, and of what falls due when nobody saves it again, within its stream. */
export const draftName = (draft: number): string => `draft:${draft}`;
