import { z } from 'zod';

const url = z.url();

/** What this service needs to run alone, on the distributed engines. */
export const Settings = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535),
  MONGODB_URI: url,
  KAFKA_BROKERS: z.string().min(1),
  REDIS_URL: url,
  SIGN_IN_ISSUER: url,
  SIGN_IN_AUDIENCE: z.string().min(1),
  OPERATION_KEY_FILE: z.string().min(1),
  /** A folder of packs of law that is only offered. */
  LAW_FOLDER: z.string().min(1).optional(),
});
