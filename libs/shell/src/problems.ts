import { isRefusal, type Refusal } from '@cpmp/kernel';

/** One fault of a request: where, which rule, in words. */
export type Fault = { readonly pointer: string; readonly rule: string; readonly detail: string };

/** A "no" at the edge: becomes problem+json (RFC 9457). Its texts never hold covert text. */
export class Problem extends Error {
  override readonly name: string = 'Problem';
  constructor(
    readonly status: number,
    /** Stable and kebab-case; the type is `urn:cpmp:problem:<code>`. */
    readonly code: string,
    readonly title: string,
    readonly more: { readonly detail?: string; readonly errors?: readonly Fault[]; readonly headers?: Readonly<Record<string, string>>; readonly refusal?: Refusal } = {},
  ) {
    super(code);
  }
}

/** Neither what does not exist nor what the caller may not know of: the same answer for both. */
export class NotFound extends Problem {
  constructor() {
    super(404, 'not-found', 'There is nothing here');
  }
}

/** The caller's roles do not allow it. */
export class NotPermitted extends Problem {
  constructor(roles: readonly string[]) {
    super(403, 'not-permitted', 'Your role may not do this', { refusal: { refused: 'not-permitted', because: 'Your role may not do this.', instead: `These roles may: ${roles.join(', ')}.` } });
  }
}

/** A request that can be read but does not say what it must, with every fault. */
export const unprocessable = (errors: readonly Fault[]): Problem => new Problem(422, 'not-valid', 'The request does not say what it must', { errors });

const STATUS: Readonly<Record<string, number>> = { stale: 412, 'not-permitted': 403, 'need-to-know': 403 };

/** The status of a refusal's code: 412 when the version is stale, 403 for role and compartment, else 409. */
export const statusOf = (code: string): number => STATUS[code] ?? 409;

/** A refusal as a problem. */
export const problemOf = (refusal: Refusal): Problem => new Problem(statusOf(refusal.refused), refusal.refused, titleOf(refusal), { refusal });

const titleOf = ({ refused }: Refusal): string => {
  const words = refused.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** The body of a problem. `reference` finds it in the log. */
export const problemBody = ({ code, title, status, more }: Problem, reference: string): object => {
  const { refusal, detail, errors } = more;
  const said = refusal && isRefusal(refusal) ? { because: refusal.because, clause: refusal.clause, confirmed: refusal.confirmed ?? true, instead: refusal.instead } : {};
  return { type: `urn:cpmp:problem:${code}`, title, status, code, detail: detail ?? refusal?.because, ...said, errors, reference };
};

/** The version that the caller saw is not the current one: decided with the state, inside the decision. */
export const stale = (seen: number | undefined, current: number): Refusal | undefined =>
  seen === undefined || seen === current ? undefined : { refused: 'stale', because: 'Somebody changed this since you read it.', instead: 'Read it again, then decide on what it says now.' };
