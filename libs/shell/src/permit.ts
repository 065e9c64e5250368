import { NotPermitted } from './problems.js';
import type { Permissions, Principal } from './types.js';

/** The first line of every service method. Denied by default: an action that is not named is nobody's. @throws NotPermitted */
export const permit = <T extends Permissions>(principal: Principal, permissions: T, action: keyof T & string): void => {
  const allowed = Object.hasOwn(permissions, action) ? permissions[action] : undefined;
  if (allowed === 'anyone') return;
  if (!allowed?.some((role) => principal.roles.includes(role))) throw new NotPermitted(allowed ?? []);
};
