import { isRefusal, type Refusal } from '@cpmp/kernel';
import { reply } from '@cpmp/shell';
import { ComponentAnswer } from './answers.js';
import { ComponentParams } from './requests.js';

/** What every decision on a component has in common: it is made on a version, and answers the component. */
export const DECIDES = { params: ComponentParams, answer: ComponentAnswer, status: 200, versioned: true } as const;

/** The component as it stands after a decision, with its new version. */
export const answered = async <T extends { readonly etag: string }>(decided: Promise<T | Refusal>) => {
  const answer = await decided;
  return isRefusal(answer) ? answer : reply(answer, { etag: answer.etag });
};
