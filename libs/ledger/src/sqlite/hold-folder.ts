import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const BUSY = 5;

/**
 * Holds a folder for one process: answers what lets it go, or undefined when another process holds it. The operating system lets go when the process ends, however it ends,
 * so nothing stale is left behind. Two processes of one service are safe on one store, but the engines in one process would not hear each other's commits.
 */
export const holdFolder = (directory: string): (() => void) | undefined => {
  const db = new DatabaseSync(join(directory, 'in-use.lock'));
  try {
    db.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
    return () => db.close();
  } catch (error) {
    db.close();
    if ((error as { errcode?: number }).errcode === BUSY) return undefined;
    throw error;
  }
};
