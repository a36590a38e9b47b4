import { randomBytes } from 'node:crypto';

/** The least that the environment of a production pair has. */
export const PRODUCTION_PAIR = {
  MONGODB_URL: 'mongodb://localhost:27017',
  VAULT_ADDR: 'https://localhost:8200',
  VAULT_TOKEN: 'a-token',
  JWT_SECRET: randomBytes(32).toString('base64'),
  PEPPER: randomBytes(32).toString('base64'),
};
