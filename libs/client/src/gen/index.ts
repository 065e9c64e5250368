/** Generated from the service’s OpenAPI document by `npm run gen`: change its schemas, not this. */

import { type AssetRegistryOperations, assetRegistryOperations } from './asset-registry.js';
import { type AuthorisationOperations, authorisationOperations } from './authorisation.js';
import { type NotificationOperations, notificationOperations } from './notification.js';
import { type ResourceAllocationOperations, resourceAllocationOperations } from './resource-allocation.js';
import { type RiskAssessmentOperations, riskAssessmentOperations } from './risk-assessment.js';

export type * as assetRegistry from './asset-registry.js';
export type * as authorisation from './authorisation.js';
export type * as notification from './notification.js';
export type * as resourceAllocation from './resource-allocation.js';
export type * as riskAssessment from './risk-assessment.js';

/** Every service's operations by the service's name. */
export type Operations = {
  readonly assetRegistry: AssetRegistryOperations;
  readonly authorisation: AuthorisationOperations;
  readonly notification: NotificationOperations;
  readonly resourceAllocation: ResourceAllocationOperations;
  readonly riskAssessment: RiskAssessmentOperations;
};

/** Where they are. */
export const operations = {
  assetRegistry: assetRegistryOperations,
  authorisation: authorisationOperations,
  notification: notificationOperations,
  resourceAllocation: resourceAllocationOperations,
  riskAssessment: riskAssessmentOperations,
};
