import { DEPLOYMENT_INDEXES, DUE_IN_DEPLOYMENT, type DeploymentEvent, type DeploymentRow, deploymentRow, dueAfter, dueName, dueNamed } from '@cpmp/gate';
import type { View } from '@cpmp/ledger';
import type { DueRow } from '@cpmp/shell';

/** A holder's log has other events too; those of a deployment carry an answer. */
const permitOf = (event: object): string | undefined => ('answer' in event ? (event as DeploymentEvent).answer.permit : undefined);

/** Every deployment ever asked for, by its permit's id. */
export const deployments: View<DeploymentRow, DeploymentEvent> = {
  name: 'deployments',
  version: 3,
  from: 'log',
  key: permitOf,
  indexes: [...DEPLOYMENT_INDEXES, 'requestedAt', 'answer.closedAt'],
  on: { '*': deploymentRow },
};

/** What must happen to a deployment when nobody acts: a request lapses, a thing is recalled at its `until`, a window ends, a withdrawal is overdue, what is out is stated whole. */
export const due: View<DueRow, DeploymentEvent> = {
  name: 'due',
  version: 2,
  from: 'log',
  key: (event, meta) => {
    const permit = permitOf(event);
    return permit === undefined ? undefined : DUE_IN_DEPLOYMENT.map((what) => `${meta.stream}/${dueName(what, permit)}`);
  },
  indexes: ['at'],
  on: {
    '*': (row, event, { stream, at: now }, key) => {
      const what = key.slice(stream.length + 1);
      const at = dueAfter(dueNamed(what).what, row?.at, { event, now });
      return at === undefined ? undefined : { key, stream, what, at };
    },
  },
};
