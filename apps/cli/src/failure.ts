import { CommandFailed } from '#command';
import { ConfigError } from '#config';
import { CofferError, fileFailure, StartError } from '#kernel';

/** One line for each problem. No line has a stack or a value. `places`: the folders of the configuration, by variable. */
export function failureLines(error: unknown, places?: Readonly<Record<string, string>>): readonly string[] {
  if (error instanceof CommandFailed) return error.lines;
  if (error instanceof AggregateError) return error.errors.flatMap((each) => failureLines(each, places));
  if (error instanceof ConfigError) return error.problems;
  if (error instanceof StartError || error instanceof CofferError) return [error.message];
  const file = fileFailure(error, places);
  if (file) return [file];
  const code = (error as { code?: unknown } | null)?.code;
  const name = error instanceof Error ? error.name : typeof error;
  return [`Something unexpected stopped the command: ${name}${typeof code === 'string' ? ` (${code})` : ''}`];
}
