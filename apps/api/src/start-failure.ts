import { ConfigError } from '#config';
import { CofferError, StartError } from '#kernel';

/** One line for each problem that stopped the start. No line has a stack or a configured value. */
export function startFailureLines(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.problems;
  if (error instanceof StartError || error instanceof CofferError) return [error.message];
  const code = (error as { code?: unknown } | null)?.code;
  const name = error instanceof Error ? error.name : typeof error;
  return [`Something unexpected stopped the start: ${name}${typeof code === 'string' ? ` (${code})` : ''}`];
}
