import type { DeploymentRow, HolderRules } from '@cpmp/gate';
import { type Condition, everyDoc, type ViewReader } from '@cpmp/ledger';
import { deployments } from './views.js';

/** What a deployment is in while it takes its thing. */
export const openStates = ({ recalled }: HolderRules): readonly string[] => ['requested', 'deployed', recalled];

/** Every deployment that answers. */
export const deploymentRows = (views: ViewReader, where: Readonly<Record<string, Condition>>): Promise<readonly DeploymentRow[]> => Array.fromAsync(everyDoc(views, deployments, { where }));
