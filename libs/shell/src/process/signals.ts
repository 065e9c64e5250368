const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** A terminal and npm may both pass on one Ctrl-C: what comes so soon after the first, in milliseconds, is its echo. */
const ECHO_MS = 1000;

/** Stops a process in order at the first signal, and ends it with 0; at once, with 1, when somebody insists. `stop` that throws goes to `fatal`. */
export const stopAtSignal = (stop: () => Promise<void>, fatal: (error: unknown) => void): void => {
  let stoppingSince: number | undefined;
  const signalled = (): void => {
    if (stoppingSince === undefined) {
      stoppingSince = Date.now();
      stop().then(() => process.exit(0), fatal);
    } else if (Date.now() - stoppingSince > ECHO_MS) process.exit(1);
  };
  for (const signal of SIGNALS) process.on(signal, signalled);
};
