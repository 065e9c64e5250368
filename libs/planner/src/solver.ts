import imported, { type Highs } from 'highs';

/** The solver, in WebAssembly. Its types are those of a CommonJS module, and what is loaded here is not one. */
export const loadSolver = imported as unknown as () => Promise<Highs>;
