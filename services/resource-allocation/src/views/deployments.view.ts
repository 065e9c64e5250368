import { DEPLOYMENT_INDEXES, type DeploymentEvent, type DeploymentRow, deploymentRow } from '@cpmp/gate';
import type { View } from '@cpmp/ledger';
import type { ResourceEvent } from '../domain/resource.js';

const fold = (row: DeploymentRow | undefined, event: DeploymentEvent): DeploymentRow | undefined => deploymentRow(row, event);

/** Every deployment ever asked for, by its permit's id. */
export const deployments: View<DeploymentRow, ResourceEvent> = {
  name: 'deployments',
  version: 1,
  from: 'log',
  key: (event) => ('answer' in event ? event.answer.permit : undefined),
  indexes: [...DEPLOYMENT_INDEXES, 'requestedAt'],
  on: {
    DeploymentRequested: fold, DeploymentRefused: fold, DeploymentLapsed: fold, DeploymentStarted: fold, PermitNotTaken: fold, PermitAnswered: fold,
    DeploymentRecalled: fold, RecallWithdrawn: fold, WindowEnded: fold, WithdrawalDecided: fold, WithdrawalOverdue: fold, DeploymentClosed: fold,
  },
};
