import type { Person } from '../web/session.js';
import { type Deployment, type Holder, isOut } from './deployments.js';

/** What may be recorded of what went out: that it is switched off, and its way back. */
export type Step = 'switch-off' | 'recover' | 'withdraw' | 'withdrawal-decision';

/** A step in words. */
export type Named = { readonly step: Step; readonly text: string };

const OFF: Named = { step: 'switch-off', text: 'Record that it is switched off' };

/** The steps on what went out, by who has it. Each has its form however it stands: it may have gone on since the form was shown, and then the API says so. */
export const STEPS: Readonly<Record<Holder, readonly Named[]>> = {
  asset: [OFF, { step: 'recover', text: 'Record the recovery' }], resource: [OFF, { step: 'withdraw', text: 'Record the withdrawal' }, { step: 'withdrawal-decision', text: 'Record the withdrawal decision' }],
};

/** The kind that those who look after operatives may act on, and on no other. */
export const OPERATIVE = 'undercover-operative';

/** Who may take a step, as the holders have it; of an operative also those who look after it. */
const ALLOWED: Readonly<Record<Holder, Partial<Record<Step, { readonly roles: readonly string[]; readonly ofOperative?: readonly string[] }>>>> = {
  asset: { 'switch-off': { roles: ['asset-custodian', 'resource-manager'] }, recover: { roles: ['asset-custodian', 'resource-manager'] } },
  resource: {
    'switch-off': { roles: ['resource-manager'], ofOperative: ['cover-officer', 'controller'] }, withdraw: { roles: ['resource-manager'], ofOperative: ['cover-officer', 'controller'] },
    'withdrawal-decision': { roles: ['resource-manager', 'senior-responsible-officer'], ofOperative: ['cover-officer', 'controller'] },
  },
};

const mayTake = ({ holder, kind }: Deployment, step: Step, { roles }: Person): boolean => {
  const { roles: wanted = [], ofOperative = [] } = ALLOWED[holder][step] ?? {};
  return roles.some((role) => wanted.includes(role) || (kind === OPERATIVE && ofOperative.includes(role)));
};

/** What is to be recorded of a thing that is out, as it stands, and one of the reader's roles may record. The API has the last word. */
export const stepsFor = (it: Deployment, person: Person): readonly Named[] => {
  const { holder, state, running } = it;
  if (!isOut(it)) return [];
  return STEPS[holder].filter(({ step }) => (step !== 'switch-off' || running === 'switch-off-ordered') && (step !== 'withdrawal-decision' || state === 'withdrawing') && mayTake(it, step, person));
};
