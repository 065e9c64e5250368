import type { Instant } from '@cpmp/kernel';
import type { Log } from '@cpmp/shell';
import type { ProviderOptions } from '../entry/provider.js';
import type { Shared } from './session.js';

/** What a console is given. It has nothing else: no store, no law, no right of its own. */
export type ConsoleOptions = {
  /** Where the platform's public APIs are. */
  readonly api: { readonly baseUrl: string };
  /** Legal time. */
  readonly clock: () => Instant;
  /** `development`: whoever is named is signed in; only the standalone host offers it. `provider`: at the force's identity provider. */
  readonly signIn: { readonly kind: 'development' } | ({ readonly kind: 'provider' } & ProviderOptions);
  /** The protective marking of every page and sheet. */
  readonly marking: string;
  /** 32 secret bytes, the same at every start: they seal sessions and what is kept of a form. */
  readonly secret: Uint8Array;
  /** What it shares with other consoles. */
  readonly shared: Shared;
  readonly log: Log;
};

/** Injects the options. */
export const OPTIONS = Symbol('console options');

const MARKINGS: readonly string[] = ['OFFICIAL', 'OFFICIAL-SENSITIVE', 'SECRET', 'TOP SECRET'];
const SECRET_BYTES = 32;

/** @throws when a page would go out wrongly marked, or sealed with too little. */
export const checked = (options: ConsoleOptions): ConsoleOptions => {
  if (!MARKINGS.includes(options.marking)) throw new Error(`The protective marking must be one of ${MARKINGS.join(', ')}.`);
  if (options.secret.length < SECRET_BYTES) throw new Error(`The console's secret must be at least ${SECRET_BYTES} bytes.`);
  return options;
};
