import type { DeploymentRow, HolderRules } from '@cpmp/gate';
import type { Condition, View, ViewReader } from '@cpmp/ledger';
import { deployments } from './views.js';

/** What a deployment is in while it takes its thing. */
export const openStates = ({ recalled }: HolderRules): readonly string[] => ['requested', 'deployed', recalled];

/** Every document of a view that answers, however many pages they are. */
export const allOf = async <D extends object>(views: ViewReader, view: View<D, any, any>, where: Readonly<Record<string, Condition>>): Promise<readonly D[]> => {
  const found: D[] = [];
  let after: string | undefined;
  do {
    const page = await views.query(view, { where, ...(after === undefined ? {} : { after }) });
    found.push(...page.docs);
    after = page.next;
  } while (after !== undefined);
  return found;
};

/** Every deployment that answers. */
export const deploymentRows = (views: ViewReader, where: Readonly<Record<string, Condition>>): Promise<readonly DeploymentRow[]> => allOf(views, deployments, where);
