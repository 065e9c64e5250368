/** How a state is shown: words, a tag's colour, a shape, and the edge of its card. Shape and word carry it; colour only helps. */
export type StateShown = { readonly label: string; readonly tag: 'green' | 'grey' | 'orange' | 'yellow' | 'red' | 'blue'; readonly shape: 'disc' | 'ring' | 'half' | 'square' | 'cross' | 'arrow'; readonly edge: 'in-force' | 'waiting' | 'stopped' | 'alarm' };

const shown = (label: string, tag: StateShown['tag'], shape: StateShown['shape'], edge: StateShown['edge']): StateShown => ({ label, tag, shape, edge });

/** Every state of a part of a case, and of a deployment. */
export const states: Readonly<Record<string, StateShown>> = {
  draft: shown('Draft', 'grey', 'ring', 'stopped'),
  submitted: shown('With the gatekeeper', 'blue', 'half', 'waiting'),
  returned: shown('Returned to the applicant', 'orange', 'arrow', 'waiting'),
  'awaiting-decision': shown('Awaiting decision', 'blue', 'half', 'waiting'),
  'awaiting-approval': shown('Not in force: awaiting commissioner', 'yellow', 'half', 'waiting'),
  'in-force': shown('In force', 'green', 'disc', 'in-force'),
  refused: shown('Refused', 'grey', 'cross', 'stopped'),
  declined: shown('Declined by the commissioner', 'grey', 'cross', 'stopped'),
  expired: shown('Expired', 'red', 'square', 'alarm'),
  cancelled: shown('Cancelled', 'grey', 'cross', 'stopped'),
  quashed: shown('Quashed by the commissioner', 'red', 'cross', 'alarm'),
  requested: shown('Asked for', 'blue', 'ring', 'waiting'),
  deployed: shown('Deployed', 'blue', 'disc', 'waiting'),
  'recall-ordered': shown('Recall ordered', 'orange', 'arrow', 'alarm'),
  withdrawing: shown('Withdrawing', 'orange', 'arrow', 'alarm'),
  recovered: shown('Recovered', 'grey', 'square', 'stopped'),
  disabled: shown('Disabled in place', 'grey', 'square', 'stopped'),
  lost: shown('Lost', 'red', 'cross', 'alarm'),
  'not-taken': shown('Not deployed: the permit came too late', 'grey', 'cross', 'stopped'),
  lapsed: shown('Not deployed: no answer in time', 'grey', 'cross', 'stopped'),
};

/** A state by its name; one that is new here is shown by its name. */
export const stateShown = (name: string): StateShown => states[name] ?? shown(name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' '), 'grey', 'ring', 'stopped');

/** Deployments that are out, of either holder. */
export const OUT: readonly string[] = ['deployed', 'recall-ordered', 'withdrawing'];
