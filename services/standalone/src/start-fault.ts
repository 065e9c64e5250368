/** A platform that cannot start, in a sentence for whoever started it. */
export class StartFault extends Error {
  override readonly name = 'StartFault';
}

/** What was done on the way to something whole, to be undone when it comes to nothing. */
export type Undo = (() => void | Promise<void>)[];

/** Makes something of several parts; where that fails, what was made of it is undone, the last first. */
export const wholeOrUndone = async <T>(make: (undo: Undo) => Promise<T>): Promise<T> => {
  const undo: Undo = [];
  try {
    return await make(undo);
  } catch (error) {
    for (const step of undo.toReversed()) await step();
    throw error;
  }
};
