import { z } from 'zod';
import { ConfigFaults, readConfig } from './config.js';

const schema = z.object({ PORT: z.coerce.number().int().max(65_535), DATA_DIR: z.string().min(1), OPERATION_KEY: z.string().regex(/^[0-9a-f]{64}$/), MODE: z.enum(['a', 'b']).default('a') });

describe('given settings', () => {
  it('when they do, then they are read with their defaults', () => {
    expect(readConfig(schema, { PORT: '80', DATA_DIR: 'd', OPERATION_KEY: 'a'.repeat(64), ELSE: 'x' })).toEqual({ PORT: 80, DATA_DIR: 'd', OPERATION_KEY: 'a'.repeat(64), MODE: 'a' });
  });

  it('when several do not, then every one is named, and no value is told', () => {
    const read = () => readConfig(schema, { PORT: '70000', OPERATION_KEY: 'secret-but-wrong', MODE: 'secret-mode' });
    expect(read).toThrow(ConfigFaults);
    try {
      read();
    } catch (error) {
      const { faults, message } = error as ConfigFaults;
      expect(faults).toEqual([
        { setting: 'PORT', rule: 'is too big' },
        { setting: 'DATA_DIR', rule: 'is missing' },
        { setting: 'OPERATION_KEY', rule: 'has the wrong format' },
        { setting: 'MODE', rule: 'is none of the values it may have' },
      ]);
      for (const { setting } of faults) expect(message).toContain(setting);
      expect(message).not.toMatch(/70000|secret/);
    }
  });
});
