import type { Instant } from '@cpmp/kernel';
import { type AuthorityState, caseRef } from '../authority.js';
import type { Component } from '../component.js';
import type { RegrantFlagged } from '../events.js';
import type { Answer } from '../legal.js';
import type { GrantAsk } from '@cpmp/law';

/** How long nothing ran between two periods, in whole days. */
const daysBetween = (from: Instant, to: Instant): number => Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / MS_A_DAY));
const MS_A_DAY = 86_400_000;

/**
 * Flags a grant that follows earlier periods of the same operative in the same operation instead of a renewal (finding P13): the twelve months cannot be begun
 * again, inspectors presume renewal, and the senior responsible officer sees the arithmetic. It refuses nothing.
 */
export const regrantFlagged = (state: AuthorityState, component: Component, { answer, ask, now }: { readonly answer: Answer; readonly ask: GrantAsk; readonly now: Instant }): readonly RegrantFlagged[] => {
  const { days } = answer;
  if (!days || days.used === 0) return [];
  const prior = ask.component.operative?.prior ?? [];
  const lastEnd = prior.flatMap(({ until }) => (until === null ? [] : [until])).toSorted().at(-1);
  const gap = lastEnd === undefined ? 0 : daysBetween(lastEnd, answer.from ?? now);
  return [{ type: 'RegrantFlagged', about: caseRef(state), component: component.id, usedDays: days.used, leftDays: days.left, gapDays: gap, periods: prior.map(({ from, until }) => ({ from, until })) }];
};
