import { DUE_IN_DEPLOYMENT, type DeploymentEvent, dueAfter, dueName, dueNamed } from '@cpmp/gate';
import type { EventMeta, View } from '@cpmp/ledger';
import type { DueRow } from '@cpmp/shell';
import type { AssetEvent } from '../domain/asset.js';

const fold = (row: DueRow | undefined, event: DeploymentEvent, meta: EventMeta, key: string): DueRow | undefined => {
  const what = key.slice(meta.stream.length + 1);
  const at = dueAfter(dueNamed(what).what, row?.at, event);
  return at === undefined ? undefined : { key, stream: meta.stream, what, at };
};

/** What must happen to a deployment when nobody acts: a request lapses, an asset is recalled at its `until`, a window ends. */
export const due: View<DueRow, AssetEvent> = {
  name: 'due',
  version: 1,
  from: 'log',
  key: (event, meta) => ('answer' in event ? DUE_IN_DEPLOYMENT.map((what) => `${meta.stream}/${dueName(what, event.answer.permit)}`) : undefined),
  indexes: ['at'],
  on: {
    DeploymentRequested: fold, DeploymentRefused: fold, DeploymentLapsed: fold, DeploymentStarted: fold, PermitNotTaken: fold, PermitAnswered: fold,
    DeploymentRecalled: fold, RecallWithdrawn: fold, WindowEnded: fold, WithdrawalDecided: fold, WithdrawalOverdue: fold, DeploymentClosed: fold,
  },
};
