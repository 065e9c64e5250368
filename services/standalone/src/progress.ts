const EVERY_MS = 2000;

/** Says on standard error, every two seconds, that something is still under way. */
export const withProgress = async <T>(what: string, work: Promise<T>): Promise<T> => {
  const began = Date.now();
  const timer = setInterval(() => console.error(`${what} … ${Math.round((Date.now() - began) / 1000)} s`), EVERY_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
};
