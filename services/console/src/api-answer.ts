import type { Answer, Problem } from '@cpmp/client';

/** An API said no, and the page has nothing of its own to say to it. */
export class ApiNo extends Error {
  constructor(readonly answer: Answer<unknown> & { readonly ok: false }) {
    super(answer.problem.code);
  }
}

/** What was asked for. @throws ApiNo */
export const got = <T>(answer: Answer<T>): T => {
  if (answer.ok) return answer.value;
  throw new ApiNo(answer);
};

/** What was asked for; `otherwise` where the caller may not have it. A page leaves out what its reader may not read. */
export const gotOr = <T, O>(answer: Answer<T>, otherwise: O): T | O => (answer.status === 403 || answer.status === 404 ? otherwise : got(answer));

/** True for what a refusal page answers: a lawful no, or one of role or compartment. */
export const isRefused = ({ status }: Pick<Problem, 'status'>): boolean => status === 409 || status === 403;
