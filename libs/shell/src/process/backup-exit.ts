import { BackupFault, Unavailable } from '@cpmp/ledger';
import { ConfigFaults } from '../config.js';

/** What a command of backups comes to that cannot do what it was asked: a sentence, and exit code 1, or 2 for a wrong call. Any other error is thrown on. */
export const exitCodeOf = (error: NodeJS.ErrnoException): number => {
  if (error.code?.startsWith('ERR_PARSE_ARGS')) {
    console.error(error.message);
    return 2;
  }
  const isWrongCall = error instanceof ConfigFaults;
  if (!isWrongCall && !(error instanceof BackupFault) && !(error instanceof RangeError) && !(error instanceof Unavailable) && error.syscall === undefined) throw error;
  console.log(`FAIL ${error.message}`);
  return isWrongCall ? 2 : 1;
};
