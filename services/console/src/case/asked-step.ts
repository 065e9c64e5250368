import type { Answer, authorisation } from '@cpmp/client';
import { type Ask, fieldsOf } from '../web/asks.js';
import type { Fault, Field } from '../web/forms.js';

type How = { readonly params: { readonly id: string; readonly component: string }; readonly ifMatch: number; readonly key: string };

/** What is peculiar to one step on a part: its fields, what its page shows besides, and the call. */
export type Step = {
  /** The view, where it is not named as the step is. */
  readonly view?: string;
  readonly fields: readonly Field[];
  readonly model?: object;
  readonly faults?: readonly Fault[];
  readonly send: (how: How) => Promise<Answer<authorisation.GrantAnswer>>;
  /** `was not …` */
  readonly participle: string;
};

type Asked = Pick<Step, 'send' | 'participle' | 'faults'> & { readonly heading: string; readonly intro?: string; readonly asks: readonly Ask[]; readonly button: string };

/** A step whose form only asks. */
export const askedStep = ({ heading, intro, asks, button, ...step }: Asked): Step => ({ ...step, view: 'asked', fields: fieldsOf(asks), model: { heading, intro, asks, button } });
