import type { Instant } from '@cpmp/kernel';
import { instantsAt, wallClock } from '@cpmp/law';

/** A time said from the last step on: `+P1D` moves the date on the wall, `+PT2H` is elapsed time. */
export class Later {
  constructor(
    readonly days: number,
    readonly elapsedMs: number,
  ) {}
}

/** Why a text is no time, for the person who wrote it. */
export class NoTime {
  constructor(readonly why: string) {}
}

const MS_A_MINUTE = 60_000;
const MS_A_DAY = 86_400_000;
const LOCAL = /^(\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)(Z|[+-]\d{2}:\d{2})?$/;
const LATER = /^\+P(?=\d|T\d)(?:(\d{1,4})D)?(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,6})M)?)?$/;
const NOT_A_TIME = 'not a time: say London wall-clock time, e.g. 2026-03-02T09:00, or from the last step, e.g. +PT2H or +P1D';

/** JavaScript reads 30 February as 2 March: a day that the calendar has not is refused instead. */
const isDay = (day: string): boolean => new Date(`${day}T00:00Z`).toJSON()?.slice(0, 10) === day;

/** The one instant at which London's clocks show a time; of two, the one that the offset picks. */
const oneInstant = (wall: string, offset: string | undefined): Instant | NoTime => {
  const instants = instantsAt(wall);
  const [only] = instants;
  if (only === undefined) return new NoTime(`${wall} never occurs: the clocks go forward over it`);
  if (offset === undefined) return instants.length === 1 ? only : new NoTime(`${wall} occurs twice: add an offset, ${instants.map((at) => wallClock(at)).join(' or ')}`);
  const meant = new Date(`${wall}${offset}`).toISOString();
  return instants.includes(meant) ? meant : new NoTime(`London's clocks do not show ${wall} at the offset ${offset}`);
};

/** Reads a time as a rehearsal writes it. */
export const readTime = (text: string): Instant | Later | NoTime => {
  const later = LATER.exec(text);
  if (later) {
    const [days = 0, hours = 0, minutes = 0] = later.slice(1).map((part) => Number(part ?? 0));
    return new Later(days, (hours * 60 + minutes) * MS_A_MINUTE);
  }
  const [, wall, offset] = LOCAL.exec(text) ?? [];
  return wall !== undefined && isDay(wall.slice(0, 10)) ? oneInstant(wall, offset) : new NoTime(NOT_A_TIME);
};

/** The instant that lies so much later than another. */
export const laterThan = (at: Instant, { days, elapsedMs }: Later): Instant | NoTime => {
  const [, wall = ''] = LOCAL.exec(wallClock(at)) ?? [];
  const moved = new Date(Date.parse(`${wall}Z`) + days * MS_A_DAY).toISOString().slice(0, 19).replace(/:00$/, '');
  const from = days === 0 ? at : oneInstant(moved, undefined);
  return from instanceof NoTime ? from : new Date(Date.parse(from) + elapsedMs).toISOString();
};
