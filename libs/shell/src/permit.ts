import { NotPermitted } from './problems.js';
import type { Permissions, Principal } from './types.js';

const allowedTo = <T extends Permissions>(permissions: T, action: keyof T & string): readonly string[] | 'anyone' => (Object.hasOwn(permissions, action) ? permissions[action] : undefined) ?? [];

/** May they, by their roles? */
export const isPermitted = <T extends Permissions>(principal: Principal, permissions: T, action: keyof T & string): boolean => {
  const allowed = allowedTo(permissions, action);
  return allowed === 'anyone' || allowed.some((role) => principal.roles.includes(role));
};

/** The first line of every service method. Denied by default: an action that is not named is nobody's. @throws NotPermitted */
export const permit = <T extends Permissions>(principal: Principal, permissions: T, action: keyof T & string): void => {
  const allowed = allowedTo(permissions, action);
  if (allowed !== 'anyone' && !isPermitted(principal, permissions, action)) throw new NotPermitted(allowed);
};
