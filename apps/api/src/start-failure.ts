import { ConfigError } from '#config';
import { CofferError, fileFailure, StartError } from '#kernel';

/**
 * One line for each problem that stopped the start. No line has a stack or a configured value. `places`: the folders of the
 * configuration, by their variables; none if it could not be read.
 */
export function startFailureLines(error: unknown, places?: Readonly<Record<string, string>>): readonly string[] {
  if (error instanceof AggregateError) return error.errors.flatMap((each) => startFailureLines(each, places));
  if (error instanceof ConfigError) return error.problems;
  if (error instanceof StartError || error instanceof CofferError) return [error.message];
  const file = fileFailure(error, places);
  if (file) return [file];
  const { code } = (error ?? {}) as { code?: unknown };
  const name = error instanceof Error ? error.name : typeof error;
  return [`Something unexpected stopped the start: ${name}${typeof code === 'string' ? ` (${code})` : ''}`];
}
