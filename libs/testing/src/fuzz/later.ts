/** The moment in which a call is made. */
export type Moment = {
  /** The call's own canary: a word that is nowhere else. */
  readonly word: string;
  /** The legal instant. */
  readonly now: string;
  /** A value that came back earlier, by its kind; the same pick gives the same one while nothing else came back. */
  readonly known: (kind: string, pick: number) => string | undefined;
};

/** A part of a value that is known only when the call is made: it depends on what came back before. */
export class Later {
  constructor(readonly fill: (moment: Moment) => unknown) {}
}

/** The value with everything in it that was left for later. */
export const filled = (value: unknown, moment: Moment): unknown => {
  if (value instanceof Later) return filled(value.fill(moment), moment);
  if (Array.isArray(value)) return value.map((each) => filled(each, moment));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner, moment)]));
};
