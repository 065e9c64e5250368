import type { ModuleRef } from '@nestjs/core';
import { assetRegistry } from './app.module.js';

describe('given a log that was restored', () => {
  it.each([['authorisation/2', ['authorisation/2']], ['resource-allocation/2', []]])('when it is %s, then what is out is stated to who issues permits, and to nobody else', async (log, told) => {
    const stated: string[] = [];
    const module = { get: () => ({ stateOpen: async (epoch: string) => void stated.push(epoch) }) } as unknown as ModuleRef;
    await assetRegistry.onRestored?.({ log, opened: [] }, module);
    expect(stated).toEqual(told);
  });
});
