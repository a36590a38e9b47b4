import { ConfigError } from '#config';
import { CofferError, StartError } from '#kernel';

/** A command that cannot be carried out: the lines name fields, lines and variables, and never a value. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';

  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
  }
}

/** What the operator reads: a line a problem, without a stack and without any value. */
export function failureLines(error: unknown): readonly string[] {
  if (error instanceof CommandFailed) return error.lines;
  if (error instanceof ConfigError) return error.problems;
  if (error instanceof StartError || error instanceof CofferError) return [error.message];
  const code = (error as { code?: unknown } | null)?.code;
  const name = error instanceof Error ? error.name : typeof error;
  return [`Something unexpected stopped the command: ${name}${typeof code === 'string' ? ` (${code})` : ''}`];
}
