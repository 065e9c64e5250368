import type { z } from 'zod';

/** A configuration that does not do: every fault by the name of its setting, never by its value. */
export class ConfigFaults extends Error {
  override readonly name = 'ConfigFaults';
  constructor(readonly faults: readonly { readonly setting: string; readonly rule: string }[]) {
    super(`The configuration does not do:\n${faults.map(({ setting, rule }) => `  ${setting}: ${rule}`).join('\n')}`);
  }
}

/** Reads settings from the environment. @throws ConfigFaults that names every setting at fault, so that they can be mended in one go. */
export const readConfig = <S extends z.ZodType>(schema: S, env: Readonly<Record<string, string | undefined>>): z.output<S> => {
  const result = schema.safeParse(env);
  if (result.success) return result.data;
  throw new ConfigFaults(result.error.issues.map((issue) => ({ setting: issue.path.join('.') || 'settings', rule: issue.code === 'invalid_type' ? 'is missing or of the wrong kind' : (issue.code as string).replaceAll('_', ' ') })));
};
