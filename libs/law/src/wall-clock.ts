import type { Instant } from '@cpmp/kernel';
import { offsetMs } from './calendar.js';

/** What a clock on a wall in London shows: `2026-03-02T09:00`, with seconds where they matter. It names one instant, or two, or none. */
export type WallClock = string;

const MS_AN_HOUR = 3_600_000;

/** The instants, the earlier first, at which London's clocks show a time: none in the hour that is left out in spring, two in the hour that comes twice in autumn. */
export const instantsAt = (wall: WallClock): readonly Instant[] => {
  const shown = Date.parse(`${wall}Z`);
  // London's clocks are never more than an hour from UTC, and never behind it.
  return [shown - MS_AN_HOUR, shown].filter((ms) => ms + offsetMs(ms) === shown).map((ms) => new Date(ms).toISOString());
};

/** What London's clocks show at an instant; with the offset where the same time comes twice. */
export const wallClock = (at: Instant): WallClock => {
  const ms = Date.parse(at);
  const offset = offsetMs(ms);
  const shown = new Date(ms + offset).toISOString().slice(0, 19).replace(/:00$/, '');
  return instantsAt(shown).length === 1 ? shown : `${shown}${offset === 0 ? 'Z' : '+01:00'}`;
};
