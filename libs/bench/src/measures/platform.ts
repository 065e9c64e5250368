import { type Client, createClient, patient } from '@cpmp/client';
import { type Platform, startPlatform } from '@cpmp/standalone/platform';

/** A platform with the demonstration force, on the machine's clock and on disk, and its people. */
export type People = { readonly platform: Platform; readonly as: (person: string) => Promise<Client> };

/** Who calls, signed in once each: the people of the demonstration force. */
export type Callers = Pick<People, 'as'>;

/** Starts one in a folder. */
export const startPeople = async (data: string): Promise<People> => {
  const platform = await startPlatform({ data, port: 0, clock: { kind: 'machine' }, demonstration: true });
  return { platform, ...callersOf(platform.url) };
};

/** People of a platform, who call it, or one process of it at an address of its own. */
export const callersOf = (platformUrl: string, baseUrl = platformUrl): Callers => {
  const tokens = new Map<string, string>();
  const tokenOf = async (person: string): Promise<string> => {
    const known = tokens.get(person);
    if (known) return known;
    const { token } = valueOf<{ token: string }>(await createClient({ baseUrl: platformUrl, fetch: patient }).call('POST', '/api/standalone/v1/sign-in', { body: { person } }));
    tokens.set(person, token);
    return token;
  };
  return { as: async (person) => createClient({ baseUrl, token: await tokenOf(person), fetch: patient }) };
};

/** What a call came to. @throws the code of a "no" */
export const valueOf = <T>(answer: { readonly ok: boolean; readonly value?: unknown; readonly status: number; readonly problem?: { readonly code: string } | undefined }): T => {
  if (!answer.ok) throw new Error(`answered ${answer.status} ${answer.problem?.code ?? ''}`);
  return answer.value as T;
};
