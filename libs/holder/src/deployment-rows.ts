import type { DeploymentRow, HolderRules } from '@cpmp/gate';
import type { Condition, ViewReader } from '@cpmp/ledger';
import { deployments } from './views.js';

/** What a deployment is in while it takes its thing. */
export const openStates = ({ recalled }: HolderRules): readonly string[] => ['requested', 'deployed', recalled];

/** Every deployment that answers, however many there are. */
export const deploymentRows = async (views: ViewReader, where: Readonly<Record<string, Condition>>): Promise<readonly DeploymentRow[]> => {
  const found: DeploymentRow[] = [];
  let after: string | undefined;
  do {
    const page = await views.query(deployments, { where, ...(after === undefined ? {} : { after }) });
    found.push(...page.docs);
    after = page.next;
  } while (after !== undefined);
  return found;
};
