import { readFileSync } from 'node:fs';

/** A file as another program exports it. Every value that must not be shown contains `canary`. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), 'utf8');
}
