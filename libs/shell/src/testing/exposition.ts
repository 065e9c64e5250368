/** One line of what Prometheus reads: a sample with its labels. */
export type Sample = { readonly name: string; readonly labels: Readonly<Record<string, string>>; readonly value: number };

/** What a process tells, as it is read by whoever collects: samples, and the kind that each name is said to be of. For specs. */
export const samplesIn = (text: string): { readonly samples: readonly Sample[]; readonly kinds: ReadonlyMap<string, string> } => {
  const kinds = new Map([...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', kind = '']) => [name, kind]));
  const samples = text.split('\n').flatMap((line) => {
    const [, name = '', said = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
    return name === '' ? [] : [{ name, labels: Object.fromEntries([...said.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', text = '']) => [label, text])), value: Number(value) }];
  });
  return { samples, kinds };
};
