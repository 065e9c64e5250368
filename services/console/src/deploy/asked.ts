import { typedAt, typedInstant } from '../web/spoken.js';
import { instantTyped, type ReadTime } from '../web/typed-time.js';
import { one, type Typed, type Visit } from '../web/visit.js';
import { referenceTyped } from '../web/words.js';

/** What is asked for: under which part of which case, with what tactic on what, and when. */
export type Asked = { readonly reference: string; readonly component?: string; readonly tactic: string; readonly target: { readonly kind: string; readonly name: string }; readonly from: ReadTime; readonly to: ReadTime };

/** What was typed, read. */
export const asked = (typed: Typed): Asked => {
  const [from, to] = [instantTyped(typedAt(typed, 'from'), 'the start'), instantTyped(typedAt(typed, 'to'), 'the end')];
  const part = one(typed, 'part');
  return {
    reference: referenceTyped(one(typed, 'reference')), from, to, tactic: one(typed, 'tactic'), target: { kind: one(typed, 'target-kind'), name: one(typed, 'target') },
    ...(/^[1-9]\d?$/.test(part) ? { component: `c${part}` } : {}),
  };
};

const MINUTE_MS = 60_000;

/** What was typed, and where no start was, the next whole minute: an authority that was granted in this one is in force by then. */
export const begun = ({ typed, now }: Visit): Typed => {
  if (Object.values(typedAt(typed, 'from')).some((text) => text !== '')) return typed;
  const next = new Date((Math.floor(Date.parse(now) / MINUTE_MS) + 1) * MINUTE_MS).toISOString();
  return { ...typed, ...typedInstant('from', next) };
};
