import type { z } from 'zod';

/** One setting at fault: its name and what is wrong with it, never its value. */
export type SettingFault = { readonly setting: string; readonly rule: string };

/** A configuration that does not do. */
export class ConfigFaults extends Error {
  override readonly name = 'ConfigFaults';
  constructor(readonly faults: readonly SettingFault[]) {
    super(`These settings do not do:\n${faults.map(({ setting, rule }) => `  ${setting} ${rule}`).join('\n')}`);
  }
}

const RULES: Readonly<Record<string, string>> = {
  too_big: 'is too big', too_small: 'is too small', invalid_format: 'has the wrong format', invalid_value: 'is none of the values it may have', invalid_type: 'is of the wrong kind', unrecognized_keys: 'is not a setting',
};

/** Reads settings from the environment. @throws ConfigFaults that names every setting at fault, so that they are mended in one go. */
export const readConfig = <S extends z.ZodType>(schema: S, env: Readonly<Record<string, string | undefined>>): z.output<S> => {
  const result = schema.safeParse(env);
  if (result.success) return result.data;
  throw new ConfigFaults(
    result.error.issues.map(({ path, code }) => {
      const setting = path.join('.');
      // The schema's own messages may repeat a value, so the rule is named by its code alone.
      return { setting: setting || 'The settings', rule: setting && env[setting] === undefined ? 'is missing' : (RULES[code] ?? 'does not do') };
    }),
  );
};
