import { type Console, type ConsoleOptions, createConsole } from '@cpmp/console';

/** Whatever answers what is neither an API nor health. */
export type Pages = Console;

/** What the demonstration force's pages are marked with. */
const MARKING = 'SECRET';

/** The console of this host: everybody signs in as whom they choose. */
export const pagesOf = (given: Pick<ConsoleOptions, 'api' | 'clock' | 'secret' | 'log'>): Promise<Pages> => createConsole({ ...given, signIn: { kind: 'development' }, marking: MARKING });
